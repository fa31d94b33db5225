// Moves commits between the homes of a fleet. A simulated fleet has its own behind the same interface.

import { sizeProblem } from '../../runtime/workspace/travel/size-problem.ts';
import { buildsOn, bundleOf, putIntoPlace, takeCommit } from '../../runtime/workspace/travel/work-bundle.ts';

export const realTravels = { bundleOf, takeCommit, buildsOn, sizeProblem, putIntoPlace };
export type Travels = typeof realTravels;
