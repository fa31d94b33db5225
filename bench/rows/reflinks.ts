// The checkouts of eight workers on a file system with reflinks, mounted for this purpose, which holds both the project and the
// home, as on a developer's disk: when all run, and how much disk space they take; compared with `git worktree add` there. The next run finds
// the checkout that the first one left.
//
//   node bench/rows/reflinks.ts [--quick] [--json]

import { join } from 'node:path';
import { trashEmptied } from '../../test/e2e/check-when-written.ts';
import { ownDisk } from '../../test/unit/runtime/workspace/own-disk.ts';
import { mb, median, ms, short } from '../support/figures.ts';
import { openFixture } from '../support/fixture.ts';
import { type HeldRunFigures, heldRun, prepareHeld } from '../support/held-run.ts';
import { largeProject, settleDisk, type Worktrees, worktrees } from '../support/large-project.ts';
import { notMeasured, tell } from '../support/row.ts';

const GOAL = { time: 0.2, disk: 0.2 };
const WHAT = 'files on xfs with reflinks: drop → all workers run';

await tell(async ({ quick }) => {
  const [files, seats, rounds] = quick ? [1_600, 3, 1] : [5_000, 8, 3];
  const what = `${files.toLocaleString('en')} ${WHAT}`;
  const disk = ownDisk('xfs', (quick ? 1 : 12) * 1024 ** 3);
  if ('cannot' in disk) return [notMeasured('reflinks', what, `no such file system can be mounted here: ${disk.cannot}`)];
  const fixture = openFixture(disk.folder);
  try {
    prepareHeld(fixture);
    const few = await largeProject(join(fixture.folder, 'few'), 10);
    await fixture.up();
    await heldRun(fixture, few, seats);
    const [ours, next, bare]: [HeldRunFigures[], HeldRunFigures[], Worktrees[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      const project = await largeProject(join(fixture.folder, `large-${round}`), files, 16_000);
      for (const runs of [ours, next]) {
        await trashEmptied(fixture.root, 120_000);
        settleDisk();
        bare.push(await worktrees(project, join(disk.folder, `worktrees-${round}-${bare.length}`), seats, disk.used));
        settleDisk();
        runs.push(await heldRun(fixture, project, seats, disk.used));
      }
    }
    const [nextAll, nextBytes] = [median(next.map((it) => it.all)), median(next.map((it) => it.bytes))];
    const [all, side] = [median(ours.map((it) => it.all)), median(bare.map((it) => it.all))];
    const [bytes, bareBytes] = [median(ours.map((it) => it.bytes)), median(bare.map((it) => it.bytes))];
    return [
      {
        key: 'reflinks',
        what,
        ours: `${ms(all)}, ${mb(bytes)} on disk`,
        baseline: `${seats} × \`git worktree add\` side by side: ${ms(side)}, ${mb(bareBytes)}`,
        ratio: `${short(all / side)} × the time, ${short(bytes / bareBytes)} × the disk`,
        goals: [
          { what: 'time', is: all / side, unit: '×', atMost: GOAL.time },
          { what: 'disk', is: bytes / bareBytes, unit: '×', atMost: GOAL.disk },
        ],
        figures: { rounds, files, all, worktrees: side, bytes, worktreeBytes: bareBytes },
      },
      {
        key: 'reflinks-next',
        what: `the next run there, ${what}`,
        ours: `${ms(nextAll)}, ${mb(nextBytes)} on disk`,
        baseline: `${seats} × \`git worktree add\` side by side: ${ms(side)}, ${mb(bareBytes)}`,
        ratio: `${short(nextAll / side)} × the time, ${short(nextBytes / bareBytes)} × the disk`,
        goals: [
          { what: 'time', is: nextAll / side, unit: '×', atMost: GOAL.time },
          { what: 'disk', is: nextBytes / bareBytes, unit: '×', atMost: GOAL.disk },
        ],
        figures: { rounds, files, all: nextAll, bytes: nextBytes },
      },
    ];
  } finally {
    await fixture.clear();
    disk.remove();
  }
});
