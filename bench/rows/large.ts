// Eight workers in a repository of 2,000, 10,000 and 100,000 files: when the first one runs, when all run, how much disk space
// their checkouts take, and how long the report takes after the last result; compared with `git worktree add`, and with a
// repository of ten files. Each repository is measured with its first run, and with its second, which finds the checkout of the first.
// Both sides work on a new ext4, mounted for each size. An ext4 without a journal checks each recently deleted inode before it
// allocates one, so on the machine's own disk the figures depended on earlier deletions, including those of earlier rows. If
// nothing can be mounted, both use the folder for temporary files.
//
//   node bench/rows/large.ts [--quick] [--json]

import { join } from 'node:path';
import { trashEmptied } from '../../test/e2e/check-when-written.ts';
import { ownDisk } from '../../test/unit/runtime/workspace/own-disk.ts';
import { mb, median, ms, short } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { type HeldRunFigures, heldRun, prepareHeld } from '../support/held-run.ts';
import { largeProject, settleDisk, type Worktrees, worktrees } from '../support/large-project.ts';
import { type Row, tell } from '../support/row.ts';

/** Large enough that the file system does not economise on space; the file is sparse, so unwritten parts take none. */
const DISK = 48 * 1024 ** 3;
const GOAL = { first: 1.2, all: 0.7, report: 300, disk: 1.05 };
type Size = { files: number; rounds: number };

await tell(async ({ quick }) => {
  const sizes: Size[] = quick
    ? [{ files: 200, rounds: 1 }]
    : [
        { files: 2_000, rounds: 5 },
        { files: 10_000, rounds: 3 },
        { files: 100_000, rounds: 1 },
      ];
  const seats = quick ? 2 : 8;
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await onDisk(size, seats)));
  return rows;
});

async function onDisk(size: Size, seats: number): Promise<Row[]> {
  const disk = ownDisk('ext4', DISK);
  if ('cannot' in disk) return measured(size, seats, openFixture());
  try {
    return await measured(size, seats, openFixture(disk.folder));
  } finally {
    disk.remove();
  }
}

async function measured({ files, rounds }: Size, seats: number, fixture: Fixture): Promise<Row[]> {
  try {
    prepareHeld(fixture);
    const few = await largeProject(join(fixture.folder, 'few'), 10);
    await fixture.up();
    await heldRun(fixture, few, seats); // The first one starts the session host.
    const seen: LargeFigures = { first: [], next: [], small: [], bare: [] };
    const quiet = async () => {
      await trashEmptied(fixture.root, 120_000);
      settleDisk();
    };
    for (let round = 0; round < rounds; round++) {
      const project = await largeProject(join(fixture.folder, `large-${round}`), files);
      const bareOne = async (when: string) => {
        await quiet();
        seen.bare.push(await worktrees(project, join(fixture.folder, `worktrees-${round}-${when}`), seats));
      };
      // Our measurements lie between two of the baseline, and their files are deleted before the next one begins. A third baseline
      // would need more inodes than the disk has.
      await bareOne('before');
      for (const runs of [seen.first, seen.next]) {
        await quiet();
        seen.small.push(await heldRun(fixture, few, seats));
        runs.push(await heldRun(fixture, project, seats));
      }
      await bareOne('after');
    }
    return rowsOf(files, seats, seen);
  } finally {
    await fixture.clear();
  }
}

type LargeFigures = { first: HeldRunFigures[]; next: HeldRunFigures[]; small: HeldRunFigures[]; bare: Worktrees[] };

function rowsOf(files: number, seats: number, { first: ours, next, small, bare }: LargeFigures): Row[] {
  const count = files.toLocaleString('en');
  const own = (pick: (it: HeldRunFigures) => number) => median(ours.map(pick));
  const again = (pick: (it: HeldRunFigures) => number) => median(next.map(pick));
  const other = (pick: (it: Worktrees) => number) => median(bare.map(pick));
  const [first, one] = [own((it) => it.first), other((it) => it.one)];
  const [all, side] = [own((it) => it.all), other((it) => it.all)];
  const [bytes, bareBytes] = [own((it) => it.bytes), other((it) => it.bytes)];
  const [nextFirst, nextAll, nextReport] = [again((it) => it.first), again((it) => it.all), again((it) => it.report)];
  const [report, fewer] = [own((it) => it.report), median(small.map((it) => it.report))];
  return [
    {
      key: `first-${files}`,
      what: `${seats} workers, ${count} files: drop → first worker runs`,
      ours: ms(first),
      baseline: `one \`git worktree add\`: ${ms(one)}`,
      ratio: `${short(first / one)} ×`,
      goals: [{ what: 'time', is: first / one, unit: '×', atMost: GOAL.first }],
      figures: { rounds: ours.length, first, worktree: one },
    },
    {
      key: `all-${files}`,
      what: `${seats} workers, ${count} files: drop → all of them run`,
      ours: `${ms(all)}, ${mb(bytes)} on disk`,
      baseline: `${seats} × \`git worktree add\` side by side: ${ms(side)}, ${mb(bareBytes)}`,
      ratio: `${short(all / side)} ×`,
      goals: [
        { what: 'time', is: all / side, unit: '×', atMost: GOAL.all },
        { what: 'disk', is: bytes / bareBytes, unit: '×', atMost: GOAL.disk },
      ],
      figures: { rounds: ours.length, all, worktrees: side, bytes, worktreeBytes: bareBytes },
    },
    {
      key: `report-${files}`,
      what: `last result → report readable, ${count} files`,
      ours: ms(report),
      baseline: `with 10 files: ${ms(fewer)}`,
      ratio: `+ ${ms(report - fewer)}`,
      goals: [{ what: 'more', is: report - fewer, unit: 'ms', atMost: GOAL.report }],
      figures: { rounds: ours.length, report, few: fewer },
    },
    {
      key: `next-${files}`,
      what: `the next run there, ${count} files: drop → first worker, → all of them; last result → report`,
      ours: `${ms(nextFirst)}, ${ms(nextAll)}; ${ms(nextReport)}`,
      baseline: `one \`git worktree add\`: ${ms(one)}; ${seats} side by side: ${ms(side)}; with 10 files: ${ms(fewer)}`,
      ratio: `${short(nextFirst / one)} ×, ${short(nextAll / side)} ×; + ${ms(nextReport - fewer)}`,
      goals: [
        { what: 'first', is: nextFirst / one, unit: '×', atMost: GOAL.first },
        { what: 'all', is: nextAll / side, unit: '×', atMost: GOAL.all },
        { what: 'report', is: nextReport - fewer, unit: 'ms', atMost: GOAL.report },
      ],
      figures: { rounds: next.length, first: nextFirst, all: nextAll, report: nextReport },
    },
  ];
}
