// Texts with limits: what is too long is cut with a mark or refused, as its schema says, and never in the middle of a character. Every
// event of the catalogue can be bounded, whatever its texts are.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { cut, firstCharacters } from '../../../contracts/cut.ts';
import { HOUSE_EVENTS } from '../../../contracts/house-event.ts';
import { bounded, boundedBy, cuttableList, exactText, freeText, wholeList } from '../../../contracts/text.ts';
import { RUN_EVENTS, type RunEvent } from '../../../skills/phases/events.ts';
import { fromSchema } from '../fuzz/from-schema.ts';

const test = suite('texts with limits');

test('what fits stays as it is', () => {
  assert.is(cut('', 0), '');
  assert.is(cut('abcd', 4), 'abcd');
  const value = { text: 'abcd', list: ['a'] };
  assert.is(bounded(z.object({ text: freeText(4), list: cuttableList(freeText(1), 1, () => '+') }), value), value);
});

test('what is too long is cut to the cap, with a mark', () => {
  const cases: [string, number, string][] = [
    ['abcde', 4, 'abc…'],
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cde', 5, 'ab😀…'],
    ['abcde', 1, '…'],
    ['x'.repeat(2000), 1000, `${'x'.repeat(969)}… [cut, 2000 characters in all]`],
  ];
  for (const [text, most, expected] of cases) assert.is(cut(text, most), expected);
  assert.is(firstCharacters('ab😀cd', 3), 'ab');
  assert.is(firstCharacters('ab😀cd', 4), 'ab😀');
});

test('a schema says which of its texts and lists may be cut, however deep', () => {
  const schema = z.strictObject({
    id: exactText(3),
    title: freeText(3).min(1).optional().describe('described and optional'),
    rows: cuttableList(z.strictObject({ why: freeText(3) }), 2, (left) => ({ why: `+${left}` })),
    all: wholeList(freeText(3), 2),
    either: z.union([z.literal('all'), cuttableList(freeText(3), 1, String)]),
    kind: z.discriminatedUnion('of', [
      z.strictObject({ of: z.literal('a'), text: exactText(3) }),
      z.strictObject({ of: z.literal('b'), text: freeText(3).nullable() }),
    ]),
    named: z.record(exactText(3), freeText(3)),
  });
  const long = {
    id: 'abcd',
    title: 'abcd',
    rows: [{ why: 'abcd' }, { why: 'b' }, { why: 'c' }],
    all: ['abcd', 'b', 'c'],
    either: ['abcd', 'b'],
    kind: { of: 'b' as const, text: 'abcd' },
    named: { abcd: 'abcd', b: 'b' },
  };
  assert.equal(bounded(schema, long), {
    id: 'abcd',
    title: 'ab…',
    rows: [{ why: 'ab…' }, { why: '+2' }],
    all: ['ab…', 'b', 'c'],
    either: ['2'],
    kind: { of: 'b', text: 'ab…' },
    named: { abcd: 'ab…', b: 'b' },
  });
  assert.is(long.title, 'abcd', 'nothing of what was given is changed');
  const exactKind = { ...long, kind: { of: 'a' as const, text: 'abcd' } };
  assert.is(bounded(schema, exactKind).kind, exactKind.kind);
});

test('an event is bounded by the schema of its own type, and an unknown one is left alone', () => {
  const bound = boundedBy<RunEvent>(RUN_EVENTS);
  const event: RunEvent = { type: 'note.added', payload: { note: { kind: 'warning', text: 'x'.repeat(20_000) } } };
  const { payload } = bound(event) as Extract<RunEvent, { type: 'note.added' }>;
  assert.is(payload.note.text.length, 16_384);
  assert.match(payload.note.text, /… \[cut, 20000 characters in all]$/);
  const strange = { type: 'constructor', payload: { text: 'x' } } as unknown as RunEvent;
  assert.is(bound(strange), strange);
});

for (const [stream, catalogue] of Object.entries({ run: RUN_EVENTS, house: HOUSE_EVENTS })) {
  for (const [type, schema] of Object.entries<z.ZodType>(catalogue)) {
    test(`${stream}: ${type} is accepted with texts at every limit, and with longer ones once it is bounded`, () => {
      fc.assert(
        fc.property(fromSchema(schema), (payload) => {
          z.parse(schema, payload);
          assert.is(bounded(schema, payload), payload);
        }),
        { numRuns: 30 },
      );
      fc.assert(
        fc.property(fromSchema(schema, true), (payload) => {
          const once = bounded(schema, payload);
          z.parse(schema, once);
          assert.is(bounded(schema, once), once, 'bounded twice is bounded once');
          assert.ok(JSON.stringify(once).includes('\\ud8') === false, 'no half of a character');
        }),
        { numRuns: 30 },
      );
    });
  }
}

test.run();
