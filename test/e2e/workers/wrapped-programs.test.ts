// Programs of others as a `command`: one that speaks ACP, by `muster acp`, and one with the arguments that the
// documents give for aider.

import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outputOf } from '../../../runtime/sessions/host/session/transcript.ts';
import { type DaemonStage, openDaemonStage, until, WORKERS } from '../daemon-stage.ts';
import { LAUNCHER } from '../program.ts';

const test = suite<{ stage: DaemonStage }>('a third-party program');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

const hire = (stage: DaemonStage, name: string, argv: readonly string[]) =>
  stage.write(
    join(stage.home.agents, `${name}.md`),
    `---\nname: ${name}\ndescription: wrapped\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\n---\n`,
  );

async function reviewedBy(stage: DaemonStage, name: string) {
  stage.drop('look.md', stage.task(stage.project('shop'), [name]));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  const view = await stage.ended(run);
  const printed = outputOf(stage.home.run(run).transcript('d1', 1), 100_000)?.toString('utf8') ?? '';
  return { view, attempt: view.dispatches.find((it) => it.seat === name)?.attempts[0], printed };
}

test('that speaks ACP gets its prompt, may write only its result, and reports its usage', async ({ stage }) => {
  const forbidden = join(stage.folder, 'forbidden');
  hire(stage, 'talker', [process.execPath, LAUNCHER, 'acp', '--', process.execPath, join(WORKERS, 'acp-agent.mjs'), forbidden]);
  await stage.up();
  const { view, attempt, printed } = await reviewedBy(stage, 'talker');
  assert.is(view.outcome, 'completed', `${view.message}\n${printed}`);
  assert.is(attempt?.reason, 'done');
  assert.is(view.raised.length, 1);
  assert.match(printed, 'agent_message_chunk I was told');
  assert.ok(
    printed.replaceAll('\r\n', '\n').includes(`permission refused: ${forbidden} is outside the allowed folders\npermission given\n`),
    printed,
  );
  assert.not(existsSync(forbidden));
  const { source, input, output, cached, usd } = attempt?.usage ?? {};
  assert.equal({ source, input, output, cached, usd }, { source: 'reported', input: 1000, output: 70, cached: 100, usd: null });
});

test('that speaks ACP and uses no tool has opened nothing, whatever it claims', async ({ stage }) => {
  hire(stage, 'talker', [process.execPath, LAUNCHER, 'acp', '--', process.execPath, join(WORKERS, 'acp-agent.mjs'), 'nothing']);
  await stage.up();
  const { view, printed } = await reviewedBy(stage, 'talker');
  assert.match(printed, 'MUSTER-LOOKS all');
  assert.equal(
    view.looks.map(({ receipt, inconclusive }) => [receipt.by, receipt.opened, receipt.unwitnessed, inconclusive]),
    [['witnessed', '', 1, 'opened-nothing']],
    printed,
  );
});

test('that exits too early is a worker without a result', async ({ stage }) => {
  hire(stage, 'talker', [process.execPath, LAUNCHER, 'acp', '--', process.execPath, '-e', 'process.exit(3)']);
  await stage.up();
  const { attempt, printed } = await reviewedBy(stage, 'talker');
  assert.is(attempt?.reason, 'exit-without-result');
  assert.match(printed, 'failed: initialize: the program ended with 3 before it was done');
});

test('gets the arguments that the documents give for aider', async ({ stage }) => {
  const aider = join(stage.folder, 'aider');
  stage.write(
    aider,
    [
      '#!/bin/sh',
      '[ "$1" = --message-file ] && [ "$3 $4 $5" = "--yes-always --no-git --no-auto-commits" ] && [ $# = 5 ] || exit 9',
      `MUSTER_PROMPT="$2" exec '${process.execPath}' '${join(WORKERS, 'reviews.mjs')}'`,
      '',
    ].join('\n'),
  );
  chmodSync(aider, 0o755);
  hire(stage, 'aider', [aider, '--message-file', '{prompt}', '--yes-always', '--no-git', '--no-auto-commits']);
  await stage.up();
  const { view, attempt } = await reviewedBy(stage, 'aider');
  assert.equal([view.outcome, attempt?.reason, attempt?.usage?.source], ['completed', 'done', 'unavailable']);
});

test.run();
