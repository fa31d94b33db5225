// What a worker prints, with its secrets taken out, wherever the chunks are cut.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outputMask } from '../../../../runtime/sessions/host/session/mask.ts';

const test = suite('the output of a worker');

const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfi';
const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

function masked(secrets: readonly string[], chunks: readonly (string | Buffer)[]): Buffer {
  const mask = outputMask(secrets);
  const out = chunks.map((it) => mask.push(Buffer.from(it)));
  return Buffer.concat([...out, mask.rest()]);
}

/** Every way to cut a text into two, and into single bytes. */
function* cuts(text: string): Generator<Buffer[]> {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield [...bytes].map((byte) => Buffer.from([byte]));
}

test('loses the value of a secret variable at whatever cut', () => {
  const text = `grüße ${KEY}${KEY} and w and wJalrXUtnFEM, then ${KEY}.\r\n`;
  for (const chunks of cuts(text)) {
    assert.is(masked([KEY], chunks).toString(), 'grüße [redacted][redacted] and w and wJalrXUtnFEM, then [redacted].\r\n');
  }
});

test('loses what looks like a key, at whatever cut', () => {
  const text = `token=${TOKEN}; key sk-${'x9'.repeat(12)} end, AKIAIOSFODNN7EXAMPLE xoxb-1234567890-abc\r\n`;
  for (const chunks of cuts(text)) {
    assert.is(masked([], chunks).toString(), 'token=[redacted]; key [redacted] end, [redacted] [redacted]\r\n');
  }
});

test('of two secrets, one the beginning of the other, loses both', () => {
  const [short, long] = ['correct-horse', 'correct-horse-battery-staple'];
  for (const chunks of cuts(`a ${short} b ${long} c`)) {
    assert.is(masked([long, short], chunks).toString(), 'a [redacted] b [redacted] c');
  }
});

test('keeps every other byte as it is, text or not', () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256));
  for (const size of [1, 3, 1000, 65_536]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
    assert.ok(masked([KEY], chunks).equals(bytes), `in pieces of ${size}`);
  }
});

test('holds back only what could become a secret, and gives it when nothing more comes', () => {
  const mask = outputMask([KEY]);
  assert.is(mask.push(Buffer.from('plain word')).toString(), 'plain word');
  assert.is(mask.holds(), false);
  assert.is(mask.push(Buffer.from(' and wJalr')).toString(), ' and ');
  assert.is(mask.holds(), true);
  assert.is(mask.rest().toString(), 'wJalr');
  assert.is(mask.holds(), false);
});

test('of endless letters holds back no more than a token could be', () => {
  const mask = outputMask([]);
  const out = mask.push(Buffer.from(`sk-${'a'.repeat(100_000)}`));
  assert.is(Buffer.concat([out, mask.rest()]).toString(), '[redacted]');
});

test('loses a secret longer than any token', () => {
  const long = Array.from({ length: 3000 }, (_, i) => 'abcdefghijklmnop'[(i * i) % 16]).join('');
  for (const at of [1, 500, 1500, 2999]) {
    assert.is(masked([long], [`<${long.slice(0, at)}`, `${long.slice(at)}>`]).toString(), '<[redacted]>');
  }
});

test.run();
