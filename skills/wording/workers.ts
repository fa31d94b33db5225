// Who worked, for how long, and at what cost, by seat and by dispatch.

import type { DispatchView, RunView } from '../../contracts/run/run-view.ts';
import { USAGE_NONE, type Usage } from '../../contracts/usage.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import type { SeatLooks } from '../../contracts/work/receipt.ts';
import { countIn, inEnglish, type Say } from '../report-writer/language/english.ts';
import { between, duration, grouped, money, UNKNOWN } from './numbers.ts';
import { knownUsage } from './usage-sum.ts';

/** A sum that remembers how much of it is unknown. */
export type Cost = {
  usd: number | null;
  tokens: number | null;
  /** Attempts that used a model and reported no price. */
  unpriced: number;
  sources: Usage['source'][];
};

export type WorkerRow = { dispatch: DispatchView; what: string; ms: number | null; cost: Cost; look: SeatLooks | undefined };

export type Worker = {
  seat: string;
  role: string;
  agent: string;
  provider: string;
  model: string;
  /** Runs no model, so its work is free. */
  rules: boolean;
  rows: WorkerRow[];
  ms: number | null;
  cost: Cost;
  /** One word for a table: the status of its first dispatch that did not complete or does not count; otherwise `completed`. */
  status: string;
};

export function workers(view: RunView, say: Say = inEnglish): Worker[] {
  const bySeat = Map.groupBy(view.dispatches, (it) => it.seat);
  // A writer that was not asked, because the same was made before, did no work and cost nothing.
  const seated = view.seats.filter((it) => it.role !== 'writer' || bySeat.has(it.name));
  const names = [...new Set([...seated.map((it) => it.name), ...bySeat.keys()])];
  return names.map((name) => {
    const seat = view.seats.find((it) => it.name === name);
    const dispatches = bySeat.get(name) ?? [];
    const rows = dispatches.map((dispatch) => ({
      dispatch,
      what: dispatch.reused ? `${whatOf(dispatch, say)}, ${say('from {run}', { run: dispatch.reused.from })}` : whatOf(dispatch, say),
      look: view.looks.find((it) => it.dispatch === dispatch.id),
      ms: timeOf(dispatch),
      cost: costOf(usagesOf(dispatch)),
    }));
    return {
      seat: name,
      role: seat?.role ?? dispatches[0]?.role ?? '',
      agent: seat?.agent ?? UNKNOWN,
      provider: seat?.provider ?? UNKNOWN,
      model: seat?.voice === 'rules' ? 'none' : (seat?.model ?? UNKNOWN),
      rules: seat?.voice === 'rules',
      rows,
      ms: sumOf(rows.map((it) => it.ms)),
      cost: costOf(dispatches.flatMap(usagesOf)),
      status: statusOf(rows),
    };
  });
}

/** A result reused from an earlier run costs nothing here. */
const usagesOf = ({ attempts, reused }: DispatchView): Usage[] => (reused ? [USAGE_NONE] : attempts.flatMap((it) => knownUsage(it) ?? []));

/** `analysis`, `round 2, 4 findings`, `stage cents, pass 2`, `report`: what a dispatch was for. */
export function whatOf(dispatch: DispatchView, say: Say = inEnglish): string {
  const again = dispatch.pass > 0 ? `, ${say('pass {n}', { n: dispatch.pass + 1 })}` : '';
  return `${taskOf(dispatch, say)}${again}`;
}

function taskOf({ role, round, stage, findings }: DispatchView, say: Say): string {
  const n = findings.length;
  // A planner's rounds are the waves of a plan, not those of an examination.
  if (round > 0 && role !== 'planner') {
    if (findings[0]?.startsWith('P-')) return countIn(n, 'verification, {n} item of the plan', 'verification, {n} items of the plan', say);
    if (role === 'verifier') return countIn(n, 'verification, {n} gap', 'verification, {n} gaps', say);
    return `${say('round {n}', { n: round })}, ${countIn(n, '{n} finding', '{n} findings', say)}`;
  }
  const task = TASKS[role];
  if (role === 'executor' && stage !== undefined) return say('stage {id}', { id: stage });
  return task === undefined ? role : say(task);
}

/** What each role is asked for. */
export const TASKS: Readonly<Record<string, string>> = {
  'analyser': 'analysis',
  'critic': 'critique',
  'planner': 'plan',
  'verifier': 'verification',
  'executor': 'execution',
  'report-writer': 'report',
  'writer': 'writing',
};

function timeOf(dispatch: DispatchView): number | null {
  return sumOf(dispatch.attempts.map((it) => between(it.startedAt, it.endedAt)));
}

function sumOf(parts: readonly (number | null)[]): number | null {
  const known = parts.filter((it) => it !== null);
  return known.length === 0 ? null : known.reduce((sum, it) => sum + it, 0);
}

function statusOf(rows: readonly WorkerRow[]): string {
  if (rows.length === 0) return 'not-run';
  const odd = rows.find((it) => statusWord(it) !== 'completed');
  return odd === undefined ? 'completed' : statusWord(odd);
}

/** `completed` only if the answer counts. */
export const statusWord = ({ dispatch, look }: Pick<WorkerRow, 'dispatch' | 'look'>): string =>
  dispatch.status === 'completed' && look !== undefined && look.inconclusive !== null
    ? 'inconclusive'
    : (dispatch.status ?? dispatch.state);

const SOURCES: readonly Usage['source'][] = ['reported', 'estimated', 'unavailable', 'none'];

export function costOf(usages: readonly Usage[]): Cost {
  const priced = usages.flatMap((it) => it.usd ?? []);
  const counted = usages.filter((it) => it.input !== null || it.output !== null);
  return {
    usd: priced.length === 0 ? null : priced.reduce((sum, it) => sum + it, 0),
    tokens: counted.length === 0 ? null : counted.reduce((sum, it) => sum + (it.input ?? 0) + (it.output ?? 0), 0),
    unpriced: usages.filter((it) => it.usd === null).length,
    sources: SOURCES.filter((source) => usages.some((it) => it.source === source)),
  };
}

/** `$0.42`, `at least $0.42`, `free`, `unknown`. */
export function costWords(cost: Cost, say: Say = inEnglish): string {
  if (cost.sources.length > 0 && cost.sources.every((it) => it === 'none')) return say('free');
  const paid = cost.usd !== null && (cost.usd > 0 || cost.unpriced === 0) ? cost.usd : null;
  if (paid === null) return say(UNKNOWN);
  if (cost.unpriced > 0) return say('at least {money}', { money: money(paid) });
  return cost.sources.includes('estimated') ? say('about {money}', { money: money(paid) }) : money(paid);
}

/** `free (no model)`, `$0.42 (reported)` */
export const costWithSource = (cost: Cost, say: Say = inEnglish): string => `${costWords(cost, say)} (${sourceWords(cost, say)})`;

/** Where the figure comes from. */
export function sourceWords(cost: Cost, say: Say = inEnglish): string {
  const sources = cost.sources.flatMap((it) => (it === 'none' ? [] : [SOURCE_WORDS[it]]));
  if (cost.sources.length === 0) return say('nothing reported');
  const [first, ...others] = sources;
  if (first === undefined) return say('no model');
  return [say(first.alone), ...others.map((it) => say(it.partly))].join(', ');
}

const SOURCE_WORDS: Record<Exclude<Usage['source'], 'none'>, { alone: string; partly: string }> = {
  reported: { alone: 'reported', partly: 'partly reported' },
  estimated: { alone: 'estimated', partly: 'partly estimated' },
  unavailable: { alone: 'not reported', partly: 'partly not reported' },
};

export const tokenWords = (cost: Cost): string => {
  if (cost.sources.length > 0 && cost.sources.every((it) => it === 'none')) return '–';
  return cost.tokens === null ? UNKNOWN : grouped(cost.tokens);
};

export function totalCost(view: RunView): Cost {
  // A run that ended before anyone was asked cost nothing.
  if (view.dispatches.length === 0 && view.endedAt !== null) return costOf([USAGE_NONE]);
  return costOf(view.dispatches.flatMap(usagesOf));
}

export const runTime = (view: RunView, until: string | null = view.endedAt): string =>
  duration(between(view.startedAt ?? view.createdAt, view.endedAt ?? until));

export type Coverage = {
  seat: string;
  dispatch: string;
  summary: string;
  coverage: string | null;
  notes: string | null;
  flags: ResultFlag[];
};

/** What the workers say they looked at, and what the program flagged about how they did it. */
export function coverageOf(view: RunView): Coverage[] {
  return view.dispatches.flatMap(({ id, seat, round, role, result }) => {
    if (result === null || round > 0 || role === 'report-writer') return [];
    const { summary, coverage, notes, flags } = result;
    if (summary.trim() === '' && coverage === null && notes === null && flags.length === 0) return [];
    return [{ seat, dispatch: id, summary, coverage, notes, flags }];
  });
}
