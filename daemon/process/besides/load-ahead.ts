// What a daemon needs only later, loaded soon after its start: if a newer version is installed over its program meanwhile, these files
// are gone, and this daemon goes on to the end of its runs. A test holds that nothing else is loaded later.

import { setTimeout as sleep } from 'node:timers/promises';
import { readSkills } from '../../effects/world/skill-text.ts';

/** One after the other, each in a quiet moment: a daemon that was just started often has its first work already. */
const LATER: readonly (() => Promise<unknown>)[] = [
  readSkills,
  () => import('../../../agents/versions.ts'),
  () => import('../../../agents/builtin/repository.ts'),
  () => import('../../../agents/builtin/planner/commands.ts'),
  () => import('../../records/kept/listed-run.ts'),
  () => import('../../records/kept/kept-view.ts'),
];

const MOMENT = 200;
/** The share of a moment for which the process may be busy if nothing is due. */
const QUIET = 0.1;
/** A daemon that is never idle does not wait for ever. */
const MOMENTS = 25;

export async function loadAhead(stopping: AbortSignal): Promise<void> {
  for (const load of LATER) {
    await quietMoment(stopping);
    if (stopping.aborted) return;
    await load();
  }
}

async function quietMoment(stopping: AbortSignal): Promise<void> {
  for (let moment = 0; moment < MOMENTS && !stopping.aborted; moment++) {
    const before = performance.eventLoopUtilization();
    await sleep(MOMENT, undefined, { ref: false });
    if (performance.eventLoopUtilization(before).utilization < QUIET) return;
  }
}
