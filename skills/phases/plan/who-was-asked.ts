// Who was asked for a plan and about it, in order: the planner, then the voters, then perhaps the planner again. Each such wave has
// a round of its own, so that the newest can be recognised.

import type { FindingState } from '../../../contracts/findings/convergence.ts';
import type { Contributions } from '../../run/contributions.ts';
import { joinsLater, takesPart } from '../../run/origin/taking-part.ts';
import { type DispatchState, isAnalysis, isConclusive, type RunState, seatOf, standing } from '../../run/state.ts';
import type { Draft } from './memory.ts';

/** What a plan has to cover: findings that were confirmed or rechecked. */
export const requirementsOf = ({ convergence }: Contributions): string[] =>
  (convergence?.findings ?? []).filter(({ state }) => COVERED.has(state)).map(({ id }) => id);

const COVERED: ReadonlySet<FindingState> = new Set(['full-consensus', 'partial-consensus', 'rechecked']);

/** What a model that plans is given: those, and findings of which only one reviewer is sure. Rules use only the former. */
export const plannable = (contributions: Contributions): string[] => [
  ...requirementsOf(contributions),
  ...(contributions.convergence?.findings ?? [])
    .filter(({ state }) => state === 'worker-unique' || state === 'rule-only')
    .map(({ id }) => id),
];

const inPhase = (state: RunState, key: string, skill: string): DispatchState[] =>
  standing(state).filter((it) => it.phase === key && it.skill === skill);

/** The planner that was asked last. */
export const plannerOf = (state: RunState, key: string): DispatchState | undefined => inPhase(state, key, 'planning').at(-1);

/** The newest plan of this phase; undefined while the planner is being asked again. */
export const draftOf = (state: RunState, key: string, draft: Draft | null): Draft | undefined =>
  draft && draft.dispatch === plannerOf(state, key)?.id ? draft : undefined;

/** Who was asked about the plan since it was written or last verified. */
export function voteUnderWay(state: RunState, key: string, plan: Draft): DispatchState[] {
  const drafted = state.dispatches.find((it) => it.id === plan.dispatch)?.round ?? 0;
  const counted = new Set(plan.verification?.voters.map((it) => it.dispatch));
  const asked = inPhase(state, key, 'plan-verification').filter((it) => it.round > drafted);
  const newest = Math.max(0, ...asked.map((it) => it.round));
  return asked.filter((it) => it.round === newest && !counted.has(it.id));
}

/**
 * Every model that delivered an analysis, and every seat without other work; a planner votes on its own plan only if it is the sole
 * voter.
 */
export function votersOf(state: RunState, planner: string, phase: string): string[] {
  const heard = standing(state).filter((it) => isAnalysis(it) && isConclusive(it));
  const joined = state.seats.filter((it) => it.role === 'analyser' && joinsLater(state, it.name)).map((it) => it.name);
  const models = [...heard.map((it) => it.seat), ...joined].filter((name) => seatOf(state, name)?.voice === 'model');
  const verifiers = state.seats.filter((it) => it.role === 'verifier').map((it) => it.name);
  const all = [...new Set([...models, ...verifiers])].filter((it) => takesPart(state, it, phase));
  const others = all.filter((name) => name !== planner);
  return others.length > 0 ? others : all;
}

/** The round after all earlier requests of this phase. */
export function nextRound(state: RunState, key: string): number {
  const rounds = state.dispatches.filter((it) => it.phase === key).map((it) => it.round);
  return rounds.length === 0 ? 0 : Math.max(...rounds) + 1;
}

/** How often it was rewritten because a person requested changes, and how often because the voters objected. */
export function rewritten(state: RunState, key: string): { forPerson: number; forVoters: number } {
  const drafts = state.dispatches.filter((it) => it.phase === key && it.skill === 'planning' && it.accepted).length;
  const forPerson = state.gates.filter(
    (it) => it.gate.phase === key && it.gate.about.kind === 'plan' && it.answer === 'request-changes',
  ).length;
  return { forPerson, forVoters: Math.max(0, drafts - 1 - forPerson) };
}
