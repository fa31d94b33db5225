// Globs, fingerprints, quotes, names and canonical values, of any text.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson, digestOf, digestOfJson } from '../../../runtime/canonical.ts';
import { globTest, pathTest } from '../../../runtime/globs.ts';
import { splitFrontMatter } from '../../../runtime/text/front-matter.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { findQuote, searchable } from '../../../validators/evidence/find-quote.ts';
import { fingerprint } from '../../../validators/evidence/fingerprint.ts';
import { pathProblem } from '../../../validators/evidence/path-problem.ts';
import { always } from './corpus.ts';
import { anyText } from './texts-fixture.ts';

const globs = suite('globs');

const names = suite('fingerprints and places');

const values = suite('values');

const GLOB = fc
  .array(
    fc.constantFrom('*', '**', '/', '?', '[', ']', '[!', '{', '}', ',', '!', '\\', 'a', 'b', '.', '-', '..', 'ü', '\0', '\ud800', '\n'),
    { maxLength: 60 },
  )
  .map((it) => it.join(''));

const PATH = fc
  .array(fc.constantFrom('a', 'b', '/', '.', '..', 'ü', '*', '{', ']', '\0', 'ab.ts'), { maxLength: 20 })
  .map((it) => it.join(''));

globs('answer yes or no for every path, whatever they are', () => {
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

globs('are matched quickly, however they are nested', () => {
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

names('stay the same for any indentation, line ends and notation of a path', () => {
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

names('a quote is found where it is, or reported missing, in any text', () => {
  always(
    fc.tuple(anyText, anyText, fc.option(fc.integer({ min: 1, max: 2 ** 31 }))),
    ([text, quote, line]) => {
      const found = findQuote(searchable(text), quote, line === null ? undefined : { from: line, to: line });
      if (found.kind === 'there' || found.kind === 'elsewhere') assert.ok(found.place.line >= 1 && found.place.endLine >= found.place.line);
    },
    1_000,
  );
});

names('a typo is matched with a name, a book is not', () => {
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

names('front matter may be split off, and nothing of the body is lost', () => {
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

globs.run();
names.run();
values.run();
