// The macros of a prompt: found by spans, faults with line and column, and what comes in is never read again.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filledIn, forModel, wholeText } from '../../../../skills/make/compile.ts';
import { macrosIn, readMacros } from '../../../../skills/make/macros.ts';

const macros = suite('macros of a prompt');

const one = (body: string) => {
  const read = readMacros(body);
  return read.kind === 'pieces' ? macrosIn(read.pieces) : [];
};
const faultOf = (body: string): string => {
  const read = readMacros(body);
  return read.kind === 'faults' ? read.faults.map((it) => `${it.line}:${it.column} ${it.message}`).join(' | ') : 'no fault';
};

macros('are found with kind, name, parameters and place', () => {
  const body = 'a {{require:glossary}}\n{{generate:notes|lang=de| of = a b }}{{file:docs/a b.md}}';
  assert.equal(
    one(body).map(({ kind, name, params, line, column }) => [kind, name, params, line, column]),
    [
      ['require', 'glossary', {}, 1, 3],
      ['generate', 'notes', { lang: 'de', of: 'a b' }, 2, 1],
      ['file', 'docs/a b.md', {}, 2, 38],
    ],
  );
});

macros('may have spaces around their parts, and an empty value', () => {
  assert.equal(
    one('{{ param : x }}{{generate:p|a=}}').map(({ name, params }) => [name, params]),
    [
      ['x', {}],
      ['p', { a: '' }],
    ],
  );
});

const FAULTS: readonly [what: string, body: string, says: RegExp][] = [
  ['a kind with a slip in it', 'x\n  {{requier:a}}', /^2:3 unknown macro `requier`; did you mean `require`\?/],
  ['a kind that is none', '{{now:x}}', /^1:1 unknown macro `now` ?.*The macros are require, optional, generate, file, param/],
  ['nothing at all', '{{}}', /^1:1 unknown macro ``/],
  ['no name', '{{require}}', /^1:1 `require` needs a name/],
  ['an empty name', '{{param: }}', /^1:1 `param` needs a name/],
  ['one that is not closed', 'a\n{{require:x\nb }}', /^2:1 `\{\{require:x` is not closed/],
  ['one that is never closed', '{{require:x', /^1:1 .* is not closed/],
  ['one inside another', '{{generate:a|p={{param:x}}}}', /^1:1 .* is not closed/],
  ['a bad name of an artifact', '{{require:../x}}', /^1:1 `\.\.\/x` is not the name of an artifact/],
  ['a name with capitals', '{{optional:Glossary}}', /is not the name of an artifact/],
  ['a path out of the project', '{{file:a/../../b}}', /is not a path inside the project/],
  ['an absolute path', '{{file:/etc/passwd}}', /is not a path inside the project/],
  ['a path in a home', '{{file:~/.ssh/id_rsa}}', /is not a path inside the project/],
  ['parameters where none are taken', '{{require:a|b=c}}', /`require` takes no parameters/],
  ['a parameter without a value', '{{generate:a|b}}', /`b` is not a parameter: write `name=value`/],
  ['a parameter given twice', '{{generate:a|b=1|b=2}}', /`b` is given twice/],
  ['a parameter with a bad name', '{{generate:a|1b=2}}', /`1b` is not the name of a parameter/],
  ['all of them', '{{a:b}}\n\n {{c:d}}', /^1:1 .* \| 3:2 /],
];
for (const [what, body, says] of FAULTS) macros(`fault: ${what}`, () => assert.match(faultOf(body), says));

macros('an escaped pair of braces is text', () => {
  const read = readMacros('\\{{require:x}} and }} and { {');
  assert.equal(read, { kind: 'pieces', pieces: [{ kind: 'text', text: '{{require:x}} and }} and { {' }] });
});

macros('keeps the numbers of the lines of the whole file', () => assert.is(faultAt('\n{{x:y}}', 7), 8));

function faultAt(body: string, first: number): number | undefined {
  const read = readMacros(body, first);
  return read.kind === 'faults' ? read.faults[0]?.line : undefined;
}

const word = fc.string({ unit: 'grapheme', maxLength: 30 });
const hostile = fc.oneof(word, fc.constantFrom('{{require:x}}', '{{', '}}', '\\{{', '{{param:a}}\n', '$&', '{{generate:p}}'));

macros('any text is parsed, or has errors with positions', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 8 }), (parts) => {
      const body = parts.join('');
      const read = readMacros(body);
      if (read.kind === 'pieces') return;
      for (const { line, column } of read.faults) {
        const text = body.split('\n')[line - 1];
        assert.ok(text?.startsWith('{{', column - 1), `${line}:${column} of ${JSON.stringify(body)}`);
      }
    }),
  );
});

macros('inserted text stays as it is, whatever it says, between the same words', () => {
  const body = 'a {{param:one}} b {{file:two}} c {{require:three}} d';
  const read = readMacros(body);
  if (read.kind !== 'pieces') throw new Error('it has faults');
  fc.assert(
    fc.property(fc.tuple(hostile, hostile, hostile), ([one, two, three]) => {
      const filled = filledIn(read.pieces, [one, two, three]);
      assert.is(wholeText(filled), `a ${one} b ${two} c ${three} d`);
      const { words, inputs } = forModel(filled);
      assert.is(inputs.map((it) => it.text).join('|'), [two, three].filter((it) => it !== '').join('|'), 'what others wrote is apart');
      assert.ok(words.startsWith(`a ${one} b `));
    }),
  );
});

macros.run();
