// Finds a project's repository: its root, its git directory, and whether there is one at all. Found by where `.git` is, not by what
// the config says: an untrusted `core.worktree` could point at the user's home.

import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { rethrowShortage } from '../shortage.ts';
import { shellWord } from '../text/shell-word.ts';
import type { ObjectFormat } from './git/bare.ts';
import { type GitOutput, git, saidBy, type WorkTree } from './git/git.ts';
import { keepHead, plainRepository } from './plain-repository.ts';

export type Repository = {
  kind: 'git';
  root: string;
  /** This checkout's own: its HEAD and index are here. */
  gitDir: string;
  /** Shared by all checkouts of the repository: its objects and refs are here. */
  commonDir: string;
  /** Its object folder; further objects may be elsewhere, see bases/stores.ts. */
  objects: string;
  format: ObjectFormat;
  index: string;
  /** The file that lists the boundary of a shallow clone; it may be missing. */
  shallow: string;
  /** The commit of HEAD; absent before the first commit. */
  head?: string;
  /** The tree of HEAD and its commit time in seconds. */
  headIs?: { tree: string; seconds: string };
};

export type Project = Repository | { kind: 'folder'; root: string };

export async function findProject(project: string, signal?: AbortSignal): Promise<Project> {
  const folder = await realFolder(project);
  for (let root = folder; ; root = dirname(root)) {
    const there = await repositoryAt(root, signal);
    if (there !== undefined) {
      const { headIn, ...found } = there;
      if (isWithin(found.gitDir, folder)) throw noCheckout(folder);
      if (await isIgnored(root, found.gitDir, folder, signal)) return { kind: 'folder', root: folder };
      return { ...found, ...(await headIn()) };
    }
    if (dirname(root) === root) break;
  }
  const bare = await git(folder, ['rev-parse', '--git-dir'], { signal, accept: [0, 128] });
  if (bare.code === 0) throw noCheckout(folder);
  return { kind: 'folder', root: folder };
}

async function realFolder(project: string): Promise<string> {
  let folder: string;
  try {
    folder = await realpath(project);
  } catch (cause) {
    throw new MusterError('project-missing', `the project ${project} cannot be opened`, 'Check the path in the task file (key project).', {
      cause,
    });
  }
  if ((await stat(folder)).isDirectory()) return folder;
  throw new MusterError('project-refused', `the project ${project} is a file`, 'Name the directory that contains it.');
}

const ASKED = [
  ['--absolute-git-dir'],
  ['--git-common-dir'],
  ['--git-path', 'objects'],
  ['--git-path', 'index'],
  ['--git-path', 'shallow'],
  ['--show-object-format'],
] as const;

type FoundRepository = Omit<Repository, keyof Head> & {
  /** Throws if HEAD is broken. */
  headIn(): Promise<Head>;
};

/** The repository of a folder with a `.git` in it. One that git rejects is an error; it is not skipped. */
async function repositoryAt(root: string, signal: AbortSignal | undefined): Promise<FoundRepository | undefined> {
  const dotGit = join(root, '.git');
  if (!(await lstat(dotGit).catch(() => undefined))) return undefined;
  const plain = plainRepository(root);
  if (plain) return { kind: 'git', ...plain, headIn: async () => ({ head: plain.head, headIs: plain.headIs }) };
  const run = (...args: string[]) => git(root, [`--git-dir=${dotGit}`, ...args], { signal, accept: [0, 128] });
  const ask = (...args: string[]) => run('rev-parse', '--path-format=absolute', ...args);
  // `log` is the only command that distinguishes a branch without a commit from one that cannot be read.
  const [asked, newest] = await Promise.all([ask(...ASKED.flat()), run('log', '-1', '--no-patch', '--format=%H %T %ct')]);
  if (asked.code !== 0) {
    if (await isEmptyFolder(dotGit)) return undefined;
    throw broken(root, asked);
  }
  let answers = linesOf(asked);
  // A path can contain a newline, so each value needs a call of its own.
  if (answers.length !== ASKED.length) answers = (await Promise.all(ASKED.map((it) => ask(...it)))).map((it) => linesOf(it).join('\n'));
  const [gitDir = '', common = '', objects = '', index = '', shallow = '', format = ''] = answers;
  const commonDir = await realpath(common);
  const names = { root, gitDir, commonDir, objects, index, shallow };
  return {
    ...{ kind: 'git', ...names, format: format === 'sha256' ? 'sha256' : 'sha1' },
    async headIn() {
      const head = readHead(newest, root);
      keepHead({ objects, ...head });
      return head;
    },
  };
}

const linesOf = ({ stdout }: GitOutput): string[] => stdout.toString('utf8').replace(/\n$/, '').split('\n');

/** Git ignores such a folder, and it contains nothing that could be lost. */
async function isEmptyFolder(path: string): Promise<boolean> {
  const names = await readdir(path).catch(rethrowShortage);
  return names?.length === 0;
}

type Head = Pick<Repository, 'head' | 'headIs'>;

/** The commit of HEAD, or undefined before the first commit. A broken HEAD is neither. */
function readHead(newest: GitOutput, root: string): Head {
  const [head, tree, seconds] = (linesOf(newest)[0] ?? '').split(' ');
  if (newest.code === 0 && head && tree && seconds) return { head, headIs: { tree, seconds } };
  if (/does not have any commits yet/.test(newest.stderr)) return {};
  throw broken(root, newest);
}

function broken(root: string, asked: GitOutput): MusterError {
  const why = asked.code === 0 ? 'HEAD is on no commit' : saidBy(asked.stderr, asked.code);
  return new MusterError(
    'project-refused',
    `the repository in ${root} cannot be read: ${why}`,
    `Repair it first: git -C ${shellWord(root)} status and git -C ${shellWord(root)} fsck show what is wrong. If it is to be a plain folder, move its .git away.`,
  );
}

const isWithin = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}${sep}`);

const noCheckout = (folder: string): MusterError =>
  new MusterError(
    'project-refused',
    `${folder} is a bare repository, or inside one: there is no checkout to review`,
    'Name a directory with a checkout; git clone creates one.',
  );

/** A folder that the repository above it ignores is a project of its own. */
async function isIgnored(root: string, gitDir: string, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  const inside = Buffer.from(relative(root, folder).split(sep).join('/')).toString('latin1');
  if (inside === '') return false;
  return (await ignoredPaths({ gitDir, workTree: root }, [inside], signal)).size > 0;
}

/** Those of the paths (bytes in latin1) that are ignored. */
export async function ignoredPaths(place: WorkTree, paths: readonly string[], signal?: AbortSignal): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  // check-ignore has no literal paths; a leading `./` keeps a name like `:(top)` from being interpreted.
  const input = Buffer.from(paths.map((path) => `./${path}\0`).join(''), 'latin1');
  const args = ['check-ignore', '-z', '--stdin'];
  const { stdout } = await git(place, args, { input, signal, accept: [0, 1], env: { GIT_LITERAL_PATHSPECS: '0' } });
  const rows = stdout.toString('latin1').split('\0');
  return new Set(rows.filter((row) => row !== '').map((row) => row.slice(2)));
}
