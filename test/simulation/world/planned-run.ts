// The run whose plan another run carries out: led by the daemon's own rules in a world without faults, and then written into the
// ledger of the world that needs it.

import type { RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { NO_FAULTS } from '../fault-plan.ts';
import { PLANNED, RUN } from './first-event.ts';
import type { Options } from './world.ts';

type Simulate = (seed: number, options: Options) => Promise<{ state: RunState; journal: readonly RunRecord[]; broken: Error | undefined }>;

const MOST_TRIES = 30;
const known = new Map<number, Promise<readonly RunRecord[]>>();

/** Always the same for one kind of plan. */
export function plannedRun(shape: number, simulate: Simulate): Promise<readonly RunRecord[]> {
  const it = known.get(shape) ?? approvedRun(shape, simulate);
  known.set(shape, it);
  return it;
}

async function approvedRun(shape: number, simulate: Simulate): Promise<readonly RunRecord[]> {
  for (let seed = 1; seed <= MOST_TRIES; seed++) {
    const { state, journal, broken } = await simulate(seed, { rates: NO_FAULTS, behaviours: ['good'], gives: shape });
    if (broken) throw broken;
    const { life, gates } = state;
    const approved = gates.some(({ gate, answer }) => gate.about.kind === 'plan' && answer === 'approve');
    if (life.kind === 'ended' && life.outcome === 'completed' && approved) return journal.map(renamed);
  }
  throw new Error(`no seed of ${MOST_TRIES} approves a plan of shape ${shape}`);
}

const renamed = (it: RunRecord): RunRecord => JSON.parse(JSON.stringify(it).replaceAll(RUN, PLANNED)) as RunRecord;

/** As separate commits, each with its original actor. */
export const commitsOf = (journal: readonly RunRecord[]) =>
  journal.map(({ seq, at, actor, type, payload }) => ({
    stream: `run/${PLANNED}` as const,
    expectedSeq: seq - 1,
    commandId: `planned-${seq}`,
    actor,
    at: Date.parse(at),
    events: [{ type, payload } as RunEvent],
  }));
