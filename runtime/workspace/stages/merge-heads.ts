// What a stage builds on: the base of the run, the head of the one stage that it needs, or a merge of several, made by the program.
// Nothing is checked out for it.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import type { Hunk } from '../../../contracts/plan/union.ts';
import { openBlobs } from '../git/blobs.ts';
import { git } from '../git/git.ts';
import { commitStage, treeOf } from './commit.ts';
import { hunksIn } from './markers.ts';

export type Merged =
  /** `open`: files with conflicts that a person or an executor has to resolve; only if `leaveOpen` was set. */
  { kind: 'merged'; base: Snapshot; open: string[] } | Clash;
/** `before`: the heads merged until then, in order, without those that others contain. */
export type Clash = { kind: 'conflict'; between: [string, string]; before: string[]; paths: string[]; hunks: Hunk[] };

export type MergeOptions = {
  signal?: AbortSignal | undefined;
  /** Merges the last head even if it conflicts, with git's markers in the files. */
  leaveOpen?: boolean;
  /** Clean merges that were made in this repository before, by the two commits; new ones are added. */
  made?: Map<string, Snapshot>;
};

/** Deterministic: equal heads give the same commit, so a merge that was made before a crash can be made again. */
export async function mergeHeads(
  gitDir: string,
  base: string,
  heads: readonly string[],
  { signal, leaveOpen = false, made = new Map() }: MergeOptions = {},
): Promise<Merged> {
  const all = await withoutAncestors(gitDir, heads, signal);
  const [first = base, ...others] = all;
  let sum = first;
  let merged: Snapshot | undefined;
  let open: string[] = [];
  for (const [at, head] of others.entries()) {
    const both = `${sum} ${head}`;
    merged = made.get(both);
    if (merged) {
      sum = merged.commit;
      continue;
    }
    const { tree, paths, messages } = await mergeTree(gitDir, sum, head, signal);
    const isLast = at === others.length - 1;
    if (paths.length > 0 && !(leaveOpen && isLast))
      return {
        kind: 'conflict',
        between: [sum, head],
        before: all.slice(0, at + 1),
        paths,
        hunks: await hunksOf(gitDir, tree, paths, messages, signal),
      };
    open = paths;
    const message = `Merge of the stages ${sum.slice(0, 12)} and ${head.slice(0, 12)}\n`;
    merged = await commitStage(gitDir, { tree, parents: [sum, head], seconds: 0, message }, signal);
    if (open.length === 0) made.set(both, merged);
    sum = merged.commit;
  }
  return { kind: 'merged', base: merged ?? { commit: sum, tree: await treeOf(gitDir, sum, signal) }, open };
}

type Message = { path: string; text: string };

/** `paths` is empty if the merge is clean. */
async function mergeTree(
  gitDir: string,
  ours: string,
  theirs: string,
  signal: AbortSignal | undefined,
): Promise<{ tree: string; paths: string[]; messages: Message[] }> {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--messages', ours, theirs];
  const { stdout, code } = await git({ gitDir }, args, { signal, accept: [0, 1] });
  const [tree = '', ...rest] = stdout.toString('utf8').split('\0');
  const end = rest.indexOf('');
  const paths = rest.slice(0, Math.max(end, 0));
  return { tree, paths: code === 0 ? [] : [...new Set(paths)], messages: messagesIn(rest.slice(end + 1)) };
}

/** Each record has the number of paths, the paths, the kind and the text; only those that no marker in a file shows. */
function messagesIn(words: readonly string[]): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at]);
    if (!(count > 0)) break;
    const [path = ''] = words.slice(at + 1, at + 1 + count);
    const [kind = '', text = ''] = words.slice(at + 1 + count);
    if (kind.startsWith('CONFLICT') && kind !== 'CONFLICT (contents)') messages.push({ path, text: text.trim() });
    at += count + 3;
  }
  return messages;
}

/** Beyond this many files, only their names are given. */
const MOST_READ = 50;
const LARGEST_TEXT = 1024 * 1024;

async function hunksOf(
  gitDir: string,
  tree: string,
  paths: readonly string[],
  messages: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<Hunk[]> {
  const blobs = openBlobs(gitDir, { signal, maxBytes: LARGEST_TEXT });
  try {
    const hunks: Hunk[] = messages.map(({ path, text }) => ({ path, line: null, text }));
    const entries = await blobs.tree(tree);
    for (const path of paths.slice(0, MOST_READ)) {
      const bytes = await blobs.read(entries.get(path)?.object ?? '');
      if (bytes) hunks.push(...hunksIn(path, bytes.toString('utf8')));
    }
    return hunks;
  } finally {
    await blobs.close();
  }
}

/** Leaves out heads that are ancestors of others. */
async function withoutAncestors(gitDir: string, heads: readonly string[], signal: AbortSignal | undefined): Promise<string[]> {
  const all = [...new Set(heads)];
  if (all.length < 2) return all;
  const { stdout } = await git({ gitDir }, ['merge-base', '--independent', ...all], { signal });
  const left = new Set(stdout.toString('utf8').split('\n'));
  return all.filter((it) => left.has(it));
}
