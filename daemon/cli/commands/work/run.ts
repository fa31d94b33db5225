// muster run <task|->

import { readTaskText } from '../../daemon/submit-task.ts';
import { BEGIN_OPTIONS, carryOut, FOLLOW_OPTIONS, showsAsked } from '../../follow/carry-out.ts';
import { severityOf } from '../../named/severity.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';

export const command: Command = {
  usage: ['run <task|->  [--force] [--fail-on <severity>] [--no-wait-approval] [--quiet | --verbose] [--dry-run | --rehearse] [--json]'],
  about: [
    'Submits a task file (or standard input), follows the run, and ends with a summary.',
    'Starts the daemon if none is running. Ctrl-C only detaches: the run continues, and `muster tail` follows it again.',
    'A task without `project` is about the git repository you are in.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'task' },
  options: {
    ...BEGIN_OPTIONS,
    rehearse: {
      kind: 'flag',
      says: 'simulate the whole run without paid agents: phases, prompt sizes, time and cost of earlier runs',
    },
    ...FOLLOW_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    ['muster run task.md', 'submit it, follow it, print a summary'],
    ['echo "Is the retry loop sound?" | muster run -', 'the task from standard input, about the repository you are in'],
    ['muster run task.md --rehearse', 'a free rehearsal up to the report, with the findings of an earlier run'],
    ['muster run task.md --fail-on major', 'for CI: exit code 7 when a major or critical finding remains'],
  ],
  personOnly: true,
  async run(context, given) {
    const failOn = severityOf(given.text('fail-on'), '--fail-on');
    const read = context.sent?.goesOn ? undefined : await readTaskText(given.words[0] ?? '-', context);
    const task = read && given.has('force') ? { ...read, force: true as const } : read;
    // Loaded on demand, so that the task is submitted as soon as possible.
    if (task && given.has('dry-run')) return (await import('../../before/dry-run.ts')).dryRun(task, 'run', given.has('json'), context);
    if (task && given.has('rehearse')) return (await import('../../rehearse/rehearsal.ts')).rehearse(task, given.has('json'), context);
    return carryOut(
      task,
      { command: 'run', json: given.has('json'), failOn, waits: !given.has('no-wait-approval'), shows: showsAsked(given) },
      context,
    );
  },
};
