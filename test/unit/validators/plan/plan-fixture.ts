// Plans that the tests of their rules are made from.

import { Plan, type Stage } from '../../../../contracts/plan/plan.ts';
import { outputFor } from '../../../../skills/phases/work-kinds.ts';

export const GOOD = Plan.parse(JSON.parse(outputFor('planning').example).plan);

const [first] = GOOD.stages;
if (!first) throw new Error('the example has no stage');
export const FIRST: Stage = first;

export const stage = (id: string, more: Partial<Stage> = {}): Stage => ({ ...FIRST, id, files: [`${id}/**`], ...more });

export const staged = (...stages: Stage[]): Plan => ({ ...GOOD, stages, requirementCoverage: [] });
