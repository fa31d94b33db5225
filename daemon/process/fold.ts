// The state of a stream from the ledger alone: a snapshot, and the events after it.

import { MusterError } from '../../contracts/errors.ts';
import type { Log } from '../../runtime/log/log.ts';
import { yieldToOthers } from '../../runtime/slices.ts';
import type { MusterLedger, RunRecord } from '../../skills/events.ts';
import { withOnlyTheEnd } from '../../skills/run/cut-short.ts';
import { RUN_REDUCER, type RunState } from '../../skills/run/state.ts';
import { EMPTY_HOUSE, evolveHouse, HOUSE_REDUCER, type HouseState } from '../lead/house/house-state.ts';
import { evolveAll } from '../lead/run/evolve-all.ts';
import { evolveRun } from '../lead/run/evolve-run.ts';

/** Reading, verifying and folding so many events takes a few milliseconds. */
const PAGE = 50;
/** Snapshots are frequent, so more events than this are rare; then larger pages take less time in all. */
const MOSTLY = 200;

/** Starts from an earlier state, if given. */
export async function foldRun(ledger: MusterLedger, run: string, earlier?: RunState): Promise<RunState> {
  const stream = `run/${run}` as const;
  let state = earlier ?? ((await ledger.snapshot(stream, RUN_REDUCER))?.state as RunState | undefined);
  try {
    for await (const events of pages(ledger, stream, { after: state?.seq ?? 0, turn: yieldToOthers })) state = evolveAll(state, events);
  } catch (error) {
    const known = isIllegal(error) ? await foldUntilIllegal(ledger, run) : undefined;
    // A run whose journal cannot be folded to its end may have been ended by a person.
    if (known?.state?.life.kind !== 'ended') throw error;
    state = known.state;
  }
  if (!state) throw new MusterError('run-unknown', `unknown run ${run}`, '`muster runs` lists the runs.');
  return state;
}

/**
 * The seats of a phase ask for the same earlier run one after the other, so its state is shared until something is written to it. Held only
 * by a weak reference, so it costs no memory.
 */
export function sharedFolds(ledger: MusterLedger): (run: string) => Promise<RunState> {
  let last: { run: string; state: WeakRef<RunState> } | undefined;
  let commits = 0;
  ledger.onAppend((stream) => {
    commits += 1;
    if (stream === `run/${last?.run}`) last = undefined;
  });
  return async (run) => {
    const known = last?.run === run ? last.state.deref() : undefined;
    if (known) return known;
    const before = commits;
    const state = await foldRun(ledger, run);
    if (commits === before) last = { run, state: new WeakRef(state) };
    return state;
  };
}

const isIllegal = (error: unknown): boolean => error instanceof MusterError && error.code === 'event-illegal';

/** The state of a run whose journal contains an illegal event: as it was before that event, and how the run was ended. */
export async function foldUntilIllegal(ledger: MusterLedger, run: string): Promise<{ state: RunState | undefined; seq: number }> {
  const events = await readAll(ledger, `run/${run}`, yieldToOthers);
  let state: RunState | undefined;
  try {
    for (const event of events) state = evolveRun(state, event);
  } catch (error) {
    if (!isIllegal(error)) throw error;
    state = state && withOnlyTheEnd(state, events);
  }
  return { state, seq: events.at(-1)?.seq ?? 0 };
}

/** All events of a stream, without holding up other work. */
export async function readAll(ledger: MusterLedger, stream: `run/${string}`, turn: () => Promise<void>): Promise<RunRecord[]> {
  const all: RunRecord[] = [];
  for await (const events of pages(ledger, stream, { after: 0, turn })) for (const event of events) all.push(event);
  return all;
}

/** Reading verifies every event, which takes time, so other work gets its turn after each page. */
async function* pages(
  ledger: MusterLedger,
  stream: `run/${string}`,
  { after, turn }: { after: number; turn(): Promise<void> },
): AsyncGenerator<readonly RunRecord[]> {
  for (let seq = after; ; await turn()) {
    const most = seq - after < MOSTLY ? PAGE : MOSTLY;
    const events = await ledger.read(stream, seq, most);
    yield events;
    if (events.length < most) return;
    seq = events.at(-1)?.seq ?? seq;
  }
}

export async function foldHouse(ledger: MusterLedger): Promise<HouseState> {
  const snapshot = await ledger.snapshot('house', HOUSE_REDUCER);
  const events = await ledger.read('house', snapshot?.seq ?? 0);
  return events.reduce(evolveHouse, (snapshot?.state as HouseState | undefined) ?? EMPTY_HOUSE);
}

/** Saves a snapshot every so many events, so that a long stream opens as fast as a short one. */
export const snapshotsEvery =
  (every: number, reducerVersion: number, ledger: MusterLedger, log: Log) =>
  (stream: 'house' | `run/${string}`, state: { seq: number }, added: number): void => {
    if (Math.floor((state.seq - added) / every) === Math.floor(state.seq / every)) return;
    ledger
      .saveSnapshot(stream, { seq: state.seq, reducerVersion, state })
      .catch((error: unknown) => log.warn('a snapshot was not saved', { stream, error }));
  };
