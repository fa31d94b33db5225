// The texts that a plan must not leave empty: a person approves what they say, and a worker does no more than that.

import type { Plan, ValidatorSpec } from '../../contracts/plan/plan.ts';
import { fault, type PlanFault, says } from './fault.ts';

export function checkTexts({ goal, rollback, checklist, options, acceptance, stages, requirementCoverage }: Plan): PlanFault[] {
  return [
    ...said(goal, 'goal', 'what is better when the plan is done'),
    ...said(rollback, 'rollback', 'how to undo everything, and what cannot be undone'),
    ...checklist.flatMap((it, n) => said(it, `checklist.${n}`, 'what a person checks at the end')),
    ...options.flatMap(({ title }, n) => said(title, `options.${n}.title`, 'what this option is, in a few words')),
    ...acceptance.flatMap(({ description, validator }, n) => [
      ...said(description, `acceptance.${n}.description`, 'when the whole plan is done'),
      ...asked(validator, `acceptance.${n}.validator`),
    ]),
    ...requirementCoverage.flatMap(({ requirement }, n) =>
      said(requirement, `requirementCoverage.${n}.requirement`, 'which requirement is met'),
    ),
    ...stages.flatMap(({ title, goal: own, exitContract, validators }, at) => [
      ...said(title, `stages.${at}.title`, 'what the stage does, in a few words'),
      ...said(own, `stages.${at}.goal`, 'what is true when the stage is done'),
      ...said(exitContract, `stages.${at}.exitContract`, 'what later stages can rely on'),
      ...validators.flatMap((it, n) => asked(it, `stages.${at}.validators.${n}`)),
    ]),
  ];
}

const asked = (validator: ValidatorSpec, at: string): PlanFault[] =>
  validator.kind === 'approval' ? said(validator.asks, `${at}.asks`, 'what a person is asked') : [];

const said = (text: string, at: string, what: string): PlanFault[] => fault(!says(text), 'said', at, `is empty: say ${what}`);
