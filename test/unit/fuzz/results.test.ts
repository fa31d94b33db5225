// Result files as models, crashes and attackers write them: each is valid, incomplete, invalid or meant for another dispatch, and a valid
// one is read exactly as it was meant.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Result } from '../../../contracts/work/result.ts';
import { describeErrors } from '../../../validators/result/describe-errors.ts';
import { type Expected, type ResultReading, readResult } from '../../../validators/result/read-result.ts';
import { always, spoiledBytes, spoiledText, words } from './corpus.ts';

const test = suite('result files');

const EXPECTED: Expected = { dispatch: 'r-k3f5qa.d17', nonce: 'n-0123', role: 'analyser' };

const evidence = fc.record(
  {
    path: words({ minLength: 1, maxLength: 60 }),
    side: fc.constantFrom('head' as const, 'from' as const),
    line: fc.integer({ min: 1, max: 2 ** 31 }),
    endLine: fc.integer({ min: 1, max: 2 ** 31 }),
    quote: words({ maxLength: 200 }),
    quoteDigest: fc.stringMatching(/^[0-9a-f]{64}$/),
    searched: fc.record({ pattern: words({ minLength: 1, maxLength: 40 }), scope: words({ minLength: 1, maxLength: 40 }) }, PLAIN()),
    command: words({ maxLength: 60 }),
    output: words({ maxLength: 60 }),
  },
  { requiredKeys: ['path'], noNullPrototype: true },
);

const results: fc.Arbitrary<Result> = fc
  .record(
    {
      summary: words({ maxLength: 300 }),
      status: fc.constantFrom('done' as const, 'blocked' as const),
      question: words({ maxLength: 100 }),
      findings: fc.uniqueArray(
        fc.record(
          {
            localId: words({ minLength: 1, maxLength: 20 }),
            title: words({ minLength: 1, maxLength: 100 }),
            severity: fc.constantFrom('critical' as const, 'major' as const, 'minor' as const, 'info' as const),
            category: words({ minLength: 1, maxLength: 30 }),
            claim: words({ minLength: 1, maxLength: 200 }),
            evidence: fc.array(evidence, { maxLength: 3 }),
            recommendation: words({ maxLength: 60 }),
            confidence: fc.double({ min: 0, max: 1, noNaN: true }).map((it) => it + 0),
          },
          {
            requiredKeys: ['localId', 'title', 'severity', 'category', 'claim', 'evidence', 'confidence'],
            noNullPrototype: true,
          },
        ),
        { maxLength: 4, selector: (it) => it.localId },
      ),
      verdicts: fc.array(
        fc.record(
          {
            finding: fc.stringMatching(/^F-[0-9]{3}$/),
            verdict: fc.constantFrom('AGREE' as const, 'DISAGREE' as const, 'DUPLICATE' as const, 'ABSTAIN' as const),
            of: fc.constant('F-001'),
            basis: words({ maxLength: 60 }),
            evidence: fc.array(evidence, { maxLength: 2 }),
          },
          { requiredKeys: ['finding', 'verdict', 'basis'], noNullPrototype: true },
        ),
        { maxLength: 3 },
      ),
      narrative: fc.constant([]),
      gaps: fc.array(
        fc.record(
          {
            title: words({ minLength: 1, maxLength: 40 }),
            claim: words({ minLength: 1, maxLength: 40 }),
            category: words({ minLength: 1, maxLength: 20 }),
          },
          PLAIN(),
        ),
        { maxLength: 2 },
      ),
      coverage: words({ maxLength: 60 }),
      notes: words({ maxLength: 60 }),
      toolCalls: fc.nat(),
    },
    { requiredKeys: ['summary', 'status', 'findings', 'verdicts', 'narrative', 'gaps'], noNullPrototype: true },
  )
  .map((it) => Result.parse({ ...EXPECTED, ...it }));

function PLAIN(): { noNullPrototype: true } {
  return { noNullPrototype: true };
}

const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const EXAMPLE: Result =
  fc.sample(
    results.filter((it) => it.findings.length > 1 && it.verdicts.length > 0),
    { numRuns: 1, seed: 7 },
  )[0] ?? Result.parse({});
const TEXT = JSON.stringify(EXAMPLE, null, 1);

/** One of four answers, each saying what it must, and short enough for a journal and a prompt. */
function isClear(reading: ResultReading): void {
  switch (reading.kind) {
    case 'valid':
      assert.equal(Result.parse(reading.result), reading.result);
      assert.is(reading.result.dispatch, EXPECTED.dispatch);
      assert.is(reading.result.nonce, EXPECTED.nonce);
      assert.is(reading.result.role, EXPECTED.role);
      return;
    case 'incomplete':
      assert.ok(reading.why.length > 0 && reading.why.length <= 300, reading.why);
      return;
    case 'wrong-dispatch':
      assert.ok(reading.found.length <= 150, reading.found);
      return;
    case 'invalid': {
      assert.ok(reading.errors.length >= 1);
      for (const { message } of reading.errors.slice(0, 50)) assert.ok(message.length > 0 && message.length <= 300, message);
      const said = describeErrors(reading.errors);
      assert.ok(said.length > 0 && said.split('\n').length <= 21, said);
      assert.not.match(said, /call stack|Cannot read/);
    }
  }
}

test('any valid result is read as it was meant', () => {
  always(
    fc.tuple(results, fc.constantFrom('', '\ufeff'), fc.constantFrom('', '```json\n', '~~~~\r\n'), fc.boolean()),
    ([result, mark, fence, indented]) => {
      const json = JSON.stringify(result, null, indented ? 2 : undefined);
      const text = `${mark}${fence}${json}${fence === '' ? '\n' : `\n${fence.replace(/[^`~]/g, '')}\n`}`;
      const reading = readResult(bytesOf(text), EXPECTED);
      assert.equal(reading.kind === 'valid' ? reading.result : reading, result, text);
      if (reading.kind === 'valid') {
        assert.equal(reading.flags, [...(mark ? ['byte-order-mark'] : []), ...(fence ? ['fenced'] : [])]);
      }
    },
    300,
  );
});

test('unknown keys, and nulls for what is left out, change nothing', () => {
  const odd = fc.dictionary(fc.constantFrom('x', '__proto__', 'constructor', 'toString', 'also-this'), fc.jsonValue(), { maxKeys: 3 });
  always(
    fc.tuple(results, odd),
    ([result, more]) => {
      const strange = {
        ...more,
        ...result,
        question: result.question ?? null,
        findings: result.findings.map((it) => ({ ...more, ...it, recommendation: it.recommendation ?? null })),
      };
      const reading = readResult(bytesOf(JSON.stringify(strange)), EXPECTED);
      assert.equal(reading.kind === 'valid' ? reading.result : reading, result);
    },
    200,
  );
  assert.is(({} as { force?: unknown }).force, undefined, 'no prototype was reached');
});

test('every prefix of it counts as incomplete, neither valid nor invalid', () => {
  const bytes = bytesOf(TEXT);
  for (let end = 0; end < bytes.length; end++) assert.is(readResult(bytes.subarray(0, end), EXPECTED).kind, 'incomplete', `${end} bytes`);
  assert.is(readResult(bytes, EXPECTED).kind, 'valid');
});

test('damaged in any way it gets one of four answers', () => {
  always(spoiledText([TEXT, JSON.stringify(EXAMPLE)]), (text) => isClear(readResult(bytesOf(text), EXPECTED)), 1_000);
  always(spoiledBytes([bytesOf(TEXT)]), (bytes) => isClear(readResult(bytes, EXPECTED)), 600);
  always(fc.uint8Array({ maxLength: 200 }), (bytes) => isClear(readResult(bytes, EXPECTED)), 300);
  always(fc.jsonValue(), (value) => isClear(readResult(bytesOf(JSON.stringify(value)), EXPECTED)), 500);
});

test('any key with any value gets one of four answers', () => {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, '', 0, -1, 1e308, true, [], {}, [[]], [{}], 'r-k3f5qa.d18', '\ud800'),
    fc.jsonValue(),
  );
  always(
    fc.tuple(fc.constantFrom(...Object.keys(EXAMPLE), 'plan', 'narrative', 'nonce', 'role'), odd),
    ([key, value]) => isClear(readResult(bytesOf({ ...EXAMPLE, [key]: value }), EXPECTED)),
    600,
  );
});

const huge = (text: string): string =>
  `{"dispatch":"${EXPECTED.dispatch}","nonce":"${EXPECTED.nonce}","role":"analyser","status":"done","summary":"",${text}}`;

/** Up to the cap of two megabytes; each would take minutes, or the stack, if it were read another way. */
const BOMBS: [what: string, text: string, kind: ResultReading['kind']][] = [
  ['half a million findings of nothing', huge(`"findings":[${'{},'.repeat(500_000)}{}]`), 'invalid'],
  ['findings with half a million wrong keys', huge(`"findings":[{"evidence":[${'{},'.repeat(500_000)}{}]}]`), 'invalid'],
  ['a plan of a hundred thousand wrong stages', huge(`"plan":{"stages":[${'{"x":1},'.repeat(100_000)}{}]}`), 'invalid'],
  ['lists in lists', huge(`"findings":${'['.repeat(500_000)}${']'.repeat(500_000)}`), 'invalid'],
  ['maps in maps', huge(`"x":${'{"x":'.repeat(200_000)}1${'}'.repeat(200_000)}`), 'invalid'],
  ['lists that never end', '['.repeat(2_000_000), 'incomplete'],
  ['fences without an end', `\`\`\`\n${'\n```'.repeat(400_000)}x`, 'incomplete'],
  ['fences and blanks', `\`\`\`\n${`\n${' '.repeat(500)}`.repeat(4_000)}x`, 'incomplete'],
  ['fences of all lengths', Array.from({ length: 1_900 }, (_, at) => '`'.repeat(at)).join('\n'), 'incomplete'],
  ['blanks', ' '.repeat(2_000_000), 'incomplete'],
  ['blanks and a fence', `${'\n'.repeat(1_000_000)}\`\`\``, 'incomplete'],
  ['one long text', huge(`"notes":"${'x'.repeat(2_000_000)}"`), 'invalid'],
  ['one long key', huge(`"${'k'.repeat(2_000_000)}":1`), 'valid'],
  ['one key half a million times', huge(`${'"x":1,'.repeat(300_000)}"y":1`), 'valid'],
  ['a hundred thousand keys', huge(Array.from({ length: 100_000 }, (_, at) => `"k${at}":null`).join(',')), 'invalid'],
  [
    'a hundred thousand commands',
    huge(`"plan":{"commands":{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":0`).join(',')}}}`),
    'invalid',
  ],
  ['a stage of a hundred thousand wrong steps', huge(`"plan":{"stages":[{"steps":[${'{"x":1},'.repeat(100_000)}{}]}]}`), 'invalid'],
  [
    'two hundred stages of a hundred wrong steps',
    huge(`"plan":{"stages":[${Array(200).fill(`{"steps":[${Array(100).fill('{"x":1}')}]}`)}]}`),
    'invalid',
  ],
  ['a number without end', huge(`"toolCalls":${'9'.repeat(1_000_000)}`), 'invalid'],
];
for (const [what, text, kind] of BOMBS) {
  test(`${what}: ${kind}, soon`, () => {
    const reading = readResult(bytesOf(text), EXPECTED);
    assert.is(reading.kind, kind);
    isClear(reading);
  });
}

test('another dispatch or another nonce is distinguished from a mistake', () => {
  for (const [change, kind] of [
    [{ dispatch: 'r-k3f5qa.d18' }, 'wrong-dispatch'],
    [{ nonce: 'n-0124' }, 'wrong-dispatch'],
    [{ dispatch: 'd'.repeat(1_000_000) }, 'wrong-dispatch'],
    [{ dispatch: 17 }, 'invalid'],
    [{ nonce: null }, 'invalid'],
    [{ role: 'critic' }, 'invalid'],
  ] as const) {
    const reading = readResult(bytesOf({ ...EXAMPLE, ...change }), EXPECTED);
    assert.is(reading.kind, kind, JSON.stringify(change).slice(0, 80));
    isClear(reading);
  }
});

test.run();
