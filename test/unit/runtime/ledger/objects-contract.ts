// The contract of every object store, tested through its interface. The test file of an implementation calls this with a way to open it,
// again and again, each time as another process or another node would.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../../../../runtime/canonical.ts';
import type { Objects } from '../../../../runtime/ledger/ledger.ts';
import { failsWith } from './ledger-fixture.ts';

export type Store = {
  /** Shares what it keeps with all that were opened before. */
  open(): Promise<Objects>;
  /** Replaces the bytes that are stored under that name. */
  damage(digest: string, bytes: Uint8Array): Promise<void>;
  /** Only a part of the object is left. */
  cutShort(digest: string): Promise<void>;
  clear(): Promise<void>;
};

const text = Buffer.from('a result, as the worker wrote it\n');

export function objectsContract(storeName: string, makeStore: () => Promise<Store>, over?: () => Promise<void>): void {
  const test = suite<{ store: Store; objects: Objects }>(`objects kept by ${storeName}`);
  test.before.each(async (context) => {
    context.store = await makeStore();
    context.objects = await context.store.open();
  });
  test.after.each(({ store }) => store.clear());
  if (over) test.after(over);

  test('stores bytes of any size under their sha256, for every process', async ({ store, objects }) => {
    const others = await store.open();
    for (const bytes of [new Uint8Array(), text, Buffer.alloc(131_072, 1), Buffer.alloc(1_500_001, 'ab')]) {
      const digest = await objects.put(bytes);
      assert.is(digest, digestOf(bytes));
      assert.ok(await others.has(digest));
      for (const reader of [objects, others, await store.open()]) assert.ok(Buffer.from(bytes).equals(await reader.get(digest)));
    }
  });

  test('accepts the same bytes from many callers at once, and again', async ({ store, objects }) => {
    const others = await store.open();
    const digests = await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 ? objects : others).put(text)));
    assert.equal(new Set(digests), new Set([digestOf(text)]));
    assert.is(await others.put(text), digestOf(text));
    assert.ok((await (await store.open()).get(digestOf(text))).equals(text));
  });

  test('says what is missing', async ({ objects }) => {
    const absent = digestOf('never put');
    await failsWith('object-missing', objects.get(absent), new RegExp(absent));
    assert.not(await objects.has(absent));
  });

  test('accepts only a digest as a name', async ({ objects }) => {
    for (const name of ['', '../outside', '*', '>', `../../${'a'.repeat(58)}`, 'A'.repeat(64), `${'a'.repeat(64)}\n`]) {
      await failsWith('object-missing', objects.get(name));
      assert.not(await objects.has(name));
    }
  });

  test('returns nothing that is damaged or incomplete', async ({ store, objects }) => {
    const [flipped, cut] = [await objects.put(text), await objects.put(Buffer.alloc(300_000, 'x'))];
    await store.damage(flipped, Buffer.from('A result, as the worker wrote it\n'));
    await store.cutShort(cut);
    const reader = await store.open();
    await failsWith('object-corrupt', reader.get(flipped), /its content does not match its digest/);
    await failsWith('object-corrupt', reader.get(cut), /its content does not match its digest/);
  });

  test('reads nothing that is larger than what is asked for', async ({ store, objects }) => {
    const digest = await objects.put(Buffer.alloc(300_000, 'x'));
    for (const reader of [objects, await store.open()]) {
      await failsWith('object-corrupt', reader.get(digest, 299_999), /too-large|300000 bytes/);
      assert.is((await reader.get(digest, 300_000)).length, 300_000);
    }
  });

  test('replaces what was damaged when the same bytes are put again', async ({ store, objects }) => {
    const digest = await objects.put(text);
    await store.damage(digest, text.subarray(0, 5));
    const writer = await store.open();
    assert.is(await writer.put(text), digest);
    assert.ok((await (await store.open()).get(digest)).equals(text));
  });

  test.run();
}
