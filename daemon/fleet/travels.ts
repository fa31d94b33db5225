// Commits between the homes of a fleet, as a lead and its hosts use them. A simulated fleet has its own behind the same calls.

import { buildsOn, bundleOf, putIntoPlace, takeCommit } from '../../runtime/workspace/travel/work-bundle.ts';

export const realTravels = { bundleOf, takeCommit, buildsOn, putIntoPlace };
export type Travels = typeof realTravels;
