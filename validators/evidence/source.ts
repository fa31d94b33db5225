// The base as the evidence rules see it, read from git objects.

import { isUtf8 } from 'node:buffer';
import type { Side } from '../../contracts/findings/finding.ts';
import { namesBetween } from '../../runtime/workspace/changes.ts';
import { openBlobs, type TreeEntry } from '../../runtime/workspace/git/blobs.ts';
import { pathRemovalOf } from '../../runtime/workspace/history.ts';
import type { EvidenceSource, SourceFile } from './evidence-source.ts';
import { openRangeSource } from './range/source.ts';

/** A larger file is not searched. */
const TEXT_BYTES = 8 * 1024 * 1024;
/** How much text is cached between two questions. */
const KEPT_CHARACTERS = 64 * 1024 * 1024;
/** How many renames of one file are followed. */
const MOST_RENAMES = 8;
/** Each walk through the history is expensive; a worker that invents hundreds of names gets no more than this. */
const MOST_WALKS = 200;

export type OpenedSource = EvidenceSource & { close(): Promise<void> };

export function openEvidenceSource(where: {
  gitDir: string;
  commit: string;
  from?: string | undefined;
  signal?: AbortSignal | undefined;
}): OpenedSource {
  const { gitDir, commit, from, signal } = where;
  const blobs = openBlobs(gitDir, { signal, maxBytes: TEXT_BYTES });
  const sides = { head: openSide(commit), from: openSide(from ?? commit) };
  const kept = new Map<string, SourceFile>();
  let keptCharacters = 0;
  const walks = new Map<string, ReturnType<typeof pathRemovalOf>>();
  let renames: Promise<Record<Side, ReadonlyMap<string, string>>> | undefined;

  function openSide(at: string): () => Promise<SideTree> {
    let tree: Promise<SideTree> | undefined;
    return () => {
      tree ??= blobs.tree(at).then(sideTree);
      return tree;
    };
  }

  async function read(entry: TreeEntry): Promise<SourceFile> {
    if (entry.mode === '160000') return { kind: 'submodule' };
    if (entry.bytes > TEXT_BYTES) return { kind: 'huge', bytes: entry.bytes };
    const known = kept.get(entry.object);
    if (known) return known;
    const content = await blobs.read(entry.object);
    if (content === undefined) return { kind: 'absent' };
    const file: SourceFile = content.includes(0) ? { kind: 'binary' } : textOf(content);
    keptCharacters += content.length;
    if (keptCharacters > KEPT_CHARACTERS) {
      kept.clear();
      keptCharacters = content.length;
    }
    kept.set(entry.object, file);
    return file;
  }

  /** Old names in the range to new ones for head, and the reverse for from. */
  function renamesInRange(left: string): Promise<Record<Side, ReadonlyMap<string, string>>> {
    renames ??= namesBetween(gitDir, left, commit, signal).then(({ renames: found }) => ({
      head: found,
      from: new Map([...found].map(([old, now]) => [now, old])),
    }));
    return renames;
  }

  async function departure(at: string, path: string): ReturnType<typeof pathRemovalOf> {
    const known = walks.get(`${at}:${path}`);
    if (known !== undefined || walks.size >= MOST_WALKS) return known;
    const walk = pathRemovalOf(gitDir, at, path, signal);
    walks.set(`${at}:${path}`, walk);
    return walk;
  }

  async function fileOn(side: Side, path: string): Promise<SourceFile> {
    const tree = await sides[side]();
    const entry = tree.entry(path);
    if (entry) return read(entry);
    return { kind: tree.isFolder(path) ? 'folder' : 'absent' };
  }

  const range = from === undefined ? undefined : openRangeSource({ gitDir, from, commit, signal, file: fileOn });

  return {
    hasFrom: from !== undefined,
    file: fileOn,
    ...range,
    paths: async (side) => (await sides[side]()).paths,
    async renamed(side, path) {
      const tree = await sides[side]();
      const inRange = from === undefined ? undefined : (await renamesInRange(from))[side].get(path);
      if (inRange !== undefined && tree.entry(inRange)) return inRange;
      const at = side === 'from' ? (from ?? commit) : commit;
      for (let name = path, hops = 0; hops < MOST_RENAMES; hops++) {
        const renamedTo = (await departure(at, name))?.renamedTo;
        if (renamedTo === undefined || tree.entry(renamedTo)) return renamedTo;
        name = renamedTo;
      }
      return undefined;
    },
    close: blobs.close,
  };
}

/** Text that is not UTF-8 is nearly always Western European; its lines are the same in either encoding. */
function textOf(content: Buffer): SourceFile {
  const text = content.toString('utf8');
  return isUtf8(content) ? { kind: 'text', text } : { kind: 'text', text, other: new TextDecoder('windows-1252').decode(content) };
}

type SideTree = { paths: readonly string[]; entry(path: string): TreeEntry | undefined; isFolder(path: string): boolean };

/** macOS stores names decomposed and people type them composed: both name the same file. */
function sideTree(tree: ReadonlyMap<string, TreeEntry>): SideTree {
  const composed = new Map([...tree].map(([path, entry]) => [path.normalize('NFC'), entry]));
  const paths = [...tree.keys()];
  return {
    paths,
    entry: (path) => tree.get(path) ?? composed.get(path.normalize('NFC')),
    isFolder: (path) => path === '' || path === '.' || paths.some((it) => it.startsWith(`${path}/`)),
  };
}
