// Where a project's repository is: its root, its git directory, and whether there is one at all. Found by
// where `.git` stands, not by what the config says of itself: a stranger's `core.worktree` may point at a home.

import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { git, gitText } from './git/git.ts';

export type Project =
  | {
      kind: 'git';
      root: string;
      /** This checkout's own: its HEAD and index are here. */
      gitDir: string;
      /** Shared by all checkouts of the repository: its objects and refs are here. */
      commonDir: string;
      /** The commit that HEAD is on; absent before the first one. */
      head?: string;
    }
  | { kind: 'folder'; root: string };

export async function findProject(project: string, signal?: AbortSignal): Promise<Project> {
  const folder = await realFolder(project);
  for (let root = folder; ; root = dirname(root)) {
    const gitDir = await gitDirAt(root, signal);
    if (gitDir !== undefined) {
      if (isWithin(gitDir, folder)) throw noCheckout(folder);
      if (await isIgnored(root, gitDir, folder, signal)) return { kind: 'folder', root: folder };
      const [commonDir, head] = await Promise.all([
        gitText({ gitDir }, ['rev-parse', '--path-format=absolute', '--git-common-dir'], { signal }),
        gitText({ gitDir }, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { signal, accept: [0, 1, 128] }),
      ]);
      return { kind: 'git', root, gitDir, commonDir, ...(head === '' ? {} : { head }) };
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
  throw new MusterError('project-refused', `the project ${project} is a file`, 'Name the folder that holds it.');
}

/** The git directory that belongs to a folder with a `.git` in it, whole enough for git to take it. */
async function gitDirAt(root: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const dotGit = join(root, '.git');
  if (!(await lstat(dotGit).catch(() => undefined))) return undefined;
  const asked = await git(root, [`--git-dir=${dotGit}`, 'rev-parse', '--absolute-git-dir'], { signal, accept: [0, 128] });
  return asked.code === 0 ? asked.stdout.toString('utf8').replace(/\n$/, '') : undefined;
}

const isWithin = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}${sep}`);

const noCheckout = (folder: string): MusterError =>
  new MusterError(
    'project-refused',
    `${folder} is a bare repository, or the inside of one: there is no checkout to look at`,
    'Name a folder with a checkout; git clone makes one.',
  );

/** A folder that the repository above it ignores is a project of its own. */
async function isIgnored(root: string, gitDir: string, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  const inside = Buffer.from(relative(root, folder).split(sep).join('/')).toString('latin1');
  if (inside === '') return false;
  return (await ignoredPaths({ gitDir, workTree: root }, [inside], signal)).size > 0;
}

/** Of some paths (as bytes in latin1), those that the ignore files name. */
export async function ignoredPaths(
  place: { gitDir: string; workTree: string },
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  // This one command knows no literal paths; `./` in front keeps a name like `:(top)` from being read as more.
  const input = Buffer.from(paths.map((path) => `./${path}\0`).join(''), 'latin1');
  const args = ['check-ignore', '-z', '--stdin'];
  const { stdout } = await git(place, args, { input, signal, accept: [0, 1], env: { GIT_LITERAL_PATHSPECS: '0' } });
  const rows = stdout.toString('latin1').split('\0');
  return new Set(rows.filter((row) => row !== '').map((row) => row.slice(2)));
}
