// muster run <task|->

import { dryRun } from '../../before/dry-run.ts';
import { readTaskText } from '../../daemon/submit-task.ts';
import { carryOut } from '../../follow/carry-out.ts';
import { severityOf } from '../../named/severity.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';

export const command: Command = {
  usage: ['run <task|->  [--fail-on <severity>] [--no-wait-approval] [--dry-run] [--json]'],
  about: [
    'Submits a task file (or standard input), shows how it goes on, and ends with the closing screen.',
    'The daemon is started if none runs. Ctrl-C leaves the run alone: it goes on, and `muster tail` comes back to it.',
    'A task without `project` is about the git repository you stand in.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'task' },
  options: {
    'fail-on': { kind: 'text', value: '<severity>', says: 'exit with 7 if a finding of this severity or worse was not refuted' },
    'no-wait-approval': { kind: 'flag', says: 'exit with 5 as soon as only a person’s answer is wanted' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what would be read, by whom and within which limits; start nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster run task.md', 'submit, follow, and sum up'],
    ['echo "Is the retry loop sound?" | muster run -', 'the brief from standard input, about the repository you stand in'],
    ['muster run task.md --fail-on major', 'for CI: exit code 7 when something major or critical stands'],
  ],
  personOnly: true,
  async run(context, given) {
    const failOn = severityOf(given.text('fail-on'), '--fail-on');
    const task = await readTaskText(given.words[0] ?? '-', context);
    if (given.has('dry-run')) return dryRun(task, 'run', given.has('json'), context);
    return carryOut(task, { command: 'run', json: given.has('json'), failOn, waits: !given.has('no-wait-approval') }, context);
  },
};
