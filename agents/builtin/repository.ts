// The tree that the built-in analysers look at, read from git objects; rule.ts describes the interface. Everything is fetched on
// first use and cached.

import { pathTest } from '../../runtime/globs.ts';
import { changesBetween } from '../../runtime/workspace/changes.ts';
import { openBlobs, type TreeEntry } from '../../runtime/workspace/git/blobs.ts';
import { entryAt } from '../../runtime/workspace/git/entry.ts';
import { gitText } from '../../runtime/workspace/git/git.ts';
import { introductionOf, type PathRemoval, pathRemovalOf, type RemovedPath, removedPaths } from '../../runtime/workspace/history.ts';
import type { Repository } from './rule.ts';

const TEXT_BYTES = 1024 * 1024;
const LINK_BYTES = 64 * 1024;

export type OpenedRepository = Repository & {
  /** Files whose text was requested and exists. */
  opened: ReadonlySet<string>;
  close(): Promise<void>;
};

export async function openRepository(where: {
  gitDir: string;
  commit: string;
  /** The left end of a range. */
  from?: string | undefined;
  scope: readonly string[];
  signal?: AbortSignal | undefined;
}): Promise<OpenedRepository> {
  const { gitDir, commit, from, signal } = where;
  const blobs = openBlobs(gitDir, { signal, maxBytes: TEXT_BYTES });
  const tree = await blobs.tree(commit);
  const folders = foldersOf(tree.keys());
  const opened = new Set<string>();
  const textOf = keptByPath(async (path) => {
    const text = await readText(tree.get(path));
    if (text !== undefined) opened.add(path);
    return text;
  });
  const departures = keptByPath<PathRemoval | undefined>((path) => pathRemovalOf(gitDir, commit, path, signal));
  const allDeparted = once<readonly RemovedPath[]>(() => removedPaths(gitDir, commit, (path) => tree.has(path), signal));

  async function readText(entry: Pick<TreeEntry, 'mode' | 'object'> | undefined): Promise<string | undefined> {
    if (entry === undefined || !entry.mode.startsWith('100')) return undefined;
    const content = await blobs.read(entry.object);
    if (content === undefined || content.includes(0)) return undefined;
    // Without the byte-order mark, which is not part of the text.
    return content.toString('utf8').replace(/^\uFEFF/, '');
  }

  async function between(left: string): Promise<NonNullable<Repository['change']>> {
    const [before, { added, touched, removed, renames }] = await Promise.all([
      blobs.tree(left),
      changesBetween(gitDir, left, commit, signal),
    ]);
    const oldNames = new Map([...renames].map(([old, now]) => [now, old]));
    const textBefore = keptByPath((path) => readText(before.get(path) ?? before.get(oldNames.get(path) ?? '')));
    return { from: left, added, touched, removed, textBefore };
  }

  const date = await gitText({ gitDir }, ['log', '-1', '--format=%cI', '--end-of-options', commit], { signal });
  const repository: OpenedRepository = {
    commit,
    files: [...tree.values()],
    inScope: pathTest(where.scope),
    has: (path) => tree.has(path),
    hasFolder: (path) => folders.has(path.replace(/^(\.\/)+|\/+$/g, '')),
    opened,
    text: textOf,
    async link(path) {
      const entry = tree.get(path);
      if (entry?.mode !== '120000' || entry.bytes > LINK_BYTES) return undefined;
      return (await blobs.read(entry.object))?.toString('utf8');
    },
    departure: departures,
    departed: allDeparted,
    entry: (path) => entryAt(gitDir, commit, path, signal),
    introduced: (path, text) => introductionOf(gitDir, commit, path, text, signal),
    async textAt(at, path) {
      const entry = await entryAt(gitDir, at, path, signal);
      return entry?.type === 'blob' ? readText(entry) : undefined;
    },
    blob: (object) => readText({ mode: '100644', object }),
    date,
    close: blobs.close,
  };
  return from === undefined ? repository : { ...repository, change: await between(from) };
}

/** Every folder with contents; the root is `''` and `.`. A submodule is a folder too. */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set(['', '.']);
  for (const path of paths) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const folder = path.slice(0, cut);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

function keptByPath<Found>(read: (path: string) => Promise<Found>): (path: string) => Promise<Found> {
  const kept = new Map<string, Promise<Found>>();
  return (path) => {
    const reading = kept.get(path) ?? read(path);
    kept.set(path, reading);
    return reading;
  };
}

function once<Found>(read: () => Promise<Found>): () => Promise<Found> {
  let kept: Promise<Found> | undefined;
  return () => {
    kept ??= read();
    return kept;
  };
}
