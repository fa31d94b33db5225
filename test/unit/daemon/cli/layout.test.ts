// Lines of a terminal: plain text is measured and broken without what knows all scripts, and comes out as that would have it.

import fc from 'fast-check';
import stringWidth from 'string-width';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import wrapAnsi from 'wrap-ansi';
import { cells, wrap } from '../../../../daemon/cli/screens/lines/layout.ts';

const test = suite('lines of a terminal');

test('a character is as wide as string-width says', () => {
  for (let code = 0x20; code < 0x3000; code++) {
    if (code >= 0x7f && code < 0xa0) continue;
    const character = String.fromCodePoint(code);
    assert.is(cells(character), stringWidth(character), `U+${code.toString(16)}`);
  }
});

const word = fc.string({ unit: fc.constantFrom(...'abcdefgh“”’–—…éäßŁ-/.,日é'), minLength: 1, maxLength: 14 });

test('lines break where wrap-ansi breaks them', () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 30 }),
      fc.constantFrom(' ', ' ', ' ', '  '),
      fc.integer({ min: 10, max: 60 }),
      (words, gap, width) => {
        const text = words.join(gap).trim();
        const lines = wrapAnsi(text, width, { hard: true }).split('\n');
        assert.equal(
          wrap(text, width),
          lines.map((it) => it.trimEnd()),
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

test('lines are filled', () => {
  assert.equal(wrap('The task “Look” was accepted.', 15), ['The task “Look”', 'was accepted.']);
  assert.equal(wrap('one\n  two three four', 12), ['one', '  two three', '  four']);
});

test.run();
