// Where the caches for maps are stored: a folder for each project, with the few that were used last. The nearest one is used: that
// of the tree with the fewest changed paths.

import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../../runtime/canonical.ts';
import { privateFolder, readBounded } from '../../../runtime/files.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { decodeCache, encodeCache, HEAD_BYTES, type Head, headOf, type MapCache } from './map-cache.ts';

const OF_ONE_PROJECT = 3;
const LARGEST = 64 * 1024 * 1024;
const ALL_BYTES = 256 * 1024 * 1024;
const ENDING = '.facts';
/** A file that is still unfinished after this long will never be finished. */
const ABANDONED = 60 * 60_000;
const MOST_CHANGES = 16 * 1024 * 1024;

type CachePlace = { shelf: string; gitDir: string };

/** Undefined if there is none, or none that is intact. */
export async function nearestCache(place: CachePlace, head: Head): Promise<MapCache | undefined> {
  for (const file of await byDistance(place, head)) {
    const found = await readBounded(file, LARGEST);
    const kept = found.kind === 'read' ? decodeCache(found.bytes) : undefined;
    if (kept) {
      await utimes(file, new Date(), new Date());
      return kept;
    }
    await rm(file, { force: true });
  }
  return undefined;
}

/** Renamed into place atomically; the oldest ones are removed. */
export async function storeCache(place: CachePlace, head: Head, kept: MapCache): Promise<void> {
  const bytes = encodeCache(head, kept);
  if (bytes.length > LARGEST) return;
  const folder = folderOf(place);
  await privateFolder(place.shelf);
  await privateFolder(folder);
  const draft = join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, bytes, { mode: 0o600 });
  await rename(draft, join(folder, nameOf(head)));
  await makeRoom(place);
}

const folderOf = ({ shelf, gitDir }: CachePlace): string => join(shelf, digestOf(gitDir).slice(0, 16));
const nameOf = ({ commit, scope }: Head): string => `${commit}-${digestOf(scope).slice(0, 16)}${ENDING}`;

async function byDistance(place: CachePlace, { maker, commit, scope }: Head): Promise<string[]> {
  const known = await Promise.all((await filesIn(folderOf(place))).map(async (file) => ({ file, head: await headIn(file) })));
  const usable = known.flatMap(({ file, head }) => (head?.maker === maker ? [{ file, head }] : []));
  if (usable.length < 2) return usable.map((it) => it.file);
  const measured = await Promise.all(
    usable.map(async ({ file, head }) => ({
      file,
      // A cache for another scope has only what both have in common, unless it covers everything.
      foreign: head.scope === scope || head.scope === '[]' ? 0 : 1,
      changes: head.commit === commit ? 0 : await changesBetween(place.gitDir, head.commit, commit),
    })),
  );
  return measured.sort((a, b) => a.foreign - b.foreign || a.changes - b.changes).map((it) => it.file);
}

async function headIn(path: string): Promise<Head | undefined> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return headOf(buffer.subarray(0, bytesRead));
}

/** Infinite if the other commit is gone, or there are too many changes to count. */
async function changesBetween(gitDir: string, one: string, other: string): Promise<number> {
  const diff = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--end-of-options', one, other];
  return git({ gitDir }, diff, { maxBytes: MOST_CHANGES }).then(
    ({ stdout }) => stdout.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0),
    () => Number.POSITIVE_INFINITY,
  );
}

async function filesIn(folder: string, ending = ENDING): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((it) => it.endsWith(ending)).map((it) => join(folder, it));
}

async function makeRoom(place: CachePlace): Promise<void> {
  const folders = (await readdir(place.shelf)).map((it) => join(place.shelf, it));
  const all = await dated((await Promise.all(folders.map((it) => filesIn(it)))).flat());
  const own = all.filter((it) => it.file.startsWith(`${folderOf(place)}/`));
  const drafts = await dated((await Promise.all(folders.map((it) => filesIn(it, '.draft')))).flat());
  let bytes = 0;
  const beyond = all.filter((it) => {
    bytes += it.bytes;
    return bytes > ALL_BYTES;
  });
  const leave = [...own.slice(OF_ONE_PROJECT), ...beyond, ...drafts.filter((it) => Date.now() - it.at > ABANDONED)];
  await Promise.all(leave.map(({ file }) => unlink(file).catch(() => undefined)));
}

/** Newest first. */
async function dated(files: readonly string[]): Promise<{ file: string; at: number; bytes: number }[]> {
  const known = await Promise.all(
    files.map(async (file) => {
      const about = await stat(file).catch(() => undefined);
      return about ? [{ file, at: about.mtimeMs, bytes: about.size }] : [];
    }),
  );
  return known.flat().sort((a, b) => b.at - a.at);
}
