// One run, without what other views show: its phases, workers, gates, costs and outcome; what the lead does next; its lines.

import type { Explanation } from '../../../contracts/run/explanation.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { partOf } from '../../../skills/dispatch/budget.ts';
import { printedNarrative } from '../../../skills/prompts/trace.ts';
import { inEnglish, listedUpToIn } from '../../../skills/report-writer/language/english.ts';
import { ceilingOf } from '../../../skills/run/budget.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { inconclusiveSeats } from '../../../skills/wording/looks.ts';
import { outcomeLine } from '../../../skills/wording/outcome.ts';
import { oneLine, plainDeep } from '../../../skills/wording/plain-text.ts';
import { wordsOf } from '../../../skills/wording/sentences.ts';
import { knownUsage } from '../../../skills/wording/usage-sum.ts';
import { reach } from '../../cli/daemon/reach.ts';
import { statusWords } from '../../cli/screens/tables/runs-table.ts';
import type { Context } from '../../cli/words/command.ts';
import { explainWorker } from '../../lead/explain/explain-worker.ts';
import { progressLines } from '../../projections/progress-lines.ts';
import type { RunBook } from './run-book.ts';

export type RunPage = ReturnType<typeof runPage>;

export function runPage(view: RunView, state: RunState) {
  const { id, task, status, message, degraded, degradedWhy, waitsFor, base, seats, phases, dispatches, gates, report, notes, failures } =
    view;
  return {
    id,
    seq: view.seq,
    title: task.title,
    type: task.type,
    project: task.project,
    brief: task.brief,
    base: base?.label ?? null,
    status,
    says: view.outcome === null ? waitsFor : outcomeLine(view),
    label: statusWords({
      status,
      degraded,
      unjudged: view.judgement?.came === 'not-judged',
      inconclusive: inconclusiveSeats(view).length > 0,
    }),
    message,
    degraded,
    degradedWhy,
    seats: seats.map(({ name, agent, role, model }) => ({ name, agent, role, model })),
    phases: phases.map(({ key, kind, state: at, startedAt, endedAt, reason }) => ({ key, kind, state: at, startedAt, endedAt, reason })),
    dispatches: dispatches.map(workerOf),
    gates,
    report: report && { stub: report.stub },
    money: moneyOf(view, state),
    verdict: view.verdict,
    narrative: writtenAbout(view),
    notes: notes.slice(-50),
    failures: failures.slice(-20),
    counts: { raised: view.raised.length, findings: view.findings.filter((it) => it.state !== 'merged').length },
    hasPlan: view.plan !== null,
    hasChange: phases.some(({ kind }) => kind === 'execution') || (base?.kind === 'git' && base.from !== undefined),
    createdAt: view.createdAt,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
  };
}

/** What the report prints of the writers' words: those of an agent are a quotation, as there, and what rests on nothing is left out. */
export function writtenAbout(view: Pick<RunView, 'narrative' | 'seats'>) {
  return printedNarrative(view).map(({ title: heading, text, quoted, seat, refs, dropped }) => ({
    heading: heading ?? null,
    text,
    words: quoted ? wordsOf(seat, listedUpToIn(refs, 12, inEnglish), inEnglish) : null,
    missing: dropped,
  }));
}

const workerOf = ({
  id,
  seat,
  role,
  stage,
  phase,
  round,
  pass,
  state,
  status,
  reason,
  detail,
  attempts,
  result,
  preparedAt,
  endedAt,
}: RunView['dispatches'][number]) => ({
  id,
  seat,
  role,
  ...(stage === undefined ? {} : { stage }),
  phase,
  round,
  pass,
  state,
  status,
  reason,
  detail,
  summary: result?.summary ?? null,
  preparedAt,
  endedAt,
  attempts: attempts.map(({ attempt, kind, state: at, reason: why, startedAt, endedAt: until, usage, estimate }) => ({
    attempt,
    kind,
    state: at,
    reason: why,
    startedAt,
    endedAt: until,
    usd: (usage ?? estimate)?.usd ?? null,
    estimated: usage === null && estimate !== null,
  })),
});

/** `worst` is the total if every running attempt uses up its reservation. Undefined if no seat costs money. */
function moneyOf({ usage }: RunView, state: RunState) {
  const ceiling = ceilingOf(state);
  const attempts = state.dispatches.flatMap((it) => it.attempts);
  const reserved = attempts.filter((it) => it.state !== 'ended').reduce((sum, it) => sum + (it.share ?? 0), 0);
  const spent = attempts.filter((it) => it.state === 'ended').reduce((sum, it) => sum + shareOf(ceiling, it), 0);
  return {
    usd: usage.usd,
    tokens: usage.input === null && usage.output === null ? null : (usage.input ?? 0) + (usage.output ?? 0),
    estimated: usage.source === 'estimated',
    /** An agent worked that does not report its costs. */
    unknown: usage.source === 'unavailable' && attempts.length > 0,
    ceiling,
    /** As a share of the ceiling, from 0 to 1. */
    spent,
    reserved,
    worst: Math.min(1, spent + reserved),
  };
}

function shareOf(ceiling: ReturnType<typeof ceilingOf>, attempt: RunState['dispatches'][number]['attempts'][number]): number {
  const usage = knownUsage(attempt);
  return (usage && partOf(ceiling, usage)) ?? attempt.share ?? 0;
}

/** For each worker that has not ended. The daemon checks its state now; without a daemon only the journal is used. */
export async function nextOf(run: string, book: RunBook, { home, hide }: Context): Promise<Explanation[]> {
  const state = await book.state(run);
  const open = state.dispatches.filter((it) => it.ended === null);
  if (open.length === 0) return [];
  const reached = await reach(home).catch(() => undefined);
  try {
    const all: Explanation[] = [];
    for (const dispatch of open) {
      const live = await reached?.daemon.ask({ ask: 'explain', dispatch: dispatch.id }).catch(() => undefined);
      all.push((live as Explanation | undefined) ?? explainWorker(state, dispatch, undefined, Date.now()));
    }
    return plainDeep(hideDeep(all, hide));
  } finally {
    reached?.daemon.close();
  }
}

export type Lines = { seq: number; lines: string[] };

const PAGE = 500;

export async function linesOf(run: string, book: RunBook, { hide }: Context): Promise<Lines> {
  const ledger = await book.ledger();
  const lines: string[] = [];
  let seq = 0;
  for (;;) {
    const events = (await ledger?.read(`run/${run}`, seq, PAGE)) ?? [];
    for (const event of events) for (const line of progressLines(event)) lines.push(oneLine(hide(line)));
    seq = events.at(-1)?.seq ?? seq;
    if (events.length < PAGE) return { seq, lines };
  }
}
