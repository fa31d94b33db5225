// Runs of another home: what comes in with their journals, what is told of the rest, and that older news changes no newer one.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideHouse } from '../../../daemon/lead/house/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../../daemon/lead/house/house-state.ts';
import { journalText } from '../../../daemon/projections/documents.ts';
import { importRuns, type KeptFindings } from '../../../daemon/records/import-runs.ts';
import { type Home, homeAt } from '../../../runtime/home.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import { LINEAGE } from '../../../skills/lineage/edges.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { RUN_REDUCER } from '../../../skills/run/state.ts';
import { createRun } from './lead/test-run.ts';

type World = { folder: string; old: Home; now: Home; ledger: SqliteLedger<MusterEvents> };
const imports = suite<World>('import');
const open = (home: Home) => openLedger({ path: home.ledger, catalogue: eventCatalogue, epoch: 1, indexes: [LINEAGE] });
imports.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  context.old = homeAt(join(context.folder, 'old'));
  context.now = homeAt(join(context.folder, 'now'));
  for (const { root } of [context.old, context.now]) mkdirSync(root, { mode: 0o700 });
  context.ledger = await open(context.now);
});
imports.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const END = { outcome: 'completed' as const, reason: 'done' as const, message: '' };

const traced = (run: string, at: string) => ({
  branch: 'refs/heads/main',
  review: { run, at, commit: 'c'.repeat(40), scope: [], seats: ['links'] },
  traces: [],
});

/** A folder of an ended run, as its home left it. */
async function pastRun({ old }: World, run: string, at: string, more: { rules?: number } = {}): Promise<string> {
  const ledger = await open(old);
  const { created } = createRun().state();
  const task = { ...created.task, plan: 'r-plan22' };
  const events: RunEvent[] = [
    { type: 'run.created', payload: { ...created, run, task } },
    { type: 'run.concluding', payload: { ...END, partial: false } },
    { type: 'findings.traced', payload: traced(run, at) },
    { type: 'run.ended', payload: { ...END, degraded: false, report: '', ...more } },
  ];
  for (const [seq, event] of events.entries())
    await ledger.append({
      ...{ stream: `run/${run}` as const, expectedSeq: seq, commandId: `made-${seq}`, actor: { kind: 'lead' as const } },
      ...{ at: Date.parse(at), events: [event] },
    });
  const { root, journal } = old.run(run);
  mkdirSync(join(root, 'report'), { recursive: true });
  writeFileSync(journal, journalText(await ledger.read(`run/${run}`)));
  writeFileSync(join(root, 'report', 'report.md'), '# of then\n');
  await ledger.close();
  return root;
}

/** A house that is told as the daemon's is. */
function house() {
  let state: HouseState = EMPTY_HOUSE;
  return {
    state: () => state,
    keep: async (kept: KeptFindings): Promise<void> => {
      for (const event of decideHouse(state, { kind: 'imported', kept }, 0)) {
        const envelope = { v: 1, stream: 'house', seq: state.seq + 1, at: kept.review.at, commandId: '', prev: '', digest: '' } as const;
        state = evolveHouse(state, { ...envelope, actor: { kind: 'house' }, ...event });
      }
    },
  };
}

const [FIRST, SECOND] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'] as const;
const reviewsIn = (state: HouseState) =>
  Object.values(state.branches).flatMap((it) => it['refs/heads/main']?.reviews.map(({ run }) => run) ?? []);

imports('brings the events, the files, the lineage, and the findings over time in their order', async (world) => {
  const { ledger, now, old } = world;
  await pastRun(world, 'r-bbbbbb', FIRST);
  await pastRun(world, 'r-aaaaaa', SECOND);
  rmSync(old.ledger, { force: true });
  const told = house();
  const rows = await importRuns(old.root, { ledger, home: now, objects: objectsIn(now.objects), keep: told.keep });
  assert.equal(
    rows.map(({ run, outcome, says }) => [run, outcome, says]),
    [
      ['r-aaaaaa', 'restored', '4 events; 2 files copied'],
      ['r-bbbbbb', 'restored', '4 events; 2 files copied'],
    ],
  );
  assert.is(readFileSync(join(now.run('r-aaaaaa').report, 'report.md'), 'utf8'), '# of then\n');
  assert.is(statSync(join(now.run('r-aaaaaa').report, 'report.md')).mode & 0o777, 0o600);
  assert.equal(reviewsIn(told.state()), ['r-bbbbbb', 'r-aaaaaa']);
  assert.is(await ledger.indexState(LINEAGE, 'run/r-aaaaaa'), 'same');
  assert.ok([...(await ledger.index(LINEAGE)).all()].length > 0, 'it has rows');
  // Once more changes nothing.
  const again = await importRuns(old.root, { ledger, home: now, objects: objectsIn(now.objects), keep: told.keep });
  assert.equal(
    [again.map((it) => it.outcome), reviewsIn(told.state())],
    [
      ['already there', 'already there'],
      ['r-bbbbbb', 'r-aaaaaa'],
    ],
  );
});

imports('keeps what a branch knows from a newer review', async (world) => {
  const folder = await pastRun(world, 'r-bbbbbb', FIRST);
  const told = house();
  await told.keep({ project: createRun().state().created.task.project, ...traced('r-newnew', SECOND) });
  await importRuns(folder, { ledger: world.ledger, home: world.now, objects: objectsIn(world.now.objects), keep: told.keep });
  assert.equal(reviewsIn(told.state()), ['r-newnew']);
});

imports('copies no links, overwrites nothing, and says what it skipped', async (world) => {
  const { ledger, now } = world;
  const folder = await pastRun(world, 'r-bbbbbb', FIRST);
  symlinkSync('/etc/passwd', join(folder, 'report', 'more'));
  const there = join(now.run('r-bbbbbb').report, 'report.md');
  mkdirSync(dirname(there), { recursive: true, mode: 0o700 });
  writeFileSync(there, 'mine\n');
  const [row] = await importRuns(folder, { ledger, home: now, objects: objectsIn(now.objects), keep: house().keep });
  assert.is(row?.says, '4 events; 1 file copied; left report/more');
  assert.equal([readFileSync(there, 'utf8'), existsSync(join(dirname(there), 'more'))], ['mine\n', false]);
});

imports('refuses what a newer version has ended, and takes nothing of it', async (world) => {
  const { ledger, now, old } = world;
  await pastRun(world, 'r-aaaaaa', FIRST, { rules: RUN_REDUCER + 1 });
  const [row] = await importRuns(old.root, { ledger, home: now, objects: objectsIn(now.objects), keep: house().keep });
  assert.is(row?.outcome, 'refused');
  assert.match(row?.says ?? '', /^run\/r-aaaaaa was ended by a newer version of Muster .*Update Muster, then import it again\.$/);
  assert.equal([await ledger.streams(), existsSync(now.run('r-aaaaaa').root)], [[], false]);
});

imports.run();
