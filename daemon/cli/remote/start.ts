// Starts work on another machine about a checkout here: first sends the checkout as a git bundle, then runs the
// command. The run id is chosen here, so that after a broken connection the same command continues the same run.

import { rm } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { type CheckoutHeader, PutAnswer, type RemoteRun } from '../../../contracts/remote.ts';
import { timestamp } from '../../../contracts/time.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { withFolder } from '../../../runtime/files.ts';
import { type Packed, packCheckout } from '../../../runtime/workspace/travel/pack.ts';
import { readTask } from '../../../skills/intake/read-task.ts';
import { newRunId } from '../../intake/run-id.ts';
import { loadConfig } from '../../intake/settings.ts';
import { readTaskText } from '../daemon/submit-task.ts';
import { projectFolder } from '../named/project-folder.ts';
import type { Context } from '../words/command.ts';
import { remoteProject } from './current-project.ts';
import { parseAnswer } from './parse-answer.ts';
import { beginOrGoOn, closeRun, keepSent, readMemory } from './remembered-runs.ts';
import { isPlain, type RemoteCommand } from './remote-command.ts';
import { exchange, through } from './ssh-line.ts';

type Task = NonNullable<CheckoutHeader['task']>;

export async function startThere(on: RemoteCommand, context: Context): Promise<number> {
  const { command, given, line, argv } = on;
  if (command === 'review' && given.has('until-clean'))
    throw new MusterError('usage', '--until-clean cannot be used with --on', 'Run it on that machine, in a clone of the project.');
  if (command === 'run' && given.has('plan'))
    throw new MusterError('usage', '--plan cannot be used with --on', 'Write a task file with `type: implementation` and `plan: <run>`.');
  const task = command === 'review' ? null : await readTaskText(given.words[0] ?? '-', context);
  const project = await projectFolder('.', context.cwd);
  const far = remoteProject(project);
  const range = command === 'review' && !given.has('all') ? given.words[0] : undefined;
  const run = await withFolder(context.home.root, 'sending', async (scratch) => {
    const packed = namesProject(task) ? undefined : await pack({ project, range, scratch }, context);
    const state = packed && [packed.work, packed.head, packed.branch, packed.default, packed.refs];
    const fresh: RemoteRun = {
      run: newRunId(8),
      remote: line.name,
      at: timestamp(Date.now()),
      command: digestOfJson([line.name, argv, far.key, task, state ?? null]),
      open: true,
    };
    // A dry run starts nothing, so it is not remembered.
    const begun = argv.some((it) => it === '--dry-run' || it === '-n') ? fresh : await beginOrGoOn(fresh, context.home);
    await send(begun.run, { on, task, project: far, packed, name: far.name }, context);
    return begun.run;
  });
  const asked = { act: 'call' as const, argv: [...argv], project: far, run, plain: isPlain(context) };
  const code = await through(line, asked, { terminal: on.terminal, goOn: on.again });
  await closeRun(run, context.home);
  return code;
}

/** A task that names its project means a directory on that machine, so nothing is sent from here. */
function namesProject(task: Task | null): boolean {
  if (!task) return false;
  const reading = readTask(task.text, task.name);
  return reading.kind === 'faults' || reading.front.project !== undefined;
}

async function pack(
  { project, range, scratch }: { project: string; range: string | undefined; scratch: string },
  { home, tell }: Context,
): Promise<Packed> {
  const { capture } = await loadConfig(home.config);
  const asked = range === undefined || range.includes('..') ? range : `${range}...`;
  const packed = await packCheckout({ project, range: asked, scratch, limits: capture, bases: home.bases });
  if (!packed.whole) tell('muster: this clone is shallow; only its files and the commit that they are compared with are sent');
  return packed;
}

type Sending = { on: RemoteCommand; task: Task | null; project: CheckoutHeader['project']; packed: Packed | undefined; name: string };

async function send(run: string, { on, task, project, packed, name }: Sending, context: Context): Promise<void> {
  if (!packed && task === null) return;
  const place = `${on.line.name}/${project.key}`;
  const known = (await readMemory(context.home)).sent[place] ?? [];
  for (const have of [known, []]) {
    const bundle = await packed?.bundle(have);
    const parcel: CheckoutHeader = {
      project,
      run,
      format: packed?.format ?? 'sha1',
      work: packed?.work ?? null,
      head: packed?.head ?? null,
      branch: packed?.branch ?? null,
      default: packed?.default ?? null,
      refs: packed?.refs ?? [],
      task,
      bytes: bundle?.bytes ?? 0,
    };
    if (parcel.bytes > 0) context.tell(`muster: sending ${name} to ${on.line.name} (${Math.ceil(parcel.bytes / 1024)} KB)`);
    const file = parcel.bytes > 0 ? bundle?.file : undefined;
    const answer = parseAnswer(
      await exchange(on.line, { act: 'put' }, on.again, { head: `${JSON.stringify(parcel)}\n`, file }),
      PutAnswer,
      on,
    );
    if (bundle) await rm(bundle.file, { force: true });
    if (answer.kind === 'placed') {
      if (packed) await keepSent(place, commitsOf(packed), context.home);
      return;
    }
    if (have.length === 0) break;
  }
  throw new MusterError('internal', `${on.line.name} lacks commits that were sent to it`, 'Please report this.');
}

const commitsOf = ({ work, head, refs }: Packed): string[] => [
  ...new Set([work, ...(head === null ? [] : [head]), ...refs.map((it) => it.commit)]),
];
