// Lazy schemas: nothing is created before it is needed, and afterwards they behave exactly like those of zod.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as zod from 'zod';
import * as later from '../../../contracts/schema.ts';
import { DOCUMENTS, EVENTS } from '../../../daemon/cli/acts/schemas.ts';

const test = suite('lazy schemas');

test('nothing is made before it is needed', () => {
  // Zod refuses this one when it makes it.
  const refused = /Key c not found/;
  assert.throws(() => zod.enum(['a', 'b']).exclude(['c' as 'a']), refused);
  const impossible = later.strictObject({
    list: later
      .array(
        later
          .enum(['a', 'b'])
          .exclude(['c' as 'a'])
          .optional(),
      )
      .min(1),
  });
  assert.throws(() => impossible.describe('it cannot be').safeParse({}), refused);
});

/** The same schema by whichever of the two writes it. */
const written = (z: typeof later) => {
  const Name = z
    .string()
    .min(2)
    .max(5)
    .regex(/^[a-z]+$/, 'only letters')
    .describe('a name');
  const Kind = z.enum(['one', 'two', 'three']);
  const Point = z.strictObject({ x: z.int().positive(), y: z.number().default(4), name: Name.optional() });
  const Wider = Point.extend({ kind: Kind.exclude(['two']), deep: z.record(z.string(), z.array(Point).length(1)).nullable() });
  return z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('point'), at: Point.refine(({ x, y }) => x !== y, 'on the diagonal') }),
    z.strictObject({ is: z.literal('wide'), at: Wider, also: Point.partial(), more: z.strictObject({ ...Point.shape, b: z.boolean() }) }),
    z.object({
      is: z.literal('any'),
      text: z.union([z.templateLiteral(['run/', Name]), z.json()]),
      kind: z.enum([...Kind.options, 'four']),
    }),
    z.looseObject({ is: z.literal('loose'), set: z.partialRecord(Kind, z.unknown()), with: z.strictObject({ a: z.int().prefault(1) }) }),
  ]);
};

const GIVEN: readonly unknown[] = [
  { is: 'point', at: { x: 1 } },
  { is: 'point', at: { x: 4 } },
  { is: 'point', at: { x: -1, y: 'a', name: 'A', more: 1 } },
  { is: 'wide', at: { x: 1, kind: 'one', deep: { a: [{ x: 2 }] } }, also: {}, more: { x: 1, b: true } },
  { is: 'wide', at: { x: 1, kind: 'two', deep: { a: [] } }, also: { z: 1 }, more: {} },
  { is: 'any', text: 'run/abc', kind: 'four' },
  { is: 'any', text: undefined, kind: 'five', dropped: 1 },
  { is: 'loose', set: { one: 1 }, with: {}, kept: 1 },
  { is: 'other' },
  null,
];

test('a lazy schema means the same as in zod', () => {
  const [ours, its] = [written(later), written(zod as unknown as typeof later)];
  for (const given of GIVEN) {
    const [a, b] = [ours.safeParse(given), its.safeParse(given)];
    assert.equal(a.data, b.data, JSON.stringify(given));
    assert.equal(a.error?.issues, b.error?.issues, JSON.stringify(given));
    const compiled = later.compile(ours).safeParse(given);
    assert.equal(compiled.data, b.data, `compiled: ${JSON.stringify(given)}`);
  }
  assert.equal(later.toJSONSchema(ours, { io: 'input' }), zod.toJSONSchema(its, { io: 'input' }));
});

test('one is made part by part, each part once, and means the same', () => {
  const asked: string[] = [];
  const noted = (name: string) => {
    asked.push(name);
    return true;
  };
  const schema = written(later);
  const before = [...later.making(schema)].length;
  assert.ok(before > 30, `${before} steps`);
  assert.is([...later.making(schema)].length, 0);
  const its = written(zod as unknown as typeof later);
  for (const given of GIVEN) assert.equal(schema.safeParse(given).data, its.safeParse(given).data, JSON.stringify(given));
  // What goes on from another schema comes behind it, and nothing is checked while it is made.
  const further = later.strictObject({ a: later.string() }).extend({ b: later.string().refine(() => noted('b')) });
  assert.ok([...later.making([further])].length >= 5);
  assert.equal(asked, []);
  assert.is(further.safeParse({ a: 'a', b: 'b' }).success, true);
  assert.equal(asked, ['b']);
});

test('zod accepts one as its own', () => {
  const name = later.string().min(2);
  const outer = zod.strictObject({ name, list: zod.array(name).optional() });
  assert.ok(name instanceof zod.ZodString);
  assert.equal(outer.parse({ name: 'ab' }), { name: 'ab' });
  assert.is(outer.safeParse({ name: 'a' }).success, false);
  assert.equal(zod.toJSONSchema(outer).required, ['name']);
  assert.ok('_zod' in name && Object.keys(name).length === Object.keys(zod.string().min(2)).length);
});

test('a wrong method name is refused as zod refuses it', () => {
  const text = later.string() as unknown as { extend(shape: object): { safeParse(value: unknown): unknown } };
  assert.throws(() => text.extend({}).safeParse(1), /not a function|called on/);
});

test('every schema of the contracts can be made', () => {
  const nouns = Object.entries({ ...DOCUMENTS, ...EVENTS });
  for (const [name, schema] of nouns) assert.type(later.toJSONSchema(schema, { io: 'input' }), 'object', name);
  assert.ok(nouns.length > 100, String(nouns.length));
});

test.run();
