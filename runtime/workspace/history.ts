// What the history says about paths: when one disappeared and where to, and all paths that once existed and do not now.

import { AUTHOR_EMAIL } from './capture/snapshot.ts';
import { type GitPlace, git, gitText } from './git/git.ts';
import { parseRawDiff, type RawChange } from './git/raw-diff.ts';

export type PathRemoval = { commit: string; subject: string; renamedTo?: string };
export type RemovedPath = { path: string; commit: string; subject: string; blob: string };

/** The search text is passed as an argument. */
const LONGEST_NEEDLE = 16_384;
const DIFF = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-ext-diff', '--no-textconv'];

/** The newest commit that deleted or renamed the path. A folder is gone when its last file is. */
export async function pathRemovalOf(gitDir: string, commit: string, path: string, signal?: AbortSignal): Promise<PathRemoval | undefined> {
  const place: GitPlace = { gitDir };
  const wanted = path.replace(/\/+$/, '');
  if (wanted === '') return undefined;
  // Renames are detected in a second step, in that commit only: limited to a path, git cannot see the other end.
  const walk = [
    'log',
    '-1',
    '-z',
    '--format=%H%x00%s',
    '--no-renames',
    '--full-history',
    '--diff-filter=D',
    '--end-of-options',
    commit,
    '--',
    wanted,
  ];
  const [id, subject] = (await gitText(place, walk, { signal })).split('\0');
  if (!id) return undefined;
  const { stdout } = await git(place, [...DIFF, '-M', '--no-commit-id', '--end-of-options', id], { signal });
  const renamedTo = destination(
    parseRawDiff(stdout).flatMap((it) => it.changes),
    wanted,
  );
  return { commit: id, subject: subject ?? '', ...(renamedTo === undefined ? {} : { renamedTo }) };
}

/** The new path of a file; for a folder, the folder that all its renamed files share, if any. */
function destination(changes: readonly RawChange[], path: string): string | undefined {
  const renames = changes.filter((change) => change.status === 'R');
  const file = renames.find((change) => change.oldPath === path);
  if (file) return file.path;
  const folders = new Set<string | undefined>();
  for (const { oldPath, path: newPath } of renames) {
    if (!oldPath.startsWith(`${path}/`)) continue;
    const rest = oldPath.slice(path.length);
    folders.add(newPath.endsWith(rest) ? newPath.slice(0, -rest.length) : undefined);
  }
  return folders.size === 1 ? [...folders][0] : undefined;
}

/** Every path that some commit removed and that `isThere` does not know, once, with its newest removal. */
export async function removedPaths(
  gitDir: string,
  commit: string,
  isThere: (path: string) => boolean,
  signal?: AbortSignal,
): Promise<RemovedPath[]> {
  const place: GitPlace = { gitDir };
  const list = await git(place, ['rev-list', '--no-merges', '--end-of-options', commit], { signal });
  const { stdout } = await git(place, [...DIFF, '--no-renames', '--diff-filter=D', '--stdin'], { input: list.stdout, signal });
  const gone = new Map<string, { commit: string; blob: string }>();
  for (const { commit: id, changes } of parseRawDiff(stdout)) {
    for (const change of changes) {
      if (!gone.has(change.oldPath) && !isThere(change.oldPath)) gone.set(change.oldPath, { commit: id, blob: change.oldObject });
    }
  }
  const subjects = await subjectsOf(place, new Set([...gone.values()].map((it) => it.commit)), signal);
  return [...gone].map(([path, it]) => ({ path, ...it, subject: subjects.get(it.commit) ?? '' }));
}

export type Introduction = { commit: string; subject: string; date: string };

/** The oldest commit that added a text to a path. */
export async function introductionOf(
  gitDir: string,
  commit: string,
  path: string,
  text: string,
  signal?: AbortSignal,
): Promise<Introduction | undefined> {
  if (text === '' || text.length > LONGEST_NEEDLE || `${text}${path}`.includes('\0')) return undefined;
  const search = [`-S${text}`, '--full-history', '--root', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-patch'];
  const args = ['log', ...search, '-z', '--format=%H%x00%cI%x00%s', '--end-of-options', commit, '--', path];
  const fields = (await gitText({ gitDir }, args, { signal })).split('\0');
  const [id, date, subject] = fields.at(-1) === '' ? fields.slice(-4) : fields.slice(-3);
  return id && date ? { commit: id, date, subject: subject ?? '' } : undefined;
}

/**
 * The newest commit between two that removed a line, by its text. Undefined if the removal is not committed yet, or the text is too
 * long to search for.
 */
export async function removalOf(
  gitDir: string,
  lost: { commit: string; path: string; line: number },
  until: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const place: GitPlace = { gitDir };
  const before = await git(place, ['cat-file', 'blob', `${lost.commit}:${lost.path}`], { signal, accept: [0, 1, 128] });
  const text = before.code === 0 ? before.stdout.toString('utf8').split('\n')[lost.line - 1]?.trim() : undefined;
  if (!text || text.length > LONGEST_NEEDLE || text.includes('\0')) return undefined;
  const search = [`-S${text}`, '--no-renames', '--no-ext-diff', '--no-textconv', '--no-patch', '-1', '-z', '--format=%H%x00%ae'];
  const args = ['log', ...search, '--end-of-options', `${lost.commit}..${until}`, '--', lost.path];
  const [id, email] = (await gitText(place, args, { signal })).split('\0');
  return id && email?.trim() !== AUTHOR_EMAIL ? id : undefined;
}

async function subjectsOf(place: GitPlace, commits: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<Map<string, string>> {
  if (commits.size === 0) return new Map();
  const args = ['log', '--no-walk=unsorted', '--stdin', '-z', '--format=%H%x00%s'];
  const { stdout } = await git(place, args, { input: `${[...commits].join('\n')}\n`, signal });
  return new Map(pairs(stdout.toString('utf8')));
}

function pairs(text: string): [string, string][] {
  const fields = text.split('\0');
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) found.push([fields[at] ?? '', fields[at + 1] ?? '']);
  return found;
}
