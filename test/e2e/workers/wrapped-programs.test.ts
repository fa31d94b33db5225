// Programs of others as a `command`: one that speaks ACP, by `muster acp`, and one with the arguments that the
// documents give for aider.

import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outputOf } from '../../../runtime/sessions/host/session/transcript.ts';
import { type DaemonFixture, openDaemonFixture, until, WORKERS } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';

const test = suite<{ fixture: DaemonFixture }>('a third-party program');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

const hire = (fixture: DaemonFixture, name: string, argv: readonly string[]) =>
  fixture.write(
    join(fixture.home.agents, `${name}.md`),
    `---\nname: ${name}\ndescription: wrapped\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\n---\n`,
  );

async function reviewedBy(fixture: DaemonFixture, name: string) {
  fixture.drop('look.md', fixture.task(fixture.project('shop'), [name]));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const view = await fixture.ended(run);
  const printed = outputOf(fixture.home.run(run).transcript('d1', 1), 100_000)?.toString('utf8') ?? '';
  return { view, attempt: view.dispatches.find((it) => it.seat === name)?.attempts[0], printed };
}

test('that speaks ACP gets its prompt, may write only its result, and reports its usage', async ({ fixture }) => {
  const forbidden = join(fixture.folder, 'forbidden');
  hire(fixture, 'talker', [process.execPath, LAUNCHER, 'acp', '--', process.execPath, join(WORKERS, 'acp-agent.mjs'), forbidden]);
  await fixture.up();
  const { view, attempt, printed } = await reviewedBy(fixture, 'talker');
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

test('that speaks ACP and uses no tool has opened nothing, whatever it claims', async ({ fixture }) => {
  hire(fixture, 'talker', ['muster', 'acp', '--', process.execPath, join(WORKERS, 'acp-agent.mjs'), 'nothing']);
  await fixture.up();
  const { view, printed } = await reviewedBy(fixture, 'talker');
  assert.match(printed, 'MUSTER-LOOKS all');
  assert.equal(
    view.looks.map(({ receipt, inconclusive }) => [receipt.by, receipt.opened, receipt.unwitnessed, inconclusive]),
    [['witnessed', '', 1, 'opened-nothing']],
    printed,
  );
});

test('that exits too early is a worker without a result', async ({ fixture }) => {
  hire(fixture, 'talker', [process.execPath, LAUNCHER, 'acp', '--', process.execPath, '-e', 'process.exit(3)']);
  await fixture.up();
  const { attempt, printed } = await reviewedBy(fixture, 'talker');
  assert.is(attempt?.reason, 'exit-without-result');
  assert.match(printed, 'failed: initialize: the program ended with 3 before it was done');
  assert.match(attempt?.detail ?? '', /without a result; its last line: “.*the program ended with 3 before it was done/);
});

test('gets the arguments that the documents give for aider', async ({ fixture }) => {
  const aider = join(fixture.folder, 'aider');
  fixture.write(
    aider,
    [
      '#!/bin/sh',
      '[ "$1" = --message-file ] && [ "$3 $4 $5" = "--yes-always --no-git --no-auto-commits" ] && [ $# = 5 ] || exit 9',
      `MUSTER_PROMPT="$2" exec '${process.execPath}' '${join(WORKERS, 'reviews.mjs')}'`,
      '',
    ].join('\n'),
  );
  chmodSync(aider, 0o755);
  hire(fixture, 'aider', [aider, '--message-file', '{prompt}', '--yes-always', '--no-git', '--no-auto-commits']);
  await fixture.up();
  const { view, attempt } = await reviewedBy(fixture, 'aider');
  assert.equal([view.outcome, attempt?.reason, attempt?.usage?.source], ['completed', 'done', 'unavailable']);
});

test.run();
