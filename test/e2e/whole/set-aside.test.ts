// A run whose journal has an event that cannot be: it is set aside, the others go on, and a person can end it. Then its
// report says so, and the same task can be done again, by command and by the same file.

import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { takeEpoch } from '../../../runtime/ledger/write/fence.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { allRunning, hire } from '../company.ts';
import { until } from '../daemon-stage.ts';

const test = suite<{ stage: CliStage }>('a run that is set aside');
test.before.each((context) => {
  context.stage = openCliStage();
});
test.after.each(({ stage }) => stage.clear());

/** Writes what no lead would have written. */
async function spoil(stage: CliStage, run: string): Promise<void> {
  const ledger = await openLedger({ path: stage.home.ledger, catalogue: eventCatalogue, epoch: await takeEpoch(stage.home.ledger) });
  const stream = `run/${run}` as const;
  const seq = (await ledger.read(stream)).length;
  const spoilt = { type: 'phase.ended', payload: { phase: 'nowhere', outcome: 'completed' } } as const;
  await ledger.append({ stream, expectedSeq: seq, commandId: 'spoilt', actor: { kind: 'lead' }, at: Date.now(), events: [spoilt] });
  await ledger.close();
}

test('is ended by abort with a report, and its task can be done again', async ({ stage }) => {
  hire(stage, { waits: { worker: 'waits-for-file.mjs', args: [`${stage.folder}/go`] } });
  await stage.up();
  const text = stage.task(stage.project('shop'), ['waits']);
  stage.drop('look.md', text);
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  const [worker] = await allRunning(stage, run, ['waits']);
  await stage.kill();
  await spoil(stage, run);
  await stage.up();
  const setAside = async () => ((await stage.ask({ ask: 'status' })) as { setAside: { run: string }[] }).setAside.map((it) => it.run);
  await until('it to be set aside', async () => (await setAside()).includes(run));
  const refused = await stage.muster(['rerun', run]);
  assert.match(refused.err, /was set aside: .*End it first: muster abort /s);
  assert.match((await stage.muster(['doctor'])).out, /was set aside/);

  const aborted = await stage.muster(['abort', run, '-m', 'it is broken']);
  assert.equal([aborted.code, aborted.err], [0, '']);
  const view = await stage.view(run);
  assert.equal([view.outcome, view.report?.stub, existsSync(view.report?.path ?? '')], ['aborted', true, true]);
  assert.equal(await setAside(), []);
  assert.not.ok(
    stage.processes().some((it) => it.pid === worker),
    'its worker was ended',
  );
  assert.match((await stage.muster(['show', run])).out, /it is broken/);

  const again = await stage.muster(['rerun', run, '--json']);
  assert.is(again.code, 0, again.err);
  assert.is((JSON.parse(again.out) as { rows: { outcome: string }[] }).rows[0]?.outcome, 'submitted');
  const second = (await stage.runs()).find((it) => it !== run) ?? '';
  await stage.muster(['abort', second]);
  await stage.ended(second);
  stage.drop('again.md', text);
  await until('a third run', async () => (await stage.runs()).length === 3);
  await stage.kill();
  await stage.up();
  assert.equal(await setAside(), [], 'the next daemon knows that it has ended');
});

test.run();
