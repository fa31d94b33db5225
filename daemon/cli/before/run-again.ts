// A run once more from the same inputs: which may be, under which name its text is read as it was, and why
// another may not.

import { isDeepStrictEqual } from 'node:util';
import type { RunEventOf } from '../../../contracts/run/run-event.ts';
import { completeTask } from '../../../skills/intake/complete-task.ts';
import { readTask } from '../../../skills/intake/read-task.ts';
import type { RunState } from '../../../skills/run/state.ts';

type Created = RunEventOf<'run.created'>['payload'];

/** How it ended, as `--failed` looks at it. */
export type Ending = { kind: 'open' | 'good' | 'bad'; says: string };

export function endingOf({ life }: RunState): Ending {
  if (life.kind !== 'ended') return { kind: 'open', says: 'has not ended' };
  const { outcome, reason, degraded } = life;
  const why = reason === 'done' ? '' : `: ${reason}`;
  if (outcome === 'failed' || outcome === 'aborted') return { kind: 'bad', says: `ended ${outcome}${why}` };
  return degraded ? { kind: 'bad', says: `ended ${outcome}, degraded${why}` } : { kind: 'good', says: `ended ${outcome}${why}` };
}

/** Not asked for, or not to be had. */
export type NotAgain = { kind: 'passed-over' | 'refused'; why: string };

/** Why this run is not done again; nothing when it may be. */
export function notAgain(state: RunState, failedOnly: boolean): NotAgain | undefined {
  const { id, created } = state;
  const { task, template } = created;
  const { kind } = endingOf(state);
  if (failedOnly && kind !== 'bad') return { kind: 'passed-over', why: kind === 'open' ? 'it goes on' : 'it did not fail' };
  const refused = (why: string): NotAgain => ({ kind: 'refused', why });
  if (kind === 'open') return refused(`it goes on; to end it: muster abort ${id}`);
  if (template.writes) {
    return refused(
      'it carries out a plan, and a second time would do over what is done: make a new plan from what is there now (type: implementation-planning), or have the work looked at (type: final-verification)',
    );
  }
  if (task.key !== undefined)
    return refused(`its key \`${task.key}\` makes the same text the same run, for ever: submit it with another key`);
  return undefined;
}

/** The kind of file it was: only the text is kept, and its name tells how it is read. */
export function nameOf(text: string, created: Pick<Created, 'task' | 'origin'>): string {
  const { origin, task } = created;
  const dropped = origin.kind === 'drop' ? origin.path.split('/').at(-1) : undefined;
  if (dropped !== undefined) return dropped;
  const fitting = ['task.md', 'task.yaml'].find((name) => {
    const reading = readTask(text, name);
    return reading.kind === 'task' && isDeepStrictEqual(completeTask(reading.front, reading.brief, task.project), task);
  });
  return fitting ?? 'task.md';
}
