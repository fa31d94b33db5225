// muster history <task>, muster history <finding>: all runs of one task, or what happened to one finding.

import { MusterError } from '../../../../contracts/errors.ts';
import { instant } from '../../../../contracts/time.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { RUNS_BY_TASK_NAME } from '../../../../skills/run/origin/runs-by-task-name.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { openRecords, type Records } from '../../named/records.ts';
import { joinedLines } from '../../screens/lines/layout.ts';
import { type HistoryLine, historyLineOf, historyTable, type TaskLine, tasksTable } from '../../screens/tables/history-table.ts';
import { trackedHistory } from '../../screens/tables/tracked-table.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['history  [--project <path>] [--json]', 'history <task>  [--project <path>] [--json]', 'history <f-…>  [--json]'],
  about: [
    'The key `task` of a task file names a piece of work over several runs, such as planning, implementation and',
    'verification. Shows these runs in order, with the outcome of each. Without a name, lists the names in use.',
    'For a finding of the project you are in: when it was first seen, seen again, fixed, dismissed, and whether it came back.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'task or finding' },
  options: { project: { kind: 'text', short: 'p', value: '<path>', says: 'only runs of this project' }, ...JSON_OPTION },
  examples: [
    ['muster history shop/checkout', 'every run of the task, oldest first'],
    ['muster history', 'the task names in use'],
    ['muster history f-7c2e1a90b3d4', 'what happened to a finding'],
  ],
  async run(context, given) {
    const ofFinding = await findingHistory(given, context);
    if (ofFinding !== undefined) return ofFinding;
    const folder = given.text('project');
    const project = folder === undefined ? undefined : await projectFolder(folder, context.cwd);
    const [task] = given.words;
    await using records = await openRecords(context);
    const tasks = records ? await tasksOf(records, project) : [];
    if (task === undefined) return listTasks(tasks, given.has('json'), context);
    const lines = records ? await runsOf(task, project, records) : [];
    if (lines.length === 0) throw unknown(task, project, tasks);
    await context.print(given.has('json') ? `${JSON.stringify(lines, null, 1)}\n` : historyTable(lines, context.screen));
    return EXIT.done;
  },
};

/** Undefined if the word names no finding of this project. */
async function findingHistory(given: Arguments, context: Context): Promise<number | undefined> {
  const [name] = given.words;
  if (name === undefined || !/^f-[0-9a-f]{6,64}$/.test(name)) return undefined;
  const [{ trackedNamed }, { entriesOf }] = await Promise.all([
    import('../../named/branch-findings.ts'),
    import('../../named/finding-history.ts'),
  ]);
  const { project, found } = await trackedNamed(name, context);
  const [first, ...more] = found;
  if (first === undefined) return undefined;
  const ids = new Set(found.map((it) => it.tracked.id));
  if (ids.size > 1) throw new MusterError('ambiguous-id', `\`${name}\` matches ${[...ids].join(', ')}`, 'Type more characters of the id.');
  await using records = await openRecords(context);
  const entries = records ? await entriesOf(first.tracked, project, records, more.length > 0) : [];
  await context.print(
    given.has('json') ? `${JSON.stringify({ ...first, entries }, null, 1)}\n` : trackedHistory(first, entries, context.screen),
  );
  return EXIT.done;
}

/** Oldest first. */
async function runsOf(task: string, project: string | undefined, records: Records): Promise<HistoryLine[]> {
  const filed = (await records.ledger.index(RUNS_BY_TASK_NAME)).where('task', task);
  const lines: HistoryLine[] = [];
  for (const it of filed) if (project === undefined || it.project === project) lines.push(historyLineOf(await records.view(it.run)));
  return lines;
}

/** Tasks with the newest runs first. */
async function tasksOf({ ledger }: Records, project: string | undefined): Promise<TaskLine[]> {
  const all = new Map<string, TaskLine>();
  for (const { task, project: its, run, at } of (await ledger.index(RUNS_BY_TASK_NAME)).all()) {
    if (project !== undefined && its !== project) continue;
    const key = JSON.stringify([task, its]);
    const runs = (all.get(key)?.runs ?? 0) + 1;
    all.delete(key);
    all.set(key, { task, project: its, runs, newest: run, at: instant(at) });
  }
  return [...all.values()].reverse();
}

const NO_TASK = 'No run has a task name yet. Add, for example, `task: shop/checkout` to the front matter of a task file.';

async function listTasks(tasks: readonly TaskLine[], json: boolean, { print, screen }: Context): Promise<number> {
  if (json) await print(`${JSON.stringify(tasks, null, 1)}\n`);
  else if (tasks.length > 0) await print(tasksTable(tasks, screen));
  else await print(joinedLines(screen.ends, [NO_TASK]));
  return EXIT.done;
}

function unknown(task: string, project: string | undefined, tasks: readonly TaskLine[]): MusterError {
  const right = nearest(
    task,
    tasks.map((it) => it.task),
  );
  return new MusterError(
    'run-unknown',
    `no run${project === undefined ? '' : ` of ${project}`} has the task name \`${task}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    '`muster history` lists the names; `muster runs` lists every run.',
  );
}
