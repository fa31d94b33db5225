// The paths of everything in a home and in a run's folder. Only paths; nothing is read or written here.

import { join, resolve } from 'node:path';
import { MusterError } from '../contracts/errors.ts';
import { userFolder } from './user-folder.ts';

export type Home = ReturnType<typeof homeAt>;
export type RunFolder = ReturnType<typeof runFolder>;

/** An empty variable counts as unset: it would name the folder that the command is given in. */
export const defaultHome = (env: NodeJS.ProcessEnv): string => resolve(env.MUSTER_HOME || join(userFolder(), '.muster'));

/**
 * Characters that are not allowed in the path of the home. The path appears as one line in prompts, in command lines and in git
 * arguments, so a line break or a control character would make it name another place. Node decodes bytes that are not UTF-8 as
 * U+FFFD.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ODD = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]|\s$/;

/** Throws if the path of the home contains such characters. */
export function refuseOddHome(root: string): void {
  if (!ODD.test(root)) return;
  throw new MusterError(
    'path-refused',
    `the home ${JSON.stringify(root)} cannot be used: its path has a control character, ends with a blank, or is not UTF-8`,
    'Choose another home with MUSTER_HOME.',
  );
}

/** Each step of a run asks for its paths, and building two dozen of them takes as long as writing a file. */
const MOST_RUNS_KNOWN = 64;

export function homeAt(root: string) {
  const runs = new Map<string, RunFolder>();
  function run(id: string): RunFolder {
    const known = runs.get(id);
    if (known) return known;
    if (runs.size >= MOST_RUNS_KNOWN) runs.clear();
    const folder = runFolder(join(root, 'runs', id));
    runs.set(id, folder);
    return folder;
  }
  return {
    root,
    config: join(root, 'config.yaml'),
    agents: join(root, 'agents'),
    templates: join(root, 'templates'),
    inbox: join(root, 'inbox'),
    ledger: join(root, 'ledger.db'),
    daemonLock: join(root, 'daemon.lock.db'),
    daemonMark: join(root, 'daemon.json'),
    /** Why the last daemon gave up, if it did. */
    halted: join(root, 'daemon.halted'),
    /** A lock, held by the process that is about to start a daemon. */
    starting: join(root, 'starting'),
    /** Empty files by which clients of the daemon prove which process they are. */
    asking: join(root, 'asking'),
    objects: join(root, 'objects'),
    /** Bare repositories with the bases of runs, one for each project. */
    bases: join(root, 'bases'),
    /** Marks by which secrets that the home has seen are recognised again. */
    marks: join(root, 'secrets.marks'),
    progress: join(root, 'progress.log'),
    log: join(root, 'daemon.log'),
    socket: join(root, 'daemon.sock'),
    /** Records of repeated runs, one file for each batch. */
    reruns: join(root, 'reruns'),
    /** Clones in which reviews and fixes take turns, one folder for each loop. */
    loops: join(root, 'loops'),
    /** Prompts for all projects. */
    prompts: join(root, 'prompts'),
    /** Texts made from prompts: a folder for each project, for each named space, and one for all projects. */
    artifacts: join(root, 'artifacts'),
    /** State of `muster ui`: its port, and hashes that identify devices. */
    page: join(root, 'page'),
    /** Other machines that are reached by ssh, and the runs that were started there. */
    remotes: join(root, 'remotes.json'),
    remoteRuns: join(root, 'remote-runs.json'),
    /** Checkouts that were sent from other machines, one folder each. */
    incoming: join(root, 'incoming'),
    runs: join(root, 'runs'),
    /** Maps of repositories, by tree, history and scope. */
    maps: join(root, 'maps'),
    /** What was read to make the maps, one folder for each project. */
    mapFacts: join(root, 'maps', 'read'),
    /** Node's compile cache for our own programs: `bin/muster.cjs` and `runtime/compile-cache.ts`. */
    compiled: join(root, 'compiled'),
    /** Used briefly to test whether overlay mounts work here. */
    layersTried: join(root, 'layers-tried'),
    /** Checkouts that the next run of their repository starts from. */
    keptCheckouts: join(root, 'checkouts'),
    /** Folders that are about to be removed. */
    trash: join(root, 'trash'),
    run,
  };
}

/** What a project may bring along, and what is kept in it. */
export function projectAt(root: string) {
  const folder = join(root, '.muster');
  return {
    folder,
    agents: join(folder, 'agents'),
    templates: join(folder, 'templates'),
    prompts: join(folder, 'prompts'),
    artifacts: join(folder, 'artifacts'),
    config: join(folder, 'config.yaml'),
    inbox: join(folder, 'inbox'),
  };
}

function runFolder(root: string) {
  return {
    root,
    task: join(root, 'task.md'),
    progress: join(root, 'progress.log'),
    manifest: join(root, 'manifest.json'),
    errors: join(root, 'errors.jsonl'),
    journal: join(root, 'journal.jsonl'),
    facts: join(root, 'state', 'facts.json'),
    map: join(root, 'state', 'map.json'),
    state: join(root, 'state'),
    prompts: join(root, 'prompts'),
    transcripts: join(root, 'transcripts'),
    workplaces: join(root, 'workplaces'),
    carry: join(root, 'carry'),
    report: join(root, 'report'),
    /** `d3` for a first attempt, `d3.2` for the prompt of a retry. */
    prompt: (dispatch: string, attempt: number) => join(root, 'prompts', attempt === 1 ? `${dispatch}.md` : `${dispatch}.${attempt}.md`),
    results: (dispatch: string) => resultFolder(join(root, 'results', dispatch)),
    transcript: (dispatch: string, attempt: number) => join(root, 'transcripts', `${dispatch}.${attempt}.cast`),
    workplace: (seat: string) => join(root, 'workplaces', seat.replace(/[^\w.@#-]/g, '_')),
    sharedTree: (name: string) => join(root, 'workplaces', name),
  };
}

function resultFolder(root: string) {
  return { root, result: join(root, 'result.json'), beat: join(root, 'beat.md'), errors: join(root, 'errors.jsonl') };
}
