// Eight workers in a repository of 2,000, 10,000 and 100,000 files: when the first one runs, when all run, how much disk space
// their checkouts take, and how long the report takes after the last result; compared with `git worktree add`, and with a
// repository of ten files.
//
//   node bench/rows/large.ts [--quick] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mb, median, ms, short } from '../stage/figures.ts';
import { openFixture } from '../stage/fixture.ts';
import { type Held, heldRun, prepareHeld } from '../stage/held-run.ts';
import { largeProject, settleDisk, type Worktrees, worktrees } from '../stage/large-project.ts';
import { type Row, tell } from '../stage/row.ts';

const GOAL = { first: 1.2, all: 0.7, report: 300, disk: 1.05 };
type Size = { files: number; rounds: number };

await tell(async ({ quick }) => {
  const sizes: Size[] = quick
    ? [{ files: 200, rounds: 1 }]
    : [
        { files: 2_000, rounds: 3 },
        { files: 10_000, rounds: 2 },
        { files: 100_000, rounds: 1 },
      ];
  const seats = quick ? 2 : 8;
  const rows: Row[] = [];
  // Everything is removed only after all measurements: see `worktrees`.
  const elsewhere = mkdtempSync(join(tmpdir(), 'worktrees-'));
  try {
    for (const size of sizes) rows.push(...(await measured(size, seats, elsewhere)));
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
  return rows;
});

async function measured({ files, rounds }: Size, seats: number, elsewhere: string): Promise<Row[]> {
  const fixture = openFixture();
  try {
    prepareHeld(fixture);
    const project = await largeProject(join(fixture.folder, 'large'), files);
    const few = await largeProject(join(fixture.folder, 'few'), 10);
    await fixture.up();
    await heldRun(fixture, few, seats); // The first one starts the session host.
    const [ours, small, bare]: [Held[], Held[], Worktrees[]] = [[], [], []];
    // A disk creates files more slowly after many were created or removed, so each of our measurements is between two of the
    // baseline.
    for (let round = 0; round <= rounds; round++) {
      settleDisk();
      bare.push(await worktrees(project, join(elsewhere, `${files}-${round}`), seats));
      settleDisk();
      if (round === rounds) break;
      small.push(await heldRun(fixture, few, seats));
      ours.push(await heldRun(fixture, project, seats));
    }
    return rowsOf(files, seats, ours, small, bare);
  } finally {
    await fixture.clear();
  }
}

function rowsOf(files: number, seats: number, ours: Held[], small: Held[], bare: Worktrees[]): Row[] {
  const count = files.toLocaleString('en');
  const own = (pick: (it: Held) => number) => median(ours.map(pick));
  const other = (pick: (it: Worktrees) => number) => bare.reduce((sum, it) => sum + pick(it), 0) / bare.length;
  const [first, one] = [own((it) => it.first), other((it) => it.one)];
  const [all, side] = [own((it) => it.all), other((it) => it.all)];
  const [bytes, bareBytes] = [own((it) => it.bytes), other((it) => it.bytes)];
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
  ];
}
