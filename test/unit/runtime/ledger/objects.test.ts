// The object store: what is put comes back, whole or not at all.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../../../../runtime/canonical.ts';
import type { Objects } from '../../../../runtime/ledger/ledger.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { failsWith } from './ledger-fixture.ts';
import { objectsContract } from './objects-contract.ts';

objectsContract('a folder', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kept-')));
  const pathOf = (digest: string) => join(root, digest.slice(0, 2), digest.slice(2));
  return {
    open: async () => objectsIn(root),
    damage: async (digest, bytes) => writeFileSync(pathOf(digest), bytes),
    cutShort: async (digest) => truncateSync(pathOf(digest), 10),
    clear: async () => rmSync(root, { recursive: true }),
  };
});

const test = suite<{ folder: string; objects: Objects; pathOf: (digest: string) => string }>('the object store');
test.before.each((context) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'objects-')));
  context.folder = join(root, 'objects');
  context.objects = objectsIn(context.folder);
  context.pathOf = (digest) => join(context.folder, digest.slice(0, 2), digest.slice(2));
});
test.after.each(({ folder }) => rmSync(join(folder, '..'), { recursive: true }));

const text = Buffer.from('a result, as the worker wrote it\n');

test('stores bytes under their sha256, as a file that anything can open', async ({ objects, pathOf }) => {
  const digest = await objects.put(text);
  assert.is(digest, digestOf(text));
  assert.ok(readFileSync(pathOf(digest)).equals(text));
  assert.is(statSync(pathOf(digest)).mode & 0o777, 0o600);
  assert.ok((await objects.get(digest)).equals(text));
  assert.ok(await objects.has(digest));
  const nothing = await objects.put(new Uint8Array());
  assert.is((await objects.get(nothing)).length, 0);
});

test('does not rewrite what it has, but rewrites what was truncated', async ({ objects, pathOf }) => {
  const digest = await objects.put(text);
  const { ino } = statSync(pathOf(digest));
  await objects.put(text);
  assert.is(statSync(pathOf(digest)).ino, ino);
  writeFileSync(pathOf(digest), text.subarray(0, 5));
  await objects.put(text);
  assert.ok((await objects.get(digest)).equals(text));
});

test('rewrites what is as long and damaged when it is put again', async ({ objects, pathOf }) => {
  const digest = await objects.put(text);
  writeFileSync(pathOf(digest), Buffer.from(text).fill(0, 3, 4));
  await objects.put(text);
  assert.ok((await objects.get(digest)).equals(text));
});

test('accepts the same bytes from many callers at once', async ({ folder, objects }) => {
  const others = objectsIn(folder);
  const digests = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? objects : others).put(text)));
  assert.is(new Set(digests).size, 1);
  const [digest = ''] = digests;
  assert.equal(readdirSync(join(folder, digest.slice(0, 2))), [digest.slice(2)], 'and leaves no draft');
});

test('says what is missing and what is damaged', async ({ objects, pathOf }) => {
  const absent = digestOf('never put');
  await failsWith('object-missing', objects.get(absent), new RegExp(absent));
  assert.not(await objects.has(absent));
  const digest = await objects.put(text);
  const flipped = Buffer.from(text);
  flipped[3] = (flipped[3] ?? 0) ^ 1;
  writeFileSync(pathOf(digest), flipped);
  await failsWith('object-corrupt', objects.get(digest), /its content does not match its digest/);
});

test('cannot be led elsewhere, by a name or by a link', async ({ folder, objects, pathOf }) => {
  const outside = join(folder, '..', 'outside');
  writeFileSync(outside, text);
  for (const name of ['', '../outside', `../../${'a'.repeat(58)}`, 'A'.repeat(64), `${'a'.repeat(64)}\n`]) {
    await failsWith('object-missing', objects.get(name));
    assert.not(await objects.has(name));
  }
  const digest = digestOf(text);
  mkdirSync(join(folder, digest.slice(0, 2)), { recursive: true });
  symlinkSync(outside, pathOf(digest));
  await failsWith('object-corrupt', objects.get(digest), /symbolic-link/);
});

test.run();
