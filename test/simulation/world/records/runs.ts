// The runs of a simulated world, as their journals show them, and what is checked whenever one of them writes.

import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import type { RunRecord } from '../../../../skills/events.ts';
import { RUN_REDUCER, type RunState } from '../../../../skills/run/state.ts';
import { countEvents } from '../../invariants/counts.ts';
import { must } from '../../invariants/invariant.ts';
import { checkAfterEvents } from '../../invariants/invariants.ts';
import { checkReuseEvent } from '../../invariants/reuse-invariants.ts';
import { checkStageEvent } from '../../invariants/stage-invariants.ts';
import { RUN } from '../first-event.ts';
import { answerConsent, answerGate } from '../people/answering.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { World } from '../world.ts';

export type SimRuns = {
  /** For a run that the simulation leads; other runs are only read. */
  heard(run: string, events: readonly RunRecord[]): void;
  state(run: string): RunState;
  /** The runs that have started. */
  all(): RunState[];
};

/** The run of the seed, and those with the same task. */
export function simRuns(led: ReadonlySet<string>, meter: WorkMeter, world: () => World): SimRuns {
  const states = new Map<string, RunState>();
  const ends = new Map<string, number>();
  const consents = new Set<string>();

  function heard(run: string, events: readonly RunRecord[]): void {
    if (!led.has(run)) return;
    const state = events.reduce<RunState | undefined>(evolveRun, states.get(run));
    if (!state) return;
    states.set(run, state);
    const { host, desk, time, counts, ledger, random } = world();
    countEvents(counts, events);
    for (const { type } of events) {
      if (type !== 'report.composed' && type !== 'run.ended') continue;
      const times = (ends.get(`${run} ${type}`) ?? 0) + 1;
      ends.set(`${run} ${type}`, times);
      must(times === 1, 'one-end', () => `a second report, or a second end, of ${run}`);
    }
    for (const event of events) {
      if (event.type === 'gate.opened') answerGate(world(), event.payload.gate);
      if (event.type === 'consent.awaited') ask(event.payload.providers);
      if (run === RUN && state.created.task.type === 'implementation') checkStageEvent(world(), state, event);
      checkReuseEvent(world(), state, event);
    }
    checkAfterEvents(state, events, { host, desk, wall: time.wall() });
    if (run === RUN) {
      meter.wrote();
      meter.check(state);
    }
    if (random(`snapshot ${run === RUN ? '' : run}${state.seq}`).chance(0.02))
      void ledger.open().saveSnapshot(`run/${run}`, { seq: state.seq, reducerVersion: RUN_REDUCER, state });
  }

  /** The person has answered this question in an earlier run, or will. */
  function ask(providers: readonly string[]): void {
    if (!consents.has(`${providers}`)) answerConsent(world(), providers);
    consents.add(`${providers}`);
  }

  return {
    heard,
    state(run) {
      const state = states.get(run);
      if (!state) throw new Error(`${run} has not begun`);
      return state;
    },
    all: () => [...states.values()],
  };
}
