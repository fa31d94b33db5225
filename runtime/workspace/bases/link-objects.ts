// Hard-links a project's objects into a repository of bases: nothing is copied, and they stay when the project collects garbage, is
// moved or deleted. Only what is new since the last time is linked.

import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, syncFolder } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { inSlices } from '../../slices.ts';
import type { Steps } from '../../steps.ts';
import { type Linked, readLinked, writeLinked } from './link-records.ts';
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
  const { objects, known } = linking;
  const folders = await inSlices(lookAtFolders(store, objects, known));
  await atOnce(
    FOLDERS_AT_ONCE,
    folders.filter(({ missing }) => missing.length > 0),
    ({ name, missing }) => linkLoose(name, missing, store, linking),
  );
  await linkPacks(join(store, 'pack'), join(objects, 'pack'), linking);
  return Object.fromEntries(folders.flatMap(({ name, said, settled }) => (settled ? [[name, said]] : [])));
}

/** `missing`: what is in it and not yet in the folder of ours with that name. */
type Folder = { name: string; said: string; settled: boolean; missing: string[] };

/**
 * Synchronous, because there are up to 256 folders, in most of which nothing has changed, and the kernel nearly always answers from
 * memory.
 */
function* lookAtFolders(store: string, objects: string, known: Readonly<Record<string, string>>): Steps<Folder[]> {
  const folders: Folder[] = [];
  for (const name of listed(store).sort()) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    yield;
    // Before it is listed: a later change shows next time.
    const there = statSync(join(store, name), { bigint: true, throwIfNoEntry: false });
    // Its last object was packed, and git removed the folder.
    if (!there) continue;
    const state = stateOf(there);
    const missing = state.said === known[name] ? [] : missingIn(join(objects, name), join(store, name));
    folders.push({ name, ...state, missing });
  }
  return folders;
}

function missingIn(ours: string, theirs: string): string[] {
  const have = new Set(listed(ours));
  return listed(theirs).filter((it) => /^[0-9a-f]{38}([0-9a-f]{24})?$/.test(it) && !have.has(it));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Unlike the modification time, the change time cannot be set. */
function stateOf({ dev, ino, ctimeNs }: BigIntStats): { said: string; settled: boolean } {
  return { said: `${dev}.${ino}.${ctimeNs}`, settled: BigInt(Date.now()) * 1_000_000n - ctimeNs > UNCERTAIN };
}

async function linkLoose(name: string, missing: readonly string[], store: string, { objects, grown, signal }: Linking): Promise<void> {
  signal?.throwIfAborted();
  const [from, to] = [join(store, name), join(objects, name)];
  if ((await makeFolders(to, 0o700)) !== undefined) grown.add(objects);
  grown.add(to);
  // An object that has disappeared was packed.
  await atOnce(FILES_AT_ONCE, missing, (it) => linkFile(join(from, it), join(to, it)));
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
