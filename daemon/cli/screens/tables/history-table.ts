// `muster history`: all runs of one task name, in order, with their outcomes.

import { stands } from '../../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Timestamp } from '../../../../contracts/time.ts';
import { inconclusiveSeats } from '../../../../skills/wording/looks.ts';
import { count, dateTime } from '../../../../skills/wording/numbers.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { clip, columns, fit, joinedLines } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';
import { statusWords } from './runs-table.ts';

export type HistoryLine = {
  run: string;
  createdAt: Timestamp;
  type: string;
  project: string;
  status: string;
  degraded: boolean;
  unjudged: boolean;
  inconclusive: boolean;
  /** For a planning run the state of the plan, for a verification its verdict, otherwise the number of findings. */
  cameTo: string;
  /** The approved plan that it carries out or verifies. */
  plan: string | null;
  report: string | null;
};

export type TaskLine = { task: string; project: string; runs: number; newest: string; at: number };

export const historyLineOf = (view: RunView): HistoryLine => ({
  run: view.id,
  createdAt: view.createdAt,
  type: view.template.name,
  project: view.task.project,
  status: view.status,
  degraded: view.degraded,
  unjudged: view.judgement?.came === 'not-judged',
  inconclusive: inconclusiveSeats(view).length > 0,
  cameTo: cameTo(view),
  plan: view.task.plan ?? null,
  report: view.report?.path ?? null,
});

function cameTo({ plan, verdict, findings, endedAt }: RunView): string {
  if (verdict) return verdict.verdict;
  if (plan) return plan.approved ? 'plan approved' : plan.verification ? `plan ${plan.verification.gate}` : 'plan drafted';
  return endedAt === null ? '' : count(findings.filter(stands).length, 'finding');
}

export function historyTable(lines: readonly HistoryLine[], { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const manyProjects = new Set(lines.map((it) => it.project)).size > 1;
  const rows = columns(width, [
    ['run', 'accepted', 'type', 'status', 'outcome', ...(manyProjects ? ['project'] : [])],
    ...lines.map((it) => [
      it.run,
      dateTime(it.createdAt),
      it.plan === null ? it.type : `${it.type} (plan ${it.plan})`,
      statusWords(it),
      it.cameTo,
      ...(manyProjects ? [it.project] : []),
    ]),
  ]);
  return joinedLines(
    ends,
    rows.flatMap((row, at) => {
      const line = clip(row.join(''), width).trimEnd();
      const { report = null, status = '' } = lines[at - 1] ?? {};
      const stroke = at === 0 ? paint.dim : status === 'failed' || status === 'aborted' ? paint.red : (text: string) => text;
      return [stroke(line), ...(report === null ? [] : [paint.dim(clip(`  ${oneLine(report)}`, Math.max(width, report.length + 2)))])];
    }),
  );
}

export function tasksTable(lines: readonly TaskLine[], { color, width, ends }: Screen): string {
  const rows = columns(width, [
    ['task', 'runs', 'newest', 'project'],
    ...lines.map((it) => [fit(it.task, 50), String(it.runs), it.newest, it.project]),
  ]);
  return joinedLines(
    ends,
    rows.map((row, at) => (at === 0 ? paintFor(color).dim : (text: string) => text)(clip(row.join(''), width).trimEnd())),
  );
}
