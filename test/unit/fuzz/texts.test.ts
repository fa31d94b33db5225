// Fences and plain text, for any content.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorLine } from '../../../daemon/cli/words/error-line.ts';
import { asData, fenced } from '../../../skills/prompts/fence.ts';
import { cut, oneLine, plainText } from '../../../skills/wording/plain-text.ts';
import { always } from './corpus.ts';
import { anyText } from './texts-fixture.ts';

const fences = suite('fences');

const plain = suite('plain text');

/** As CommonMark closes one: on a line of its own, of at least as many ticks, indented by three blanks at most. */
function closingLines(block: string): number[] {
  const lines = block.split(/\r\n|[\n\r]/);
  const opening = /^(`{3,})/.exec(lines[0] ?? '')?.[1]?.length ?? 0;
  return lines.flatMap((line, at) => (at > 0 && new RegExp(`^ {0,3}\`{${opening},}[ \t]*$`).test(line) ? [at] : []));
}

fences('are closed only by their last line, whatever they contain', () => {
  always(
    fc.tuple(anyText, fc.constantFrom('', 'json', 'json muster-inputs')),
    ([text, info]) => {
      const block = fenced(text, info);
      assert.equal(closingLines(block), [block.split(/\r\n|[\n\r]/).length - 1], block);
      assert.ok(!block.includes('\0') && block.isWellFormed(), 'it can travel as an argument, and as UTF-8');
      assert.ok(asData('What', text).includes(block.slice(0, 3)));
    },
    2_000,
  );
});

fences('keep their contents, up to the limit', () => {
  always(
    fc.tuple(anyText, fc.integer({ min: 1, max: 60 })),
    ([text, longest]) => {
      const inside = fenced(text, '', longest).split('\n').slice(1, -1).join('\n');
      const rest = text.length - longest;
      const kept = rest <= 0 ? text : `${text.slice(0, longest)}\n… cut here, ${rest} characters more`;
      assert.is(inside, kept.replaceAll('\0', '␀').toWellFormed());
    },
    500,
  );
});

fences('cope with a million backticks', () => {
  assert.is(closingLines(fenced('`'.repeat(1_000_000), '', Number.POSITIVE_INFINITY)).length, 1);
  assert.ok(fenced('``` '.repeat(500_000), '', Number.POSITIVE_INFINITY).startsWith('````\n'));
});

const ESCAPES = fc
  .array(
    fc.constantFrom(
      '\u001b',
      '\u009b',
      '\u009d',
      '\u0090',
      '\u0098',
      '\u009e',
      '\u009f',
      '\u009c',
      '\u0007',
      '\u001b\\',
      '[',
      ']',
      '0;',
      '31m',
      'P',
      'X',
      'text',
      '\n',
      '\r',
      '\b',
      '\u202e',
      '\u200b',
      '\u{e0041}',
      '\ud83d',
      '\ude00',
      '?25l',
      ' ',
      '\u0000',
      '\u007f',
    ),
    { maxLength: 40 },
  )
  .map((it) => it.join(''));

/** An error is one line, and moves no cursor. */
const UNSEEN = /\p{Cc}/u;

/** What a terminal or an eye could be misled by. */
const ACTS = /[[\p{Cc}--[\t\n]]\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\u061c\u{e0000}-\u{e007f}]/v;

plain('has nothing in it that acts, and cleaning is idempotent', () => {
  always(
    fc.oneof(ESCAPES, anyText),
    (text) => {
      const clean = plainText(text);
      assert.not.match(clean, ACTS);
      assert.ok(clean.isWellFormed());
      assert.is(plainText(clean), clean);
      assert.not.match(oneLine(text), /\n/);
      assert.ok(cut(text, 10).length <= Math.max(text.length, 20));
      assert.not.match(errorLine({ code: 'x', message: text, hint: text }), UNSEEN);
    },
    2_000,
  );
});

plain('keeps what is only text', () => {
  always(
    fc.string({ unit: 'grapheme' }).filter((it) => !ACTS.test(it)),
    (text) => assert.is(plainText(text), text),
    500,
  );
});

plain('is made quickly from a megabyte of unfinished sequences', () => {
  for (const start of ['\u009d', '\u0090', '\u001b]', '\u001b[', '\u009b', '\u001bP', '\u009d\u001b', '\u001b ', '\r', '\u202e']) {
    assert.not.match(plainText(start.repeat(1_000_000 / start.length)), ACTS, JSON.stringify(start));
    assert.not.match(plainText(`${start}${'0'.repeat(1_000_000)}`), ACTS, JSON.stringify(start));
  }
});

fences.run();
plain.run();
