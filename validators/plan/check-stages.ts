// What each stage must say by itself: who it is, in how many steps, test first, what it is worth, and how it is
// proved.

import type { Plan, Stage } from '../../contracts/plan/plan.ts';
import { fault, type PlanFault } from './fault.ts';

const MOST_STEPS = 6;

export function checkStages({ stages }: Plan): PlanFault[] {
  const byId = Map.groupBy(
    stages.map(({ id }, at) => ({ id, at })),
    ({ id }) => id,
  );
  const twice = [...byId.values()].flatMap(([first, ...again]) =>
    again.map(({ id, at }): PlanFault => ({ rule: 'unique-ids', at: `stages.${at}.id`, says: `is “${id}”, as stages.${first?.at} is` })),
  );
  return [...twice, ...stages.flatMap((stage, at) => checkStage(stage, `stages.${at}`))];
}

function checkStage(stage: Stage, at: string): PlanFault[] {
  const { steps, tddExemption, sliceValue, acceptance, validators } = stage;
  const exempt = !isBlank(tddExemption);
  return [
    ...fault(
      steps.length > MOST_STEPS,
      'few-steps',
      `${at}.steps`,
      `has ${steps.length} steps, and a stage has at most ${MOST_STEPS}; make two of it`,
    ),
    ...(exempt ? [] : steps.flatMap(({ action }, n) => untested(action, `${at}.steps.${n}.action`))),
    ...fault(
      isBlank(sliceValue),
      'slice-value',
      `${at}.sliceValue`,
      'is empty: say what is better for somebody when only this stage is done',
    ),
    ...fault(isBlank(acceptance), 'acceptance', `${at}.acceptance`, 'is empty: say what must be so for the stage to be done'),
    ...fault(validators.length === 0, 'validator', `${at}.validators`, 'is empty: a stage that nothing proves cannot be done'),
  ];
}

const untested = (action: string, at: string): PlanFault[] =>
  fault(
    !/^\s*(?:RED|GREEN):/.test(action),
    'tdd',
    at,
    'begins neither with `RED:` nor with `GREEN:`, and the stage states no `tddExemption`',
  );

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';
