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

/** A run that works, then is set aside by a daemon that comes after; with the process of its worker. */
async function putAside(stage: CliStage): Promise<{ run: string; text: string; worker: number | null | undefined }> {
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
  await until('it to be set aside', async () => (await setAside(stage)).includes(run));
  return { run, text, worker };
}

const setAside = async (stage: CliStage): Promise<string[]> =>
  ((await stage.ask({ ask: 'status' })) as { setAside: { run: string }[] }).setAside.map((it) => it.run);

test('is ended and repeated by rerun', async ({ stage }) => {
  const { run, worker } = await putAside(stage);
  const dry = await stage.muster(['rerun', run, '--dry-run']);
  assert.match(dry.out, /set aside +would run again/);
  assert.equal(await setAside(stage), [run]);
  const again = await stage.muster(['rerun', run, '--json']);
  assert.is(again.code, 0, again.err);
  const [row] = (JSON.parse(again.out) as { rows: { outcome: string; was: string; again: string }[] }).rows;
  assert.equal([row?.outcome, row?.was], ['submitted', 'set aside']);
  const view = await stage.view(run);
  assert.equal([view.outcome, existsSync(view.report?.path ?? ''), await setAside(stage)], ['aborted', true, []]);
  assert.not.ok(stage.processes().some((it) => it.pid === worker));
  stage.write(`${stage.folder}/go`, '');
  assert.is((await stage.ended(row?.again ?? '')).outcome, 'completed');
});

test('is ended by abort with a report, and its task can be repeated', async ({ stage }) => {
  const { run, text, worker } = await putAside(stage);
  assert.match((await stage.muster(['doctor'])).out, /was set aside/);

  const aborted = await stage.muster(['abort', run, '-m', 'it is broken']);
  assert.equal([aborted.code, aborted.err], [0, '']);
  const view = await stage.view(run);
  assert.equal([view.outcome, view.report?.stub, existsSync(view.report?.path ?? '')], ['aborted', true, true]);
  assert.equal(await setAside(stage), []);
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
  assert.equal(await setAside(stage), [], 'the next daemon knows that it has ended');
});

test.run();
