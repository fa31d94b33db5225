// When a dispatch needs nothing more from anybody, and how the next one will be called.

import { type AnswerKind, isSkill, SKILL_ANSWERS } from '../../contracts/task/skill.ts';
import type { DispatchState, RunState } from './state.ts';

/** Over, and what it brought has been looked up. */
export const isSettled = (it: DispatchState): boolean => it.ended !== null && (it.accepted === null || it.examined || !bringsEvidence(it));

export const bringsEvidence = (it: DispatchState): boolean => isSkill(it.skill) && BRINGS.has(SKILL_ANSWERS[it.skill]);

const BRINGS: ReadonlySet<AnswerKind> = new Set(['findings', 'verdicts', 'gaps']);

/** The id of the n-th dispatch that one step prepares. */
export const dispatchId = (state: RunState, n: number): string => `${state.id}.d${state.dispatches.length + n + 1}`;
