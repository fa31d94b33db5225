// Repeating a run: which runs may be repeated and why others may not, and how their task text is read.

import { isDeepStrictEqual } from 'node:util';
import { completeTask } from '../../../skills/intake/complete-task.ts';
import { readTask } from '../../../skills/intake/read-task.ts';
import type { RunEventOf } from '../../../skills/phases/events.ts';
import { hasFailed } from '../../../skills/run/settled-dispatch.ts';
import type { RunState } from '../../../skills/run/state.ts';

type Created = RunEventOf<'run.created'>['payload'];

/** `aside`: why its journal cannot be folded to its end, if so; the state is the one before that point. */
export type Selected = { state: RunState; aside: string | null };

/** How a run ended, for `--failed`. */
export type Ending = { kind: 'open' | 'good' | 'bad'; says: string };

export function endingOf({ life, dispatches }: Pick<RunState, 'life' | 'dispatches'>): Ending {
  if (life.kind !== 'ended') return { kind: 'open', says: 'still running' };
  const { outcome, reason, degraded } = life;
  const why = reason === 'done' ? '' : `: ${reason}`;
  if (outcome === 'failed' || outcome === 'aborted') return { kind: 'bad', says: `ended ${outcome}${why}` };
  const failed = dispatches.filter(hasFailed).length;
  if (failed > 0 && !degraded)
    return { kind: 'bad', says: `ended ${outcome}, ${failed === 1 ? 'one worker' : `${failed} workers`} failed${why}` };
  return degraded ? { kind: 'bad', says: `ended ${outcome}, degraded${why}` } : { kind: 'good', says: `ended ${outcome}${why}` };
}

/** Not selected, or not allowed. */
export type NotRepeated = { kind: 'passed-over' | 'refused'; why: string };

/** A run that was set aside counts as failed: it cannot continue. */
export const standingOf = ({ state, aside }: Selected): Ending => (aside === null ? endingOf(state) : { kind: 'bad', says: 'set aside' });

/** Why this run is not repeated; undefined when it may be. */
export function whyNotRepeated(selected: Selected, failedOnly: boolean): NotRepeated | undefined {
  const { id, created } = selected.state;
  const { task, template } = created;
  const { kind } = standingOf(selected);
  if (failedOnly && kind !== 'bad') return { kind: 'passed-over', why: kind === 'open' ? 'it is still running' : 'it did not fail' };
  const refused = (why: string): NotRepeated => ({ kind: 'refused', why });
  if (kind === 'open') return refused(`it is still running; to end it: muster abort ${id}`);
  if (template.writes && hasWorked(selected.state)) {
    return refused(
      'it carries out a plan: drop its task again, and the new run takes over what this one verified; or make a new plan from the current state (type: implementation-planning)',
    );
  }
  if (task.key !== undefined)
    return refused(`with its key \`${task.key}\`, the same text is always the same run: submit it with another key`);
  return undefined;
}

/** Whether the run ever started a worker; if not, it has done nothing that could be done twice. */
const hasWorked = ({ dispatches }: RunState): boolean => dispatches.some((it) => it.attempts.length > 0);

/** A file name for the task text: only the text is stored, and the name decides how it is parsed. */
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
