// What an answer must hold beyond the contract, where a run could not go on with less: a plan that is one, phases
// that could be led. Examined before anybody is asked about it; what is wrong goes into the repair prompt.

import type { Result } from '../../contracts/work/result.ts';
import { checkPlan } from '../../validators/plan/check-plan.ts';
import type { ResultError } from '../../validators/result/describe-errors.ts';
import { checkPhases, type Ground } from '../phases/phase-plan/check-phases.ts';

export type Expects =
  | { kind: 'plan'; requirements: readonly string[]; commands: readonly string[] }
  /** Which phases may be proposed, given the ones that there are. */
  | { kind: 'phases'; ground: Ground };

export function missingFrom(result: Result, expects: Expects | undefined): ResultError[] {
  switch (expects?.kind) {
    case undefined:
      return [];
    case 'plan':
      if (result.plan === undefined) return [{ path: 'plan', message: 'is missing: you were asked for a plan' }];
      return checkPlan(result.plan, expects.requirements, expects.commands).map(({ at, says }) => ({ path: `plan.${at}`, message: says }));
    case 'phases':
      if (result.phases === undefined)
        return [{ path: 'phases', message: 'is missing: you were asked for phases; an empty list says that none is missing' }];
      return checkPhases(result.phases, expects.ground);
  }
}
