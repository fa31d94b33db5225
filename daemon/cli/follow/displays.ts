// What is shown while a run is followed: a block that redraws itself on a terminal, plain PROGRESS lines in a
// pipe, and nothing when the answer is JSON.

import { hideDeep } from '../../../runtime/secrets/deep.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { allowing } from '../../lead/consent.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import { progressLines } from '../../projections/progress-lines.ts';
import { liveRun } from '../screens/live-run.ts';
import type { Context } from '../words/command.ts';
import type { Display } from './follow-run.ts';
import { blockOn } from './redraw.ts';

export const nothingShown = ({ tell }: Context): Display => ({ see: async () => undefined, tell, close: () => undefined });

/** In a pipe, a wait is printed when something about it changes, or with `every` at each poll. */
export function plainLines({ print, tell }: Context, every: boolean): Display {
  let waiting = '';
  const isNew = (line: string): boolean => {
    const [, counts] = / PROGRESS: phase-5-poll (pending=.*)/.exec(line) ?? [];
    if (counts === undefined) return true;
    const changed = counts !== waiting;
    waiting = counts;
    return changed || every;
  };
  return { see: (events) => print(events.flatMap(progressLines).filter(isNew).join('')), tell, close: () => undefined };
}

export function liveBlock(context: Context): Display {
  const block = blockOn(process.stdout);
  let newest = '';
  return {
    async see(events, state) {
      newest = context.hide(events.flatMap(progressLines).at(-1) ?? newest);
      const phrase = newest.slice(newest.indexOf('PROGRESS:'));
      const { width, color } = context.screen;
      block.draw(
        liveRun(hideDeep(viewRun(state), context.hide), phrase, Date.now(), {
          width: width - 1,
          color,
          height: process.stdout.rows || 24,
        }).map(context.clean),
      );
    },
    tell(line) {
      block.clear();
      context.tell(line);
    },
    close: block.close,
  };
}

/** Where there is no live block: said once, on standard error, with what to type. */
export function tellingWhatItWaitsFor(display: Display, run: string, { tell }: Context): Display {
  return {
    ...display,
    async see(events, state) {
      await display.see(events, state);
      const asked = (events as readonly unknown[] as readonly RunEvent[]).findLast((it) => it.type === 'consent.awaited');
      if (asked?.type !== 'consent.awaited' || state.life.kind !== 'awaiting-consent') return;
      const { project, providers } = asked.payload;
      tell(
        `muster: ${run} waits for your consent: ${providers.join(', ')} would receive the code of ${project}. To allow it: ${allowing(project, providers)}`,
      );
    },
  };
}
