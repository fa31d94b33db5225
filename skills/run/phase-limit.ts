// The time limit of a phase, in the run's working time: how much is left, and what is said once it was reached.

import { type Instant, type Millis, millis } from '../../contracts/time.ts';
import { workedFor } from './clock.ts';
import { type PhaseState, type RunState, runningPhase, standing } from './state.ts';

/** For the running phase; undefined if it has no limit or has already reached it. */
export function phaseTimeLeft(state: RunState, now: Instant): Millis | undefined {
  const phase = runningPhase(state);
  if (phase?.template.deadline === undefined || phase.overdue) return undefined;
  return millis(phase.template.deadline) - (workedFor(state, now) - phase.begunAfter);
}

/** How many of the workers that a phase asked have answered. */
export function answersIn(state: RunState, key: string): { answered: number; asked: number } {
  const mine = standing(state).filter((it) => it.phase === key);
  return { answered: mine.filter((it) => it.accepted).length, asked: mine.length };
}

export function limitWords(state: RunState, { template }: PhaseState): string {
  const { answered, asked } = answersIn(state, template.key);
  const came = asked === 0 ? '' : `, when ${answered} of ${asked} workers had answered`;
  return `its time limit of ${template.deadline ?? 'unknown length'} was reached${came}`;
}

/** What was cut short, for the outcome of the run. A phase that failed says so itself. */
export const limitsReached = (state: RunState): string[] =>
  state.phases.flatMap((it) => (it.overdue && it.state !== 'failed' ? [`phase ${it.template.key}: ${limitWords(state, it)}`] : []));
