// The marks of secrets that a home stores: enough to recognise them, not enough to know them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { marksAt } from '../../../../runtime/secrets/marks.ts';
import { hiderOf, isHiddenForm } from '../../../../runtime/secrets/redact.ts';
import { rememberSecrets } from '../../../../runtime/secrets/remember.ts';

const test = suite<{ folder: string; path: string }>('the marks of secrets');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'marks-'));
  context.path = join(context.folder, 'secrets.marks');
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

test('identify a secret without its value, also as JSON writes it and with a colour in it', async ({ path }) => {
  const [one, other] = ['Zx81-quite-a-secret', 'with"quotes\\and more'];
  const hide = hiderOf({}, path);
  assert.is(hide(`the ${one}`), `the ${one}`, 'before it was met');
  await rememberSecrets(path, [one, other]);
  assert.is(hide(`the ${one}, ${one}`), 'the [redacted], [redacted]');
  assert.is(hide(JSON.stringify({ one, other })), '{"one":"[redacted]","other":"[redacted]"}');
  assert.is(hide(`a ${one.slice(0, 5)}\u001b[0m${one.slice(5)} b`), 'a [redacted] b');
  assert.is(hide(`${one.slice(0, -1)} ${one.toUpperCase()}`), `${one.slice(0, -1)} ${one.toUpperCase()}`);
  const kept = readFileSync(path, 'utf8');
  assert.not.match(kept, one.slice(0, 8));
  await rememberSecrets(path, [one]);
  assert.is(readFileSync(path, 'utf8'), kept, 'met again it changes nothing');
});

test('find any value in any text', async ({ path }) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 8, maxLength: 60 }), fc.string(), fc.string(), async (value, before, after) => {
      rmSync(path, { force: true });
      await rememberSecrets(path, [value]);
      assert.not.ok(hiderOf({}, path)(before + value + after).includes(value) && !'[redacted]'.includes(value));
    }),
    { numRuns: 200 },
  );
});

test('that are torn are rebuilt', async ({ path }) => {
  for (const torn of ['{"key":', '[]', '{"key":"x","marks":[]}', `${'{"key":"'.padEnd(72, '0')}","marks":[{}]}`]) {
    writeFileSync(path, torn);
    assert.equal(marksAt(path).marks, []);
    assert.is(hiderOf({}, path)('a text'), 'a text');
    await rememberSecrets(path, ['Zx81-quite-a-secret']);
    assert.is(marksAt(path).marks.length, 1);
  }
});

const FORMS: [text: string, whole: string, end: 'same' | 'open', is: boolean][] = [
  ['a [redacted] b', 'a secret b', 'same', true],
  ['a [redacted] b', 'a secret c', 'same', false],
  ['a [redacted] b', 'a  b', 'same', false],
  ['a [redacted] b [redacted] c', 'a x b y c', 'same', true],
  ['a [redacted] b [redacted] c', 'a x y c', 'same', false],
  ['a [redacted]', 'a x', 'same', true],
  ['a', 'a', 'same', true],
  ['a', 'a b', 'same', false],
  ['a', 'a b', 'open', true],
  ['a [redacted] b', 'a x b and more', 'open', true],
  ['a [redacted] b', 'a x b and more', 'same', false],
];
for (const [text, whole, end, is] of FORMS)
  test(`tell whether a file is a hidden form of a text: ${text} of ${whole} (${end})`, () => assert.is(isHiddenForm(text, whole, end), is));

test.run();
