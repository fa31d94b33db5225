// The error for a task whose text is wrong, in the words of whoever wrote it: a place in a file, or an option of a command that
// wrote the text for a person.

import { MusterError } from '../../contracts/errors.ts';
import type { Origin } from '../../contracts/task/task.ts';
import { type Fault, faultText, NO_LINE } from '../../runtime/text/checked-yaml.ts';

/** `run --plan` writes a task, too, but under a name of its own. */
const WRITERS: ReadonlySet<string> = new Set(['review', 'make', 'fork']);
export const PLAN_TASK = 'plan.json';
/** The keys that come from an option of the same name. */
const OPTION = /`(agents|scope)`/;

export function wrongText(faults: readonly Fault[], { origin, name }: { origin: Origin; name: string }): MusterError {
  const command = origin.kind === 'command' && (WRITERS.has(origin.command) || name === PLAN_TASK) ? origin.command : undefined;
  return command === undefined
    ? new MusterError(
        'task-invalid',
        faults.map(faultText).join('\n'),
        faults.every(({ line }) => line === NO_LINE)
          ? 'Give it another name and submit it again.'
          : 'Fix the task and submit it again; `muster schema task` shows every key.',
      )
    : new MusterError(
        'task-invalid',
        faults.map(({ message }) => message.replace(OPTION, '`--$1`')).join('\n'),
        `Give the command again with other options; \`muster help ${command}\` shows them.`,
      );
}
