// What must hold of any text whatever: no fence is closed from within, nothing reaches a terminal that acts
// on it, no glob takes for ever, a name stays the same, and equal values have equal bytes.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorLine } from '../../../daemon/cli/words/error-line.ts';
import { canonicalJson, digestOf, digestOfJson } from '../../../runtime/canonical.ts';
import { globTest, pathTest } from '../../../runtime/globs.ts';
import { splitFrontMatter } from '../../../runtime/text/front-matter.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { asData, fenced } from '../../../skills/prompts/fence.ts';
import { cut, oneLine, plainText } from '../../../skills/telling/plain-text.ts';
import { findQuote, searchable } from '../../../validators/evidence/find-quote.ts';
import { fingerprint } from '../../../validators/evidence/fingerprint.ts';
import { pathProblem } from '../../../validators/evidence/path-problem.ts';
import { always, spoiledText } from './corpus.ts';

const fences = suite('fences');
const plain = suite('plain text');
const globs = suite('globs');
const names = suite('fingerprints and places');
const values = suite('values');

const ticks = fc
  .array(
    fc.oneof(
      fc.constantFrom('```', '````', '`', '~~~', '\n', '\r', '\r\n', ' ', 'x', '\t', '\u2028', '\0', '\ud800'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((it) => it.join(''));
const anyText = fc.oneof(
  ticks,
  fc.string({ unit: 'binary', maxLength: 100 }),
  spoiledText(['# A\n\n```js\nlet x = 1;\n```\nand ````so````\n']),
);

/** As CommonMark closes one: on a line of its own, of at least as many ticks, indented by three blanks at most. */
function closingLines(block: string): number[] {
  const lines = block.split(/\r\n|[\n\r]/);
  const opening = /^(`{3,})/.exec(lines[0] ?? '')?.[1]?.length ?? 0;
  return lines.flatMap((line, at) => (at > 0 && new RegExp(`^ {0,3}\`{${opening},}[ \t]*$`).test(line) ? [at] : []));
}

fences('are closed by their last line and no other, whatever stands in them', () => {
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

fences('keep what is in them, up to where they are cut', () => {
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

fences('bear a million ticks', () => {
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

plain('has nothing in it that acts, and cleaned twice is cleaned once', () => {
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

plain('is had soon from a megabyte of beginnings without an end', () => {
  for (const start of ['\u009d', '\u0090', '\u001b]', '\u001b[', '\u009b', '\u001bP', '\u009d\u001b', '\u001b ', '\r', '\u202e']) {
    assert.not.match(plainText(start.repeat(1_000_000 / start.length)), ACTS, JSON.stringify(start));
    assert.not.match(plainText(`${start}${'0'.repeat(1_000_000)}`), ACTS, JSON.stringify(start));
  }
});

const GLOB = fc
  .array(
    fc.constantFrom('*', '**', '/', '?', '[', ']', '[!', '{', '}', ',', '!', '\\', 'a', 'b', '.', '-', '..', 'ü', '\0', '\ud800', '\n'),
    { maxLength: 60 },
  )
  .map((it) => it.join(''));
const PATH = fc
  .array(fc.constantFrom('a', 'b', '/', '.', '..', 'ü', '*', '{', ']', '\0', 'ab.ts'), { maxLength: 20 })
  .map((it) => it.join(''));

globs('answer with yes or no, each path alike, whatever they are', () => {
  always(
    fc.tuple(GLOB, PATH),
    ([glob, path]) => {
      assert.type(globTest(glob)(path), 'boolean');
      if (!glob.startsWith('!')) assert.is(pathTest([glob, `!${glob}`])(path), false, 'what is taken away last is not inside');
      assert.is(globTest(glob)(path), globTest(glob)(path));
      if (pathProblem(path) === undefined) assert.not.ok(path.includes('..') && path.split('/').includes('..'));
    },
    3_000,
  );
});

globs('with alternatives mean what their parts mean', () => {
  const part = fc.stringMatching(/^[a-c*?]{0,4}$/);
  always(
    fc.tuple(part, fc.array(part, { minLength: 2, maxLength: 4 }), part, PATH),
    ([before, all, after, path]) => {
      const glob = `${before}{${all.join(',')}}${after}`;
      const separate = all.some((one) => globTest(before + one + after)(path));
      const literal = path === glob || path.startsWith(`${glob}/`);
      if (!literal && before + after !== '') assert.is(globTest(glob)(path), separate, glob);
    },
    1_000,
  );
});

globs('are done with soon, however they are nested', () => {
  const long = 'a/'.repeat(2_000);
  for (const glob of [
    `${'{'.repeat(2_000)}${'{a,b}'.repeat(60)}`,
    `${'{a,'.repeat(160)}${'}'.repeat(20)}`,
    '{a,b}'.repeat(100),
    '{a,{b,{c,{d,e}}}}'.repeat(25),
    '**/'.repeat(160),
    '**/a/'.repeat(100),
    '*a'.repeat(250),
    '[a-'.repeat(160),
    '[!a]*'.repeat(100),
    '\\'.repeat(500),
    '{,}'.repeat(160),
  ])
    assert.type(pathTest(Array(10).fill(glob))(long), 'boolean', glob.slice(0, 20));
});

names('stay the same through indentation, line ends and how a path is written', () => {
  const word = fc.stringMatching(/^[a-zäé(){};=]{1,10}$/);
  const gap = fc.constantFrom(' ', '\t', '\n', '\r\n', '  \n  ');
  always(
    fc.tuple(fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 10 }), word, fc.stringMatching(/^[a-zé]{1,8}(\/[a-z]{1,8}){0,3}$/)),
    ([parts, category, path]) => {
      const quote = parts.map(([it]) => it).join(' ');
      const spaced = parts.map(([it, space]) => it + space).join('');
      const name = fingerprint(category, path, quote);
      assert.match(name, /^f-[0-9a-f]{12}$/);
      assert.is(fingerprint(` ${category.toUpperCase().toLowerCase()}`, `./${path}`, `\n${spaced}`.normalize('NFD')), name);
      assert.is.not(fingerprint(category, `${path}x`, quote), name);
      assert.is.not(fingerprint(category, path, `${quote} x`), name);
    },
    400,
  );
  always(fc.tuple(anyText, anyText, anyText), ([a, b, c]) => assert.match(fingerprint(a, b, c), /^f-[0-9a-f]{12}$/), 300);
});

names('a quote is found where it stands, or said not to be, in any text', () => {
  always(
    fc.tuple(anyText, anyText, fc.option(fc.integer({ min: 1, max: 2 ** 31 }))),
    ([text, quote, line]) => {
      const found = findQuote(searchable(text), quote, line === null ? undefined : { from: line, to: line });
      if (found.kind === 'there' || found.kind === 'elsewhere') assert.ok(found.place.line >= 1 && found.place.endLine >= found.place.line);
    },
    1_000,
  );
});

names('a slip is found among names, a book is not', () => {
  assert.is(nearest('agnets', ['agents', 'title']), 'agents');
  assert.is(nearest('a'.repeat(5_000_000), ['agents', 'title', 'project']), undefined);
  always(
    fc.tuple(anyText, fc.array(anyText, { maxLength: 5 })),
    ([word, all]) => {
      const right = nearest(word, all);
      assert.ok(right === undefined || all.includes(right));
    },
    500,
  );
});

names('front matter is split off or not, and nothing of the body is lost', () => {
  always(
    fc.tuple(anyText, anyText),
    ([front, body]) => {
      const parts = splitFrontMatter(`---\n${front}\n---\n${body}`);
      assert.is(parts.kind, 'split');
      assert.is(splitFrontMatter(`x${body}`).kind, 'none');
      assert.is(splitFrontMatter('---\nx').kind, 'unclosed');
    },
    500,
  );
});

/** The same, with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

values('have one text and one digest: in every order of keys, and read back from their bytes', () => {
  // With halves of characters, which JSON can hold and UTF-8 cannot.
  const odd = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\ud800', '\udc00x', '\0', '__proto__', -0, 1e21, 5e-324, null, true),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    map: fc.dictionary(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('__proto__', 'constructor', '\ud800', '2', '10')),
      tie('value'),
      { maxKeys: 5 },
    ),
  })).value;
  always(
    odd,
    (value) => {
      const text = canonicalJson(value);
      assert.is(canonicalJson(reversed(value)), text);
      const stored = Buffer.from(text).toString('utf8');
      assert.is(stored, text, 'nothing is lost as UTF-8');
      assert.is(canonicalJson(JSON.parse(stored)), text);
      assert.is(digestOfJson(JSON.parse(stored)), digestOf(text));
    },
    1_500,
  );
});

for (const test of [fences, plain, globs, names, values]) test.run();
