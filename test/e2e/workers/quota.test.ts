// A provider whose worker met its limit rests: nobody of it starts, the time of those at work stands still, and
// what was lost is started again without being counted. Other providers work on.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { allRunning, begin, fateOf, hire } from '../company.ts';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a provider that rests');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

const heldNow = async (stage: DaemonStage) => ((await stage.ask({ ask: 'status' })) as DaemonStatus).held;

test('costs its workers no time and no attempt, and is released by itself, also by another daemon', async ({ stage }) => {
  const go = join(stage.folder, 'go');
  const met = join(stage.folder, 'met');
  const company = {
    limited: { worker: 'quota.mjs', args: [met, '12'] },
    // Far less than the rest: it outlives it only because its time stands still.
    held: { worker: 'waits-for-file.mjs', args: [go], deadline: '9s' },
  };
  hire(stage, company);
  await stage.up();
  const run = await begin(stage, company);
  const [pid] = await allRunning(stage, run, ['held']);
  await until('the provider to rest', async () => (await heldNow(stage)).length === 1);
  const [rest] = await heldNow(stage);
  assert.is(rest?.provider, 'command');
  assert.match(rest?.by ?? '', /^r-[a-z2-7]+\.d\d+\.1$/);
  assert.ok(existsSync(met));
  // Whoever leads the run meanwhile, the rest is the same.
  await stage.kill();
  await stage.up();
  assert.equal(await heldNow(stage), [rest]);

  await until('the provider to be released', async () => (await heldNow(stage)).length === 0, 60_000);
  assert.equal(await allRunning(stage, run, ['held']), [pid]);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.equal(fateOf(view, 'held'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
  assert.equal(fateOf(view, 'limited'), { attempts: ['first quota', 'redispatch done'], status: 'completed', reason: 'done', flags: [] });

  const told = (await stage.events(run)).filter((it) => it.type.startsWith('provider.'));
  assert.equal(
    told.map((it) => it.type),
    ['provider.held', 'provider.released'],
  );
  const restart = (await stage.events(run)).filter((it) => it.type === 'attempt.starting').at(-1);
  assert.ok((restart?.seq ?? 0) > (told.at(-1)?.seq ?? 0), 'it was started again only after the rest');
  const house = await stage.withLedger((ledger) => ledger.read('house'));
  assert.is(house.filter((it) => it.type === 'provider.held').length, 1);
  assert.is(house.filter((it) => it.type === 'provider.released').length, 1);
  await until('the lines', () => stage.progress().includes('provider=command released'));
  assert.match(stage.progress(), /PROGRESS: phase-5-poll provider=command held until=20\d\d-/);
});

test('makes another run wait too, and that one says what for', async ({ stage }) => {
  const company = { limited: { worker: 'quota.mjs', args: [join(stage.folder, 'met'), '5'] } };
  hire(stage, company);
  await stage.up();
  const first = await begin(stage, company);
  await until('the provider to rest', async () => (await heldNow(stage)).length === 1);
  stage.drop('second.md', stage.task(join(stage.folder, 'shop'), ['limited'], '', 'Look again.'));
  await until('the second run', async () => (await stage.runs()).length === 2);
  const second = (await stage.runs()).find((it) => it !== first) ?? '';
  for (const run of [first, second]) assert.is((await stage.ended(run)).outcome, 'completed');
  // It met the rest before it started, and never the limit.
  assert.equal(fateOf(await stage.view(second), 'limited').attempts, ['first done']);
  const held = (await stage.events(second)).flatMap((it) => (it.type === 'provider.held' ? [it.payload as { by: string }] : []));
  assert.match(held[0]?.by ?? '', new RegExp(`^${first}\\.`));
});

test.run();
