// The displays of a followed run without a terminal: plain PROGRESS lines in a pipe, and nothing if
// the output is JSON. Neither needs the rules of a run, which keeps a waiting command small.

import type { RunEvent } from '../../../skills/phases/events.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { allowCommand } from '../../lead/consent.ts';
import { progressLines } from '../../projections/progress-lines.ts';
import type { Context } from '../words/command.ts';
import type { Display } from './follow-run.ts';

export const silentDisplay = ({ tell }: Context): Display => ({ see: async () => undefined, tell, close: () => undefined });

/** Shows nothing but what the run asks a person, once and on standard error: otherwise a command would wait without a word. */
export function questionsOnly(name: string, context: Context): Display {
  return {
    ...silentDisplay(context),
    async see(events) {
      const seen = events as readonly unknown[] as readonly RunEvent[];
      if (seen.some(({ type }) => type === 'run.concluding')) return;
      const answered = new Set(seen.flatMap((it) => (it.type === 'gate.answered' || it.type === 'gate.expired' ? [it.payload.gate] : [])));
      for (const it of seen)
        if (it.type === 'gate.opened' && !answered.has(it.payload.gate.id))
          context.tell(`muster: ${name} waits for a person: muster approvals ${it.payload.gate.id}`);
      const paused = seen.findLast(({ type }) => type === 'run.paused' || type === 'run.resumed');
      if (paused?.type === 'run.paused')
        context.tell(`muster: ${name} is paused (${oneLine(paused.payload.reason)}). To continue: muster resume ${name}`);
    },
  };
}

/** Prints a waiting line only when its counts have changed, or with `every` at each poll. */
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

/** Without a live block: says once, on standard error, which command gives consent. */
export function withConsentHint(display: Display, name: string, { tell }: Context): Display {
  return {
    ...display,
    async see(events, run) {
      await display.see(events, run);
      const asked = (events as readonly unknown[] as readonly RunEvent[]).findLast((it) => it.type === 'consent.awaited');
      if (asked?.type !== 'consent.awaited' || (await run.state()).life.kind !== 'awaiting-consent') return;
      const { project, providers } = asked.payload;
      tell(
        `muster: ${name} waits for your consent: ${providers.join(', ')} would receive the code of ${project}. To allow it: ${allowCommand(project, providers)}`,
      );
    },
  };
}
