// The history: the runs of all projects, how findings of a branch developed from review to review, and what it all cost.

import type { TrackedFinding } from '../../../contracts/findings/tracked.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { plainDeep } from '../../../skills/wording/plain-text.ts';
import { stateLabel } from '../../../skills/wording/states.ts';
import { shortBranch } from '../../cli/named/branch-findings.ts';
import type { Context } from '../../cli/words/command.ts';
import { foldHouse } from '../../process/fold.ts';
import type { ListedRun } from '../../records/kept/run-line.ts';
import type { RunBook } from './run-book.ts';

export type HistoryPage = {
  runs: ListedRun[];
  /** The days of the runs, the oldest first. */
  days: { day: string; runs: number; findings: number; usd: number }[];
  usd: number;
  tasks: { task: string; project: string; runs: number; newest: string }[];
};

const MOST = 2_000;

export async function historyPage(book: RunBook, newest: number): Promise<HistoryPage> {
  const runs = await book.list({ newest: Math.min(MOST, newest) });
  const byDay = Map.groupBy(runs, (it) => it.createdAt.slice(0, 10));
  const tasks = new Map<string, HistoryPage['tasks'][number]>();
  for (const { task, project, run } of runs) {
    if (task === null) continue;
    const key = `${task}\n${project}`;
    const known = tasks.get(key) ?? { task, project, runs: 0, newest: run };
    tasks.set(key, { ...known, runs: known.runs + 1 });
  }
  const sum = (some: readonly ListedRun[]) => some.reduce((all, it) => all + (it.usd ?? 0), 0);
  return {
    runs,
    days: [...byDay]
      .map(([day, some]) => ({ day, runs: some.length, findings: some.reduce((all, it) => all + it.findings, 0), usd: sum(some) }))
      .reverse(),
    usd: sum(runs),
    tasks: [...tasks.values()],
  };
}

export type BranchPage = { project: string; branch: string; findings: Over[] }[];
export type Over = Pick<TrackedFinding, 'id' | 'title' | 'severity' | 'standing'> & {
  label: string;
  place: string;
  first: TrackedFinding['first'];
  last: TrackedFinding['last'];
};

export async function branchesPage(book: RunBook, { hide }: Context): Promise<BranchPage> {
  const ledger = await book.ledger();
  if (!ledger) return [];
  const { branches } = await foldHouse(ledger);
  const all = Object.entries(branches).flatMap(([project, byBranch]) =>
    Object.entries(byBranch).map(([branch, { tracked }]) => ({ project, branch: shortBranch(branch), findings: tracked.map(overOf) })),
  );
  return plainDeep(hideDeep(all, hide));
}

const overOf = ({ id, title, severity, standing, state, claimed, anchor, first, last }: TrackedFinding): Over => ({
  id,
  title,
  severity,
  standing,
  label: stateLabel({ state, claimed }),
  place: anchor ? `${anchor.path}${anchor.line === undefined ? '' : `:${anchor.line}`}` : '',
  first,
  last,
});
