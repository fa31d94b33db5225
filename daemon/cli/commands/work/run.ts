// muster run <task|->, muster run --plan <run>: runs a task, or carries a plan out, and prints a summary.

import { MusterError } from '../../../../contracts/errors.ts';
import { readTaskText, type TaskText } from '../../daemon/submit-task.ts';
import { BEGIN_OPTIONS, carryOut, FOLLOW_OPTIONS, showsAsked } from '../../follow/carry-out.ts';
import { severityOf } from '../../named/severity.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';

export const command: Command = {
  usage: [
    'run <task|->  [--force] [--fail-on <severity>] [--no-wait-approval] [--quiet | --verbose] [--dry-run | --rehearse] [--json]',
    'run --plan <run>  [--agents <a,b>] [--no-wait-approval] [--quiet | --verbose] [--json]',
  ],
  about: [
    'Submits a task file (or standard input), follows the run, and ends with a summary.',
    'Starts the daemon if none is running. Ctrl-C only detaches: the run continues, and `muster tail` follows it again.',
    'A task without `project` is about the git repository you are in. With --plan: carries out the plan that you approved in that',
    'run, as a task of type `implementation`.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'task' },
  options: {
    ...BEGIN_OPTIONS,
    plan: { kind: 'text', value: '<run>', says: 'carry out the plan of this run, in its project' },
    agents: { kind: 'list', value: '<a,b>', says: 'with --plan: who takes part (default: as in the run that made the plan)' },
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
    ['muster run --plan r-k3f', 'carry out the plan that was approved there'],
    ['muster run task.md --fail-on major', 'for CI: exit code 7 when a major or critical finding remains'],
  ],
  personOnly: true,
  async run(context, given) {
    const failOn = severityOf(given.text('fail-on'), '--fail-on');
    const read = context.sent?.goesOn ? undefined : await taskAsked(given, context);
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

async function taskAsked(given: Arguments, context: Context): Promise<TaskText> {
  const [task] = given.words;
  const plan = given.text('plan');
  if (context.sent?.task) return context.sent.task;
  if (task !== undefined && plan !== undefined)
    throw new MusterError(
      'usage',
      '--plan and a task file cannot be combined',
      'In a task file the key is `plan: <run>`, with `type: implementation`.',
    );
  if (plan !== undefined) {
    const { planTask } = await import('../../before/plan-task.ts');
    return planTask(
      plan,
      given.list('agents').flatMap((it) => it.split(',').map((one) => one.trim())),
      context,
    );
  }
  if (task === undefined)
    throw new MusterError('usage', 'missing argument: task', 'Give a task file, `-` for standard input, or --plan <run>.');
  if (given.list('agents').length > 0) throw new MusterError('usage', '--agents needs --plan here', 'In a task file the key is `agents`.');
  return readTaskText(task, context);
}
