// What is odd about how a worker produced its result. These are flags on the result: they tell a reader where to
// look twice, and decide nothing by themselves. All figures are here.

import type { Millis } from '../../contracts/time.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import { type DispatchState, type RunState, seatOf } from '../run/state.ts';
import { knownUsage } from '../telling/usage-sum.ts';

/** `far-faster`: in at most this part of the time that its siblings took for as much work (their median). */
const FAR_FASTER = 0.1;
/** Where siblings are this quick themselves, start-up and network decide who is first. */
const SIBLINGS_TOOK: Millis = 60_000;
/** `heartbeat-missing`: after so many intervals without one; a worker that needed less time had no reason to write any. */
const BEATS_MISSED = 3;

/** How long an answer took, and how many things it was asked about. */
type Pace = { age: Millis; subjects: number };

export function isFarFaster(own: Pace, siblings: readonly Pace[]): boolean {
  if (siblings.length === 0 || median(siblings.map((it) => it.age)) < SIBLINGS_TOOK) return false;
  return perSubject(own) <= FAR_FASTER * median(siblings.map(perSubject));
}

/** `age` is the awake time of its session, in which it never wrote a heartbeat. */
export const isHeartbeatMissing = (age: Millis, beatEvery: Millis): boolean => age >= BEATS_MISSED * beatEvery;

const kept = new WeakMap<readonly DispatchState[], ReadonlyMap<string, ResultFlag[]>>();

/**
 * Everything that is odd about the result of a dispatch: what was seen when it was accepted, and what can only be told
 * later, beside its siblings and from what its program reported at the end.
 */
export function flagsOf(run: RunState, dispatch: DispatchState): readonly ResultFlag[] {
  const known = kept.get(run.dispatches) ?? allFlags(run);
  kept.set(run.dispatches, known);
  return known.get(dispatch.id) ?? [];
}

function allFlags(run: RunState): ReadonlyMap<string, ResultFlag[]> {
  // Of a result that was taken from an earlier run nothing was odd there.
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

/** A program that follows rules is as fast as it is, and uses no tools. */
const isModel = (run: RunState, { seat }: DispatchState): boolean => seatOf(run, seat)?.voice === 'model';

/** Nothing where no session was there to ask, and for a repair, which only corrects an answer that exists already. */
function paceOf({ id, accepted, attempts, findings }: DispatchState): (Pace & { id: string }) | undefined {
  const age = accepted?.age ?? null;
  if (age === null || attempts.find((it) => it.n === accepted?.attempt)?.kind === 'repair') return undefined;
  return { id, age, subjects: Math.max(1, findings.length) };
}

/** What its program counted goes before what the worker says of itself; the report-writer has everything in its prompt. */
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
