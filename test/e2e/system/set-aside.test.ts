// A run whose journal has an event that cannot be: it is set aside, the others go on, and a person can end it. Then its
// report says so, and the same task can be done again, by command and by the same file.

import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { takeEpoch } from '../../../runtime/ledger/write/fence.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { allRunning, seatWorkers } from '../scripted-workers.ts';

const test = suite<{ fixture: CliFixture }>('a run that is set aside');
test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** Writes what no lead would have written. */
async function spoil(fixture: CliFixture, run: string): Promise<void> {
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue, epoch: await takeEpoch(fixture.home.ledger) });
  const stream = `run/${run}` as const;
  const seq = (await ledger.read(stream)).length;
  const spoilt = { type: 'phase.ended', payload: { phase: 'nowhere', outcome: 'completed' } } as const;
  await ledger.append({ stream, expectedSeq: seq, commandId: 'spoilt', actor: { kind: 'lead' }, at: Date.now(), events: [spoilt] });
  await ledger.close();
}

/** A run that works, then is set aside by a daemon that comes after; with the process of its worker. */
async function putAside(fixture: CliFixture): Promise<{ run: string; text: string; worker: number | null | undefined }> {
  seatWorkers(fixture, { waits: { worker: 'waits-for-file.mjs', args: [`${fixture.folder}/go`] } });
  await fixture.up();
  const text = fixture.task(fixture.project('shop'), ['waits']);
  fixture.drop('look.md', text);
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const [worker] = await allRunning(fixture, run, ['waits']);
  await fixture.kill();
  await spoil(fixture, run);
  await fixture.up();
  await until('it to be set aside', async () => (await setAside(fixture)).includes(run));
  return { run, text, worker };
}

const setAside = async (fixture: CliFixture): Promise<string[]> =>
  ((await fixture.ask({ ask: 'status' })) as { setAside: { run: string }[] }).setAside.map((it) => it.run);

test('is ended and repeated by rerun', async ({ fixture }) => {
  const { run, worker } = await putAside(fixture);
  const dry = await fixture.muster(['rerun', run, '--dry-run']);
  assert.match(dry.out, /set aside +would run again/);
  assert.equal(await setAside(fixture), [run]);
  const again = await fixture.muster(['rerun', run, '--json']);
  assert.is(again.code, 0, again.err);
  const [row] = (JSON.parse(again.out) as { rows: { outcome: string; was: string; again: string }[] }).rows;
  assert.equal([row?.outcome, row?.was], ['submitted', 'set aside']);
  const view = await fixture.view(run);
  assert.equal([view.outcome, existsSync(view.report?.path ?? ''), await setAside(fixture)], ['aborted', true, []]);
  assert.not.ok(fixture.processes().some((it) => it.pid === worker));
  fixture.write(`${fixture.folder}/go`, '');
  assert.is((await fixture.ended(row?.again ?? '')).outcome, 'completed');
});

test('is ended by abort with a report, and its task can be repeated', async ({ fixture }) => {
  const { run, text, worker } = await putAside(fixture);
  assert.match((await fixture.muster(['doctor'])).out, /was set aside/);

  const aborted = await fixture.muster(['abort', run, '-m', 'it is broken']);
  assert.equal([aborted.code, aborted.err], [0, '']);
  const view = await fixture.view(run);
  assert.equal([view.outcome, view.report?.stub, existsSync(view.report?.path ?? '')], ['aborted', true, true]);
  assert.equal(await setAside(fixture), []);
  assert.not.ok(
    fixture.processes().some((it) => it.pid === worker),
    'its worker was ended',
  );
  assert.match((await fixture.muster(['show', run])).out, /it is broken/);

  const again = await fixture.muster(['rerun', run, '--json']);
  assert.is(again.code, 0, again.err);
  assert.is((JSON.parse(again.out) as { rows: { outcome: string }[] }).rows[0]?.outcome, 'submitted');
  const second = (await fixture.runs()).find((it) => it !== run) ?? '';
  await fixture.muster(['abort', second]);
  await fixture.ended(second);
  fixture.drop('again.md', text);
  await until('a third run', async () => (await fixture.runs()).length === 3);
  await fixture.kill();
  await fixture.up();
  assert.equal(await setAside(fixture), [], 'the next daemon knows that it has ended');
});

test.run();
