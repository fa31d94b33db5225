// Worker text loses whatever could act on a terminal, and keeps every letter.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cut, oneLine, plainDeep, plainText } from '../../../../skills/wording/plain-text.ts';
import { ATTACKS } from '../../../fixtures/report/hostile.ts';

const plain = suite('plain text');

/** Written out, because a literal control character in a regular expression is what is not wanted. */
const isControl = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return (code < 32 && character !== '\n' && character !== '\t') || (code >= 127 && code < 160);
};

plain('colours, titles, links and cursor moves are removed completely', () => {
  assert.is(plainText('\u001b[1;31mred\u001b[0m'), 'red');
  assert.is(plainText('\u001b]0;title\u0007text'), 'text');
  assert.is(plainText('\u001b]8;;https://x.example\u001b\\label\u001b]8;;\u001b\\'), 'label');
  assert.is(plainText('\u009b2Jafter'), 'after');
  assert.is(plainText('\u001bPq#0\u001b\\after'), 'after');
  assert.is(plainText('\u001b(Bcharset'), 'charset');
});

plain('a sequence that never ends does not swallow the text behind it', () => {
  assert.is(plainText('\u001b]0;title and all the rest\nnext line').includes('next line'), true);
  assert.is(plainText('\u001b[').length < 2, true);
});

plain('what reorders or hides text is spelled out', () => {
  assert.is(plainText('a\u202eb'), 'a⟨U+202E⟩b');
  assert.is(plainText('a\u200bb'), 'a⟨U+200B⟩b');
  assert.is(plainText('\u{e0041}'), '⟨U+E0041⟩');
});

plain('other letters stay as they are', () => {
  for (const text of ['Größe überschritten – „wirklich“', '日本語', 'naïve café', '👩‍👩‍👧 family', 'tab\tand\nline'])
    assert.is(plainText(text), text);
  assert.is(plainText('a\r\nb\rc'), 'a\nb\nc');
});

plain('half a surrogate pair becomes the replacement character', () => {
  assert.is(plainText('\ud800x'), '\ufffdx');
});

plain('no text leaves a control character, on one line not even a line feed', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...ATTACKS, '\u001b', '\u009b', ']', '[', '\r')).map((it) => it.join('')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      assert.not([...plainText(text)].some(isControl));
      assert.not(/[\n\t]/.test(oneLine(text)));
      assert.is(plainText(plainText(text)), plainText(text));
    }),
  );
});

plain('a cut counts characters, not halves of them', () => {
  assert.is(cut('😀😀😀😀', 3), '😀😀…');
  assert.is(cut('short', 10), 'short');
});

plain('hostile text takes no longer than the same amount of other text', () => {
  assert.is(plainText('\u001b]'.repeat(200_000)).includes('\u001b'), false);
  assert.is(plainText('\u001b[;'.repeat(200_000)).includes('\u001b'), false);
});

plain('copies nothing of a document that is plain, and only what leads to a text that is not', () => {
  const still = { title: 'ordinary', list: ['a', { b: 'c\n\td' }], none: null, many: 3 };
  assert.is(plainDeep(still), still);
  const before = { still, says: ['fine', 'not\u001b[2Jfine'] };
  const after = plainDeep(before);
  assert.is(after.still, still);
  assert.equal(after.says, ['fine', 'notfine']);
  assert.is(before.says[1], 'not\u001b[2Jfine');
});

plain.run();
