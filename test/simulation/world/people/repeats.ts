// Further runs with the same or nearly the same task as the run of a seed, at the same time or later; and people who forget the
// results of such a run.

import type { RunEvent } from '../../../../skills/phases/events.ts';
import { placed } from '../../random.ts';
import { type Asked, firstEvent, RUN } from '../first-event.ts';
import { moment } from '../timeline.ts';
import type { World } from '../world.ts';

const NAMES = ['r-dddddd', 'r-eeeeee', 'r-ffffff'];
/** Others that look at other files. */
const OTHER_TREE = 'e'.repeat(40);

export const repeatsIn = (seed: number): string[] => NAMES.slice(0, 1 + placed(seed, 'repeats').below(NAMES.length));

/** Most look at the same files. */
export const treeOf = (seed: number, run: string): string | undefined =>
  NAMES.includes(run) && placed(seed, `tree of ${run}`).chance(0.15) ? OTHER_TREE : undefined;

export function repeat(world: World, seed: number, asked: Asked): void {
  for (const run of repeatsIn(seed)) {
    const random = placed(seed, `repeat ${run}`);
    const begin = (): void => {
      world.ledger.write({
        stream: `run/${run}`,
        expectedSeq: 0,
        commandId: `drop-${run}`,
        actor: { kind: 'person' },
        at: world.time.wall(),
        events: [nearly(firstEvent(seed, world.config, world.company.asked, asked), run, random)],
      });
      world.begun(run);
    };
    if (random.chance(0.4)) begin();
    else world.time.later(moment(random), begin);
  }
  for (const run of [RUN, ...repeatsIn(seed)]) {
    const random = placed(seed, `forget ${run}`);
    const forgets = (): void => {
      if (world.states().some(({ id }) => id === run)) world.order({ kind: 'forget', run }, `forget-${run}`);
    };
    if (random.chance(0.3)) world.time.later(moment(random), forgets);
  }
}

/** Some have another brief, and some want everything done again. */
function nearly(event: RunEvent, run: string, random: ReturnType<typeof placed>): RunEvent {
  if (event.type !== 'run.created') return event;
  const brief = random.chance(0.15) ? 'look again' : event.payload.task.brief;
  const task = { ...event.payload.task, title: `again ${run}`, brief, force: random.chance(0.15) };
  return { type: 'run.created', payload: { ...event.payload, run, task } };
}
