// What each stage must specify by itself: its id and owner, its number of steps, test first, its value, and what proves it.

import type { Plan, Stage } from '../../contracts/plan/plan.ts';
import { fault, type PlanFault, quoted, says } from './fault.ts';

const MOST_STEPS = 6;
/** The role that carries out a stage. */
const OWNER = 'executor';

export function checkStages({ stages }: Pick<Plan, 'stages'>): PlanFault[] {
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
  const { steps, owner, sliceValue, acceptance, validators } = stage;
  return [
    ...fault(steps.length > MOST_STEPS, 'few-steps', `${at}.steps`, `has ${steps.length} steps; the limit is ${MOST_STEPS}, so split it`),
    ...checkSteps(stage, `${at}.steps`),
    ...fault(owner !== OWNER, 'owner', `${at}.owner`, `is ${quoted(owner)}; the only possible owner is \`${OWNER}\``),
    ...fault(!says(sliceValue), 'slice-value', `${at}.sliceValue`, 'is empty: say what is better for a user when only this stage is done'),
    ...fault(!says(acceptance), 'acceptance', `${at}.acceptance`, 'is empty: say when the stage is done'),
    ...fault(validators.length === 0, 'validator', `${at}.validators`, 'is empty: without a proof a stage cannot be done'),
  ];
}

/** Test first: each step is RED or GREEN, and a GREEN step comes after a test that failed. */
function checkSteps({ steps, tddExemption }: Stage, at: string): PlanFault[] {
  const exempt = says(tddExemption);
  let red = false;
  return steps.flatMap(({ action }, n) => {
    const colour = /^\s*(RED|GREEN):/.exec(action);
    red ||= colour?.[1] === 'RED';
    const place = `${at}.${n}.action`;
    return [
      ...fault(!exempt && colour === null, 'tdd', place, 'starts with neither `RED:` nor `GREEN:`, and the stage has no `tddExemption`'),
      ...fault(
        !exempt && colour?.[1] === 'GREEN' && !red,
        'tdd',
        place,
        'is `GREEN:` but no step before it is `RED:`; start with a failing test, or add a `tddExemption`',
      ),
      ...fault(
        (exempt || colour !== null) && !says(action.slice(colour?.[0].length ?? 0)),
        'said',
        place,
        'is empty: say what to do in this step',
      ),
    ];
  });
}
