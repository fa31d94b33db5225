// A provider on hold after one of its workers hit a rate limit: none of its workers starts, the clocks of its running ones stand still,
// and lost attempts are started again without counting. Other providers work on.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { allRunning, outcomeOf, seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite<{ fixture: DaemonFixture }>('a provider that rests');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

/** Starts a daemon, and gives how many seconds that takes here: how long a rest has to be depends on how fast the machine is. */
async function paceOf(fixture: DaemonFixture): Promise<number> {
  seatWorkers(fixture, {});
  const began = performance.now();
  await fixture.up();
  return Math.ceil((performance.now() - began) / 1_000);
}

const heldNow = async (fixture: DaemonFixture) => ((await fixture.ask({ ask: 'status' })) as DaemonStatus).held;

test('costs its workers no time and no attempt, and is released by itself, also by another daemon', async ({ fixture }) => {
  const pace = await paceOf(fixture);
  const go = join(fixture.folder, 'go');
  const met = join(fixture.folder, 'met');
  const company = {
    limited: { worker: 'quota.mjs', args: [met, `${8 + 4 * pace}`] },
    // Less than the rest: it outlives it only because its time stands still.
    held: { worker: 'waits-for-file.mjs', args: [go], deadline: `${6 + 3 * pace}s` },
  };
  seatWorkers(fixture, company);
  const run = await startRun(fixture, company);
  const [pid] = await allRunning(fixture, run, ['held']);
  await until('the provider to rest', async () => (await heldNow(fixture)).length === 1);
  const [rest] = await heldNow(fixture);
  assert.is(rest?.provider, 'command');
  assert.match(rest?.by ?? '', /^r-[a-z2-7]+\.d\d+\.1$/);
  assert.ok(existsSync(met));
  // Whoever leads the run meanwhile, the rest is the same.
  await fixture.kill();
  await fixture.up();
  const [still] = await heldNow(fixture);
  if (still) assert.equal(still, rest);
  else assert.ok(Date.now() >= Date.parse(rest?.until ?? ''), 'it is only over when its time is');

  await until('the provider to be released', async () => (await heldNow(fixture)).length === 0, 120_000);
  assert.equal(await allRunning(fixture, run, ['held']), [pid]);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.equal(outcomeOf(view, 'held'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
  assert.equal(outcomeOf(view, 'limited'), {
    attempts: ['first quota', 'redispatch done'],
    status: 'completed',
    reason: 'done',
    flags: [],
  });

  const told = (await fixture.events(run)).filter((it) => it.type.startsWith('provider.'));
  assert.equal(
    told.map((it) => it.type),
    ['provider.held', 'provider.released'],
  );
  assert.ok(Date.parse(told.at(-1)?.at ?? '') >= Date.parse(rest?.until ?? ''), 'not before its time was over');
  const restart = (await fixture.events(run)).filter((it) => it.type === 'attempt.starting').at(-1);
  assert.ok((restart?.seq ?? 0) > (told.at(-1)?.seq ?? 0), 'it was started again only after the rest');
  const house = await fixture.withLedger((ledger) => ledger.read('house'));
  assert.is(house.filter((it) => it.type === 'provider.held').length, 1);
  assert.is(house.filter((it) => it.type === 'provider.released').length, 1);
  await until('the lines', () => fixture.progress().includes('provider=command released'));
  assert.match(fixture.progress(), /PROGRESS: phase-5-poll provider=command held until=20\d\d-/);
});

test('makes another run wait too, and that one says what for', async ({ fixture }) => {
  const pace = await paceOf(fixture);
  const company = { limited: { worker: 'quota.mjs', args: [join(fixture.folder, 'met'), `${4 + 4 * pace}`] } };
  seatWorkers(fixture, company);
  const first = await startRun(fixture, company);
  await until('the provider to rest', async () => (await fixture.events(first)).some((it) => it.type === 'provider.held'));
  fixture.drop('second.md', fixture.task(join(fixture.folder, 'shop'), ['limited'], '', 'Look again.'));
  await until('the second run', async () => (await fixture.runs()).length === 2);
  const second = (await fixture.runs()).find((it) => it !== first) ?? '';
  for (const run of [first, second]) assert.is((await fixture.ended(run)).outcome, 'completed');
  // It met the rest before it started, and never the limit.
  assert.equal(outcomeOf(await fixture.view(second), 'limited').attempts, ['first done']);
  const held = (await fixture.events(second)).flatMap((it) => (it.type === 'provider.held' ? [it.payload as { by: string }] : []));
  assert.match(held[0]?.by ?? '', new RegExp(`^${first}\\.`));
});

test.run();
