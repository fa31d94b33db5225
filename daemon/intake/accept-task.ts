// Accepts a task: a text becomes a run, or a refusal that says what is wrong. Exactly one run per
// accepted task, even after a crash, because the run id is the key of the commit.

import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { loadRoster } from '../../agents/roster.ts';
import type { Config } from '../../contracts/config.ts';
import { cut } from '../../contracts/cut.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import { making } from '../../contracts/schema.ts';
import { type Origin, type Task, TaskFront } from '../../contracts/task/task.ts';
import type { Template } from '../../contracts/task/template.ts';
import { digestOf, digestOfJson } from '../../runtime/canonical.ts';
import { codeOf, exists } from '../../runtime/files.ts';
import { type Home, projectAt } from '../../runtime/home.ts';
import type { ClaimChange, Objects } from '../../runtime/ledger/ledger.ts';
import { inSlices } from '../../runtime/slices.ts';
import { userFolder } from '../../runtime/user-folder.ts';
import type { MusterLedger } from '../../skills/events.ts';
import { completeTask } from '../../skills/intake/complete-task.ts';
import { readTask } from '../../skills/intake/read-task.ts';
import { tailorTemplate } from '../../skills/intake/tailor-template.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import type { HouseState } from '../lead/house/house-state.ts';
import { contentClaim } from '../lead/run/run-decider.ts';
import { promptPlaces } from '../make/find-prompt.ts';
import { checkPlanIn } from './check-plan.ts';
import { gitRootOf } from './git-root.ts';
import { inTime } from './in-time.ts';
import { loadSettings } from './settings.ts';
import { wrongText } from './task-faults.ts';
import { loadTemplate } from './templates.ts';
import { type Trust, trustOf } from './trust.ts';
import { withWriters } from './writers.ts';

export type Submission = {
  run: string;
  text: string;
  /** Its ending decides how the text is parsed. */
  name: string;
  origin: Origin;
  actor: Actor;
  /** The project of a task without `project`; undefined in the home's inbox. */
  project?: string | undefined;
  /** Does everything again, whatever the task says. */
  force?: true | undefined;
};

export type Admission = {
  home: Home;
  ledger: MusterLedger;
  objects: Objects;
  house(): Pick<HouseState, 'trusted'>;
  now(): number;
  node?: string | undefined;
};

export type Accepted = { kind: 'accepted' | 'joined'; run: string };

/** The claim of a task's key, held for good by its run. */
export const keyClaim = (project: string, key: string): string => `key/${digestOfJson([project, key])}`;

export async function acceptTask(it: Submission, admission: Admission): Promise<Accepted> {
  if (await isAlready(it, admission)) return { kind: 'accepted', run: it.run };
  await inSlices(making(TaskFront));
  const reading = readTask(it.text, it.name);
  if (reading.kind === 'faults') throw wrongText(reading.faults, it);
  const project = await resolveProject(reading.front, it, admission.home);
  const asked = { ...completeTask(reading.front, reading.brief, project), ...(it.force ? { force: true } : {}) };
  await checkRelated(asked, admission.ledger);
  const { template: usual, config, trust } = await surroundings(project, asked.type, admission);
  const task = await withWriters(asked, usual, config, promptPlaces(admission.home, project, trust), () =>
    loadRoster({ home: admission.home.agents, project: trust.kind === 'trusted' ? projectAt(project).agents : undefined }),
  );
  const tailored = tailorTemplate(usual, task);
  if (tailored.kind === 'wrong')
    throw new MusterError('task-invalid', tailored.says, '`muster schema task` shows every key; `muster run --dry-run` what would apply.');
  const { template } = tailored;
  await checkPlanIn(task, template, admission.ledger);
  const text = await admission.objects.put(Buffer.from(it.text));
  const same = contentClaim(text, project);
  const claims: ClaimChange[] = [{ kind: 'take', name: same, owner: it.run }];
  const key = task.key === undefined ? undefined : keyClaim(project, task.key);
  if (key) claims.push({ kind: 'take', name: key, owner: `${it.run} ${text}` });

  const created: RunEvent = {
    type: 'run.created',
    payload: { run: it.run, task, text, origin: it.origin, template, config, home: admission.home.root },
  };
  const answer = await admission.ledger.append({
    stream: `run/${it.run}`,
    expectedSeq: 0,
    commandId: `submit:${it.run}`,
    actor: it.actor,
    at: admission.now(),
    events: [created, ...(admission.node === undefined ? [] : [leadBy(admission.node, admission.home)])],
    claims,
  });
  switch (answer.kind) {
    case 'appended':
    case 'repeated':
      return { kind: 'accepted', run: it.run };
    case 'conflict':
      // The run already exists: the same file was accepted before a crash.
      return { kind: 'accepted', run: it.run };
    case 'claim-held': {
      const [run = '', content] = answer.owner.split(' ');
      if (answer.name !== key || content === text) return { kind: 'joined', run };
      throw new MusterError(
        'key-conflict',
        `the key \`${task.key}\` belongs to ${run}, which has a different text`,
        'Choose another key, or leave it out.',
      );
    }
  }
}

/** In a fleet, the node that accepts a run is the first to lead it. */
const leadBy = (node: string, home: Home): RunEvent => ({ type: 'lead.taken', payload: { node, home: home.root, epoch: 1 } });

/**
 * Whether this text already became this run before a crash. Then nothing else is checked: settings, template or project may have changed,
 * and the run continues with those it was accepted with.
 */
export async function isAlready({ run, text }: Pick<Submission, 'run' | 'text'>, { ledger }: Pick<Admission, 'ledger'>): Promise<boolean> {
  const [created] = await ledger.read(`run/${run}`);
  return created?.type === 'run.created' && created.payload.text === digestOf(text);
}

/** The runs that a task builds on must be in this home and about the same project, because models are told their findings. */
async function checkRelated({ related, since, project }: Task, ledger: MusterLedger): Promise<void> {
  const named = [...related.map((run) => ['related', run] as const), ...(since === undefined ? [] : [['since', since] as const])];
  for (const [key, run] of named) {
    const [first] = await ledger.read(`run/${run}`, 0, 1);
    const about = first?.type === 'run.created' ? first.payload.task.project : undefined;
    if (about === project) continue;
    throw new MusterError(
      'task-invalid',
      about === undefined ? `\`${key}\` names ${run}, and there is no such run` : `\`${key}\` names ${run}, which is about ${about}`,
      `\`muster history\` lists the runs of a project. Correct the id, or leave it out.`,
    );
  }
}

type Surroundings = { template: Template; config: Config; trust: Trust };

/** The current task type and settings: those of the home, and of the project if it is trusted. */
async function surroundings(project: string, type: string, { home, house }: Admission): Promise<Surroundings> {
  const trust = await trustOf(project, house());
  const at = trust.kind === 'trusted' ? projectAt(project) : undefined;
  const { config } = await loadSettings({ home: home.config, project: at?.config });
  try {
    return { config, trust, template: await loadTemplate(type, { home: home.templates, project: at?.templates }) };
  } catch (error) {
    const brought = relative(project, join(projectAt(project).templates, `${type}.yaml`));
    if (!(error instanceof MusterError) || error.code !== 'template-unknown') throw error;
    if (trust.kind !== 'untrusted' || !trust.files.includes(brought)) throw error;
    const hint = `The project has one (${brought}) that is not trusted: read it, then \`muster trust ${project}\`. ${error.hint}`;
    throw new MusterError('template-unknown', error.message, hint);
  }
}

async function resolveProject(front: TaskFront, it: Submission, home: Home): Promise<string> {
  // A repeated task keeps its project, wherever it is repeated.
  const again = it.origin.kind === 'command' && it.origin.of !== undefined;
  const named = again ? (it.project ?? front.project) : (front.project ?? it.project);
  if (named === undefined) {
    throw new MusterError('project-missing', 'the task names no `project`', 'A task in the inbox of the home needs `project: <path>`.');
  }
  const from = it.origin.kind === 'drop' ? dirname(it.origin.path) : it.origin.kind === 'command' ? it.origin.cwd : home.root;
  const path = named === '~' || named.startsWith('~/') ? join(userFolder(), named.slice(1)) : resolve(from, named);
  const real = await inTime('folder', path, () => realFolder(path));
  const root = await gitRootOf(real);
  if (it.origin.kind === 'drop' && it.project !== undefined && front.project !== undefined && root !== it.project) {
    throw new MusterError(
      'task-rejected',
      `the task was dropped in the inbox of ${it.project}, but its \`project\` is ${root}`,
      'Remove `project`, or put the task in the inbox of the home.',
    );
  }
  if (contains(root, await realpath(home.root))) {
    throw new MusterError('project-refused', `${root} contains Muster’s home (${home.root})`, 'Put the home elsewhere with MUSTER_HOME.');
  }
  return root;
}

/** Why a path cannot be a project; other errors are the machine's and are thrown. */
const NO_PROJECT: ReadonlyMap<string | undefined, (path: string) => string> = new Map([
  ['ENOENT', (path) => `no such directory: ${path}`],
  ['ENOTDIR', (path) => `${path} is not a directory`],
  ['ENAMETOOLONG', (path) => `${cut(path, 100)} is too long to be a path`],
  ['ELOOP', (path) => `${path} is a circular link`],
  ['EACCES', (path) => `${path} is not readable for the user that runs the daemon`],
  ['ERR_INVALID_ARG_VALUE', (path) => `${JSON.stringify(path)} cannot be a path`],
]);

async function realFolder(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    // The slash requires a folder, and permission to search it.
    await access(`${real}/`, constants.R_OK | constants.X_OK);
    // If the path is so long that nothing below it could be opened, it is refused.
    await exists(join(projectAt(real).templates, 'any.yaml')).catch((error: unknown) => {
      if (codeOf(error) === 'ENAMETOOLONG') throw error;
    });
    return real;
  } catch (error) {
    const why = NO_PROJECT.get(codeOf(error));
    if (why === undefined) throw error;
    throw new MusterError('project-missing', why(path), 'Set `project` to the path of an existing directory.');
  }
}

const contains = (outer: string, inner: string): boolean => {
  const path = relative(outer, inner);
  return path === '' || (!path.startsWith('..') && !path.startsWith('/'));
};
