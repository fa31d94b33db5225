// What the object store has synced by the time it says that an object is kept. Node's own `fsync` is watched, before the store is
// loaded.

import fs, { fstatSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const real = fs.fsync;
/** The files and folders that were synced, by their inodes. */
const synced = new Set<number>();
let before: (inode: number) => Promise<void> = async () => undefined;
fs.fsync = Object.assign((file: number, done: fs.NoParamCallback) => {
  const { ino } = fstatSync(file);
  void before(ino).then(() =>
    real(file, (error) => {
      synced.add(ino);
      done(error);
    }),
  );
}, real);
syncBuiltinESMExports();
const { objectsIn } = await import('../../../../runtime/ledger/objects.ts');

const test = suite<{ folder: string; pathOf: (digest: string) => string }>('the durability of an object');
test.before.each((context) => {
  context.folder = join(mkdtempSync(join(tmpdir(), 'durable-')), 'objects');
  context.pathOf = (digest) => join(context.folder, digest.slice(0, 2), digest.slice(2));
  before = async () => undefined;
  synced.clear();
});
test.after.each(({ folder }) => rmSync(dirname(folder), { recursive: true }));

const text = Buffer.from('a result\n');
const isSynced = (path: string): boolean => synced.has(statSync(path).ino);

test('a new one is synced with the names that lead to it', async ({ folder, pathOf }) => {
  const path = pathOf(await objectsIn(folder).put(text));
  for (const it of [dirname(folder), folder, dirname(path), path]) assert.ok(isSynced(it), it);
});

test('the names that lead to one that another process left are synced too, because it may have died before', async ({ folder, pathOf }) => {
  const path = pathOf(await objectsIn(folder).put(text));
  synced.clear();
  await objectsIn(folder).put(text);
  for (const it of [folder, dirname(path)]) assert.ok(isSynced(it), it);
});

test('a folder that was removed meanwhile is synced again', async ({ folder, pathOf }) => {
  const objects = objectsIn(folder);
  const path = pathOf(await objects.put(text));
  rmSync(dirname(path), { recursive: true });
  synced.clear();
  await objects.put(text);
  for (const it of [folder, dirname(path), path]) assert.ok(isSynced(it), it);
});

test('its bytes are synced without waiting for the name of its folder', async ({ folder }) => {
  const objects = objectsIn(folder);
  await objects.put(Buffer.from('makes the folder itself'));
  const { promise, resolve } = Promise.withResolvers<void>();
  const own = statSync(folder).ino;
  before = async (inode) => {
    if (inode === own) await promise;
    else resolve();
  };
  await objects.put(text);
});

test.run();
