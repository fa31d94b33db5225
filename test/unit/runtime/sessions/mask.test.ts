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

/** The first letter of a secret could begin anything, and is not waited with. */
const bare = (text: Buffer): string => text.toString().replace(/(?<=^|[\s=<m\]])[A-Za-z](?=\[redacted\])/g, '');

/** Every way to cut a text into two, and into single bytes. */
function* cuts(text: string): Generator<Buffer[]> {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield [...bytes].map((byte) => Buffer.from([byte]));
}

test('loses the value of a secret variable wherever the output is split', () => {
  const text = `grüße ${KEY}${KEY} and w and wJalrXUtnFEM, then ${KEY}.\r\n`;
  for (const chunks of cuts(text)) {
    assert.is(bare(masked([KEY], chunks)), 'grüße [redacted][redacted] and w and wJalrXUtnFEM, then [redacted].\r\n');
  }
});

test('loses what looks like a key, wherever the output is split', () => {
  const text = `token=${TOKEN}; key sk-${'x9'.repeat(12)} end, AKIAIOSFODNN7EXAMPLE xoxb-1234567890-abc\r\n`;
  for (const chunks of cuts(text)) {
    assert.is(bare(masked([], chunks)), 'token=[redacted]; key [redacted] end, [redacted] [redacted]\r\n');
  }
});

test('loses two secrets of which one is a prefix of the other', () => {
  const [short, long] = ['correct-horse', 'correct-horse-battery-staple'];
  for (const chunks of cuts(`a ${short} b ${long} c`)) {
    assert.is(bare(masked([long, short], chunks)), 'a [redacted] b [redacted] c');
  }
});

test('keeps every other byte as it is, text or not', () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256));
  for (const size of [1, 3, 1000, 65_536]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
    assert.ok(masked([KEY], chunks).equals(bytes), `in pieces of ${size}`);
  }
});

test('holds back only what could become a secret, and releases it when nothing more comes', () => {
  const mask = outputMask([KEY]);
  assert.is(mask.push(Buffer.from('plain word')).toString(), 'plain word');
  assert.is(mask.waits(), false);
  assert.is(mask.push(Buffer.from(' and wJa')).toString(), ' and ');
  assert.is(mask.waits(), true);
  assert.is(mask.overdue().toString(), 'wJa');
  assert.is(mask.waits(), false);
});

test('shows nothing of a secret whose rest comes late, except characters that could be any word', () => {
  for (const [secrets, first, shown, second, then] of [
    [[], `token ghp_${'a1B2'.repeat(4)}`, 'token ', `${'a1B2'.repeat(5)} end\n`, '[redacted] end\n'],
    [[], 'token ghp_', 'token ghp_', `${'a1B2'.repeat(9)} end\n`, '[redacted] end\n'],
    [[], 'token gh', 'token gh', `p_${'a1B2'.repeat(9)} end\n`, '[redacted] end\n'],
    [[KEY], `key ${KEY.slice(0, 12)}`, 'key ', `${KEY.slice(12)} end\n`, '[redacted] end\n'],
    [[KEY], 'key wJa', 'key wJa', `${KEY.slice(3)} end\n`, '[redacted] end\n'],
    [[], 'git clone https://ann:hunter', 'git clone https://ann:', '22@example.org/x\n', '[redacted]@example.org/x\n'],
    [[], 'at http://localhost:30', 'at http://localhost:30', '00/\n', '00/\n'],
    [[], 'sk-learn', 'sk-learn', ' it\n', ' it\n'],
  ] as const) {
    const mask = outputMask(secrets);
    const out = [mask.push(Buffer.from(first))];
    if (mask.waits()) out.push(mask.overdue());
    const late = Buffer.concat(out).toString();
    const rest = Buffer.concat([mask.push(Buffer.from(second)), mask.rest()]).toString();
    if (first === 'sk-learn') assert.is(late + rest, first + second);
    else assert.equal([late, rest], [shown, then], first);
  }
});

test('loses a secret with colours in it wherever the output is split, and keeps the colours', () => {
  const text = `a \u001b[31mghp_\u001b[1ma1B2a1B2a1B2\u001b[0ma1B2a1B2a1B2a1B2 \u001b]0;${TOKEN}\u0007 and \u001b[32mgreen\u001b[0m\r\n`;
  const wanted = 'a \u001b[31m[redacted]\u001b[1m\u001b[0m \u001b]0;[redacted]\u0007 and \u001b[32mgreen\u001b[0m\r\n';
  for (const chunks of cuts(text)) assert.is(bare(masked([], chunks)), wanted);
});

test('loses the lines of a private key wherever the output is split, and no prose', () => {
  const body = Array.from({ length: 5 }, (_, n) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC${n}x/=`).join('\r\n');
  const text = `here:\r\n-----BEGIN RSA PRIVATE KEY-----\r\n${body}\r\nab12==\r\n-----END RSA PRIVATE KEY-----\r\ndone\r\n`;
  const wanted = 'here:\r\n-----BEGIN RSA PRIVATE KEY-----\r\n[redacted]\r\n-----END RSA PRIVATE KEY-----\r\ndone\r\n';
  for (const chunks of cuts(text)) assert.is(masked([], chunks).toString(), wanted);
  const prose = 'look for -----BEGIN PRIVATE KEY----- in the repository, and more words\r\n';
  for (const chunks of cuts(prose)) assert.is(masked([], chunks).toString(), prose);
  const mask = outputMask([]);
  assert.is(mask.push(Buffer.from(prose)).toString(), prose, 'at once');
});

test('holds back no more of endless letters than a token could be', () => {
  const mask = outputMask([]);
  const out = mask.push(Buffer.from(`sk-${'a'.repeat(100_000)}`));
  assert.is(Buffer.concat([out, mask.rest()]).toString(), '[redacted]');
});

test('loses a secret longer than any token', () => {
  const long = Array.from({ length: 3000 }, (_, i) => 'abcdefghijklmnop'[(i * i) % 16]).join('');
  for (const at of [1, 500, 1500, 2999]) {
    assert.is(bare(masked([long], [`<${long.slice(0, at)}`, `${long.slice(at)}>`])), '<[redacted]>');
  }
});

test.run();
