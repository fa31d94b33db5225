// Hard-links a project's objects into a repository of bases: nothing is copied, and they stay when the project collects garbage, is
// moved or deleted. Only what is new since the last time is linked.

import type { BigIntStats } from 'node:fs';
import { link, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, syncFolder } from '../../files.ts';
import { type Linked, readLinked, writeLinked } from './linked.ts';
import { namesIn } from './stores.ts';

/** Hard links are impossible across file systems, for files of others, or on this file system at all. */
const CANNOT = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);
/** If a folder was changed this recently, a further change may not alter its time. */
const UNCERTAIN = 10_000_000_000n;
const FOLDERS_AT_ONCE = 4;
const FILES_AT_ONCE = 8;
/** Do not wait for a repository that is repacked all the time. */
const MOST_LOOKS = 10;

/** False if linking is impossible; some objects may be linked then, which does no harm. */
export async function linkObjects(stores: readonly string[], gitDir: string, signal?: AbortSignal): Promise<boolean> {
  const known = await readLinked(gitDir);
  const objects = join(gitDir, 'objects');
  const linked: Linked = {};
  const grown = new Set<string>();
  try {
    for (const store of stores) linked[store] = await linkStore(store, { objects, known: known[store] ?? {}, grown, signal });
  } catch (error) {
    if (CANNOT.has(codeOf(error) ?? '')) return false;
    throw error;
  }
  // All syncs at the end: on most file systems the first one does the work of all.
  await atOnce(FOLDERS_AT_ONCE, [...grown], syncFolder);
  if (JSON.stringify(linked) !== JSON.stringify(known)) await writeLinked(gitDir, linked);
  return true;
}

type Linking = { objects: string; known: Readonly<Record<string, string>>; grown: Set<string>; signal: AbortSignal | undefined };

/**
 * Loose objects first: git packs an object before it removes the loose one, so what has disappeared by then is in a pack that we
 * see afterwards.
 */
async function linkStore(store: string, linking: Linking): Promise<Record<string, string>> {
  const { objects, known, signal } = linking;
  const states: Record<string, string> = {};
  const folders = (await namesIn(store)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  await atOnce(FOLDERS_AT_ONCE, folders, async (name) => {
    signal?.throwIfAborted();
    const from = join(store, name);
    const there = await stat(from, { bigint: true }).catch(unlessGone);
    // Its last object was packed, and git removed the folder.
    if (!there) return;
    const { said, settled } = stateOf(there);
    if (said !== known[name]) await linkLoose(from, join(objects, name), linking);
    if (settled) states[name] = said;
  });
  await linkPacks(join(store, 'pack'), join(objects, 'pack'), linking);
  return Object.fromEntries(Object.entries(states).sort());
}

/** Unlike the modification time, the change time cannot be set. */
function stateOf({ dev, ino, ctimeNs }: BigIntStats): { said: string; settled: boolean } {
  return { said: `${dev}.${ino}.${ctimeNs}`, settled: BigInt(Date.now()) * 1_000_000n - ctimeNs > UNCERTAIN };
}

function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

async function linkLoose(from: string, to: string, { objects, grown }: Linking): Promise<void> {
  if ((await mkdir(to, { recursive: true, mode: 0o700 })) !== undefined) grown.add(objects);
  const have = new Set(await namesIn(to));
  const missing = (await namesIn(from)).filter((name) => /^[0-9a-f]{38}([0-9a-f]{24})?$/.test(name) && !have.has(name));
  if (missing.length === 0) return;
  grown.add(to);
  // An object that has disappeared was packed.
  await atOnce(FILES_AT_ONCE, missing, (name) => linkFile(join(from, name), join(to, name)));
}

/** Repeated while packs disappear: their objects are in other packs by then. */
async function linkPacks(from: string, to: string, { grown, signal }: Linking): Promise<void> {
  for (let looks = 1; looks <= MOST_LOOKS; looks++) {
    signal?.throwIfAborted();
    const have = new Set(await namesIn(to));
    const there = new Set(await namesIn(from));
    // Git writes the index last; a pack without one is unfinished.
    const news = [...there].filter((name) => name.endsWith('.idx') && !have.has(name)).map((name) => name.slice(0, -'.idx'.length));
    if (news.length > 0) grown.add(to);
    let whole = true;
    for (const name of news) {
      const ends = ['.pack', ...(there.has(`${name}.rev`) ? ['.rev'] : []), '.idx'];
      for (const end of ends) whole = (await linkFile(join(from, name + end), join(to, name + end))) && whole;
    }
    if (whole) return;
  }
}

/** False if the file does not exist any more. */
async function linkFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return true;
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function atOnce<T>(count: number, items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
}
