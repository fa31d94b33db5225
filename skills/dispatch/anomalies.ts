// What is unusual about how a worker produced its result. These flags tell a reader where to look twice; they decide nothing. All
// thresholds are here.

import type { Millis } from '../../contracts/time.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import { type DispatchState, type RunState, seatOf } from '../run/state.ts';
import { knownUsage } from '../wording/usage-sum.ts';

/** `far-faster`: it took at most this share of the median time that its siblings took for each subject. */
const FAR_FASTER = 0.1;
/** If the siblings are this quick themselves, start-up and network determine who is first. */
const SIBLINGS_TOOK: Millis = 60_000;
/** `heartbeat-missing`: this many intervals passed without a heartbeat. A worker that finished sooner had no reason to send one. */
const BEATS_MISSED = 3;

/** How long an answer took, and how many things it was about. */
type Pace = { age: Millis; subjects: number };

export function isFarFaster(own: Pace, siblings: readonly Pace[]): boolean {
  if (siblings.length === 0 || median(siblings.map((it) => it.age)) < SIBLINGS_TOOK) return false;
  return perSubject(own) <= FAR_FASTER * median(siblings.map(perSubject));
}

/** `age` is the awake time of a session that never wrote a heartbeat. */
export const isHeartbeatMissing = (age: Millis, beatEvery: Millis): boolean => age >= BEATS_MISSED * beatEvery;

const kept = new WeakMap<readonly DispatchState[], ReadonlyMap<string, ResultFlag[]>>();

/**
 * All flags of a dispatch's result: those that were raised when it was accepted, and those that only show in comparison with its
 * siblings and from what its program reported at the end.
 */
export function flagsOf(run: RunState, dispatch: DispatchState): readonly ResultFlag[] {
  const known = kept.get(run.dispatches) ?? allFlags(run);
  kept.set(run.dispatches, known);
  return known.get(dispatch.id) ?? [];
}

function allFlags(run: RunState): ReadonlyMap<string, ResultFlag[]> {
  // Results reused from an earlier run have no pace of their own.
  const answered = run.dispatches.filter((it) => it.accepted !== null && it.reused === null);
  const siblings = Map.groupBy(
    answered.filter((it) => isModel(run, it)),
    ({ phase, pass, round, skill }) => [phase, pass, round, skill].join(' '),
  );
  const flags = new Map(answered.map((it) => [it.id, [...(it.accepted?.flags ?? [])]]));
  for (const group of siblings.values()) {
    const paces = group.flatMap((it) => paceOf(it) ?? []);
    for (const it of group) {
      const own = paceOf(it);
      const others = paces.filter(({ id }) => id !== it.id);
      if (own && isFarFaster(own, others)) flags.get(it.id)?.push('far-faster');
      if (usedNoTool(it)) flags.get(it.id)?.push('no-tool-use');
    }
  }
  for (const { id, receipt } of answered) {
    if (receipt && receipt.absent.length > 0) flags.get(id)?.push('absent-paths');
    if (receipt && receipt.unwitnessed > 0) flags.get(id)?.push('unwitnessed-looks');
  }
  return flags;
}

/** Programs with rules are always fast and use no tools. */
const isModel = (run: RunState, { seat }: DispatchState): boolean => seatOf(run, seat)?.voice === 'model';

/** Undefined if the session's age is unknown, and for a repair, which only corrects an existing answer. */
function paceOf({ id, accepted, attempts, findings }: DispatchState): (Pace & { id: string }) | undefined {
  const age = accepted?.age ?? null;
  if (age === null || attempts.find((it) => it.n === accepted?.attempt)?.kind === 'repair') return undefined;
  return { id, age, subjects: Math.max(1, findings.length) };
}

/** The program's own count wins over what the worker claims. The report-writer is exempt, because everything it needs is in its prompt. */
function usedNoTool({ role, accepted, attempts }: DispatchState): boolean {
  if (role === 'report-writer') return false;
  const counted = attempts.map((it) => knownUsage(it)?.toolCalls ?? null);
  const known = counted.filter((it) => it !== null);
  return known.length > 0 ? known.every((it) => it === 0) : accepted?.toolCalls === 0;
}

const perSubject = ({ age, subjects }: Pace): number => age / subjects;

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
