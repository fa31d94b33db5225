// What is shown while a run is followed where there is no terminal: plain PROGRESS lines in a pipe, and nothing when the answer is
// JSON. Neither needs the rules of a run, so a command that waits is small.

import type { RunEvent } from '../../../skills/phases/events.ts';
import { allowing } from '../../lead/consent.ts';
import { progressLines } from '../../projections/progress-lines.ts';
import type { Context } from '../words/command.ts';
import type { Display } from './follow-run.ts';

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

/** Where there is no live block: said once, on standard error, with what to type. */
export function tellingWhatItWaitsFor(display: Display, name: string, { tell }: Context): Display {
  return {
    ...display,
    async see(events, run) {
      await display.see(events, run);
      const asked = (events as readonly unknown[] as readonly RunEvent[]).findLast((it) => it.type === 'consent.awaited');
      if (asked?.type !== 'consent.awaited' || (await run.state()).life.kind !== 'awaiting-consent') return;
      const { project, providers } = asked.payload;
      tell(
        `muster: ${name} waits for your consent: ${providers.join(', ')} would receive the code of ${project}. To allow it: ${allowing(project, providers)}`,
      );
    },
  };
}
