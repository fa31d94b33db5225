// How often each file changed recently, and by how many people, over the last thousand non-merge commits. An earlier count is
// updated by the commits that have entered or left this window since.

import { AUTHOR_EMAIL } from './capture/snapshot.ts';
import { type GitOptions, type GitPlace, git } from './git/git.ts';
import { parseRawDiff } from './git/raw-diff.ts';

export type Churn = {
  /** Newest first. */
  commits: readonly Counted[];
  /** By path: pairs of an author and the number of their commits, flattened. */
  paths: ReadonlyMap<string, readonly number[]>;
  /** Author numbers are indexes of this list. */
  authors: readonly string[];
};
/** With the parents that git sees: those of a shallow clone change when it is deepened. */
type Counted = { id: string; parents: string; author: number };
type Counting = { paths: Map<string, readonly number[]>; authors: string[] };

/** `heard`: called with each chunk of git's output, as a sign of progress. */
type ChurnOptions = Pick<GitOptions, 'signal' | 'heard'>;

const WINDOW = 1000;
const DIFF = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-ext-diff', '--no-textconv', '--no-renames', '--root', '--stdin'];

/** The result is the same with or without an earlier count. */
export async function churnOf(gitDir: string, commit: string, earlier?: Churn, options: ChurnOptions = {}): Promise<Churn> {
  const place: GitPlace = { gitDir };
  const listed = await listCommits(place, commit, options);
  return (earlier && (await carriedOn(place, listed, earlier, options).catch(() => undefined))) ?? counted(place, listed, options);
}

/** Changes of one path. */
export function changesOf(churn: Churn, path: string): { changes: number; authors: number } {
  const pairs = churn.paths.get(path) ?? [];
  let changes = 0;
  for (let at = 1; at < pairs.length; at += 2) changes += pairs[at] ?? 0;
  return { changes, authors: pairs.length / 2 };
}

type ListedCommit = { id: string; parents: string; email: string };

async function listCommits(place: GitPlace, commit: string, options: ChurnOptions): Promise<ListedCommit[]> {
  const log = ['log', `-${WINDOW}`, '--no-merges', '-z', '--format=%H%x00%P%x00%ae', '--end-of-options', commit];
  const fields = (await git(place, log, options)).stdout.toString('utf8').split('\0');
  const listed: ListedCommit[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [id = '', parents = '', email = ''] = fields.slice(at, at + 3);
    // A capture of uncommitted changes is not history.
    if (email !== AUTHOR_EMAIL) listed.push({ id, parents, email });
  }
  return listed;
}

async function counted(place: GitPlace, listed: readonly ListedCommit[], options: ChurnOptions): Promise<Churn> {
  const counting: Counting = { paths: new Map(), authors: [] };
  const commits = numbered(listed, counting);
  await count(place, counting, commits, 1, options);
  return { ...counting, commits };
}

/** Undefined if counting from scratch is as fast. Throws if the earlier count does not fit. */
async function carriedOn(
  place: GitPlace,
  listed: readonly ListedCommit[],
  earlier: Churn,
  options: ChurnOptions,
): Promise<Churn | undefined> {
  const before = new Map(earlier.commits.map((it) => [it.id, it]));
  const now = new Set(listed.map((it) => it.id));
  if (listed.some((it) => (before.get(it.id)?.parents ?? it.parents) !== it.parents)) return undefined;
  const come = listed.filter((it) => !before.has(it.id));
  const gone = earlier.commits.filter((it) => !now.has(it.id));
  if (come.length + gone.length >= Math.max(listed.length, 1) || earlier.authors.length > 2 * WINDOW) return undefined;
  const counting: Counting = {
    paths: new Map(earlier.paths),
    authors: [...earlier.authors],
  };
  const commits = numbered(listed, counting);
  const ids = new Set(come.map((it) => it.id));
  await count(place, counting, gone, -1, options);
  await count(
    place,
    counting,
    commits.filter((it) => ids.has(it.id)),
    1,
    options,
  );
  return { ...counting, commits };
}

function numbered(listed: readonly ListedCommit[], { authors }: Counting): Counted[] {
  const known = new Map(authors.map((email, number) => [email, number]));
  return listed.map(({ id, parents, email }) => {
    const author = known.get(email) ?? authors.push(email) - 1;
    known.set(email, author);
    return { id, parents, author };
  });
}

async function count(place: GitPlace, { paths }: Counting, commits: readonly Counted[], by: 1 | -1, options: ChurnOptions): Promise<void> {
  if (commits.length === 0) return;
  const authors = new Map(commits.map((it) => [it.id, it.author]));
  const input = commits.map(({ id }) => `${id}\n`).join('');
  const { stdout } = await git(place, DIFF, { ...options, input });
  for (const { commit, changes } of parseRawDiff(stdout)) {
    const author = authors.get(commit);
    if (author !== undefined) for (const { path } of changes) step(paths, path, author, by);
  }
}

function step(paths: Map<string, readonly number[]>, path: string, author: number, by: 1 | -1): void {
  const pairs = [...(paths.get(path) ?? [])];
  let at = 0;
  while (at < pairs.length && pairs[at] !== author) at += 2;
  const left = (pairs[at + 1] ?? 0) + by;
  if (left < 0) throw new Error(`a commit that left the window was never counted for ${path}`);
  if (left === 0) pairs.splice(at, 2);
  else pairs.splice(at, 2, author, left);
  if (pairs.length === 0) paths.delete(path);
  else paths.set(path, pairs);
}
