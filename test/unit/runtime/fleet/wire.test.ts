// A commit travels as canonical JSON, although it is put together from parts, and is read back as what was asked for.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson, digestOf } from '../../../../runtime/canonical.ts';
import { decodeCommit, encodeCommit } from '../../../../runtime/fleet/wire.ts';
import type { Commit, Objects } from '../../../../runtime/ledger/ledger.ts';
import { readiness } from '../../../../runtime/ledger/write/commit.ts';
import { AT, commit, failsWith, stories, take } from '../ledger/ledger-fixture.ts';

const test = suite('a commit on the wire');
const ready = readiness(stories).atOnce;
const DIGEST = digestOf('its last event');

function inMemory(): Objects & { all: Map<string, Uint8Array> } {
  const all = new Map<string, Uint8Array>();
  return {
    all,
    async put(bytes) {
      all.set(digestOf(bytes), bytes);
      return digestOf(bytes);
    },
    get: async (digest) => Buffer.from(all.get(digest) ?? ''),
    has: async (digest) => all.has(digest),
    async remove() {},
  };
}

const plain = ({ expectedSeq, commandId, actor, at, events, claims = [] }: Commit) => ({
  ...{ v: 1, expectedSeq, commandId, actor, at, events, claims, digest: DIGEST },
});

test('is the canonical JSON of the request', async () => {
  const actors: Commit['actor'][] = [{ kind: 'lead' }, { kind: 'person', user: 'mira "m"', tty: '/dev/pts/1', pid: 17 }];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), { minLength: 1, maxLength: 3 }),
      fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
      fc.constantFrom(...actors),
      async (payloads, commandId, actor) => {
        const given = commit(7, payloads.map((payload) => ({ type: 'step', payload })), { commandId, actor, claims: [take('a "b"', 'run/r-aaaaaa')] }); // biome-ignore format: one line says it
        const objects = inMemory();
        const bytes = await encodeCommit(ready(given), DIGEST, objects);
        assert.is(Buffer.from(bytes).toString('utf8'), canonicalJson(plain(given)));
        assert.equal(await decodeCommit(bytes, 1, objects), JSON.parse(canonicalJson(plain(given))));
      },
    ),
  );
});

test('is stored as an object that the message refers to if it is large', async () => {
  const objects = inMemory();
  const given = commit(0, [{ type: 'begin', payload: { large: 'ä'.repeat(400_000) } }]);
  const bytes = await encodeCommit(ready(given), DIGEST, objects);
  assert.ok(bytes.length < 200);
  assert.is(objects.all.size, 1);
  assert.equal((await decodeCommit(bytes, 1, objects))?.events, given.events);
});

test('is nothing if the message is something else, and an error if a later version has written it', async () => {
  const read = (bytes: string) => decodeCommit(Buffer.from(bytes), 9, inMemory());
  const none = ['', 'no JSON {', 'null', '[]', '7', '{}', canonicalJson({ v: 1, at: AT }), '{"v":"2"}', '{"v":1.5}', '{"v":0}'];
  for (const it of none) assert.is(await read(it), undefined, it);
  await failsWith('ledger-newer', read('{"v":2}'), /message 9/);
});

test('is nothing if the object that the message refers to is something else', async () => {
  const objects = inMemory();
  for (const it of ['no JSON', '{"v":1}']) {
    const message = canonicalJson({ v: 1, object: await objects.put(Buffer.from(it)) });
    assert.is(await decodeCommit(Buffer.from(message), 9, objects), undefined, it);
  }
});

test.run();
