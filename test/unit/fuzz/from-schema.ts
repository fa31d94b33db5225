// Generates values that a schema accepts, and with `over` also values that are too long where they may be cut. Texts are mostly as long as
// their limit, with characters that are difficult: surrogate pairs, controls, marks that reverse the direction.

import fc from 'fast-check';
import { z } from 'zod';
import { bounded } from '../../../contracts/text.ts';

/** For a list that is generated without a cap of its own. */
const FEW = 3;
/** For a text that is generated without a cap of its own. */
const SHORT = 40;
const DEAR = ['a', ' ', '\n', '\u0000', '"', '\\', 'é', '\u202e', '\u200b', '😀', '👩‍👩‍👧', '\u009b', '\ufffd'];

export function fromSchema<Schema extends z.ZodType>(schema: Schema, over = false): fc.Arbitrary<z.input<Schema>> {
  return arbitraryOf(schema as unknown as z.core.$ZodTypes, over) as fc.Arbitrary<z.input<Schema>>;
}

function arbitraryOf(schema: z.core.$ZodTypes, over: boolean): fc.Arbitrary<unknown> {
  const inner = (it: z.core.$ZodType) => arbitraryOf(it as z.core.$ZodTypes, over);
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
      return textOf(schema, over);
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'unknown':
      return fc.jsonValue({ maxDepth: 1 });
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array':
      return listOf(schema, inner(def.element), over);
    case 'object': {
      const keys = Object.entries(def.shape).map(([key, it]) => [key, inner(it)] as const);
      const optional = Object.entries(def.shape).flatMap(([key, it]) => (it._zod.optin === 'optional' ? [key] : []));
      const whole = fc.record(Object.fromEntries(keys), {
        requiredKeys: Object.keys(def.shape).filter((key) => !optional.includes(key)),
        noNullPrototype: true,
      });
      return refined(schema, whole);
    }
    case 'record':
      return fc.dictionary(inner(def.keyType) as fc.Arbitrary<string>, inner(def.valueType), { maxKeys: 2, noNullPrototype: true });
    case 'union':
      return fc.oneof(...def.options.map(inner));
    case 'optional':
    case 'default':
    case 'prefault':
      return inner(def.innerType);
    case 'nullable':
      return fc.option(inner(def.innerType), { nil: null });
    default:
      throw new Error(`no values are made for a schema of type ${def.type}`);
  }
}

/** What a check of its own refuses is thrown away; bounded first, for a check does not run on what is too long. */
function refined(schema: z.core.$ZodTypes, all: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const own = (schema._zod.def.checks ?? []).some((it) => it._zod.def.check === 'custom');
  return own ? all.filter((it) => z.core.safeParse(schema, bounded(schema as unknown as z.ZodType, it)).success) : all;
}

type Limits = { min?: number; above?: number; max?: number; pattern?: RegExp; whole: boolean };

/** What its checks ask for. */
function limitsOf({ _zod: { def } }: z.core.$ZodTypes): Limits {
  const limits: Limits = { whole: 'format' in def };
  for (const { _zod } of def.checks ?? []) {
    const check = (_zod as z.core.$ZodChecks['_zod']).def;
    if (check.check === 'min_length') limits.min = check.minimum;
    if (check.check === 'max_length') limits.max = check.maximum;
    if (check.check === 'string_format' && check.pattern) limits.pattern = check.pattern;
    if (check.check === 'greater_than') limits[check.inclusive ? 'min' : 'above'] = Number(check.value);
    if (check.check === 'less_than') limits.max = Number(check.value);
  }
  return limits;
}

/** Cut by its schema, or only refused. */
const isCuttable = (schema: z.core.$ZodTypes, tooLong: unknown): boolean => bounded(schema as unknown as z.ZodType, tooLong) !== tooLong;

function textOf(schema: z.core.$ZodTypes, over: boolean): fc.Arbitrary<string> {
  const { min = 0, max = SHORT, pattern } = limitsOf(schema);
  if (pattern) return fc.stringMatching(pattern).filter((it) => z.core.safeParse(schema, it).success);
  const lengths = [min, Math.min(max, min + 1), max - 1, max, max].filter((it) => it >= min);
  if (over && isCuttable(schema, 'x'.repeat(max + 1))) lengths.push(max + 1, max + 2, max * 2 + 7);
  return fc
    .record({ unit: fc.constantFrom(...DEAR), ahead: fc.constantFrom('', 'x', 'xy'), length: fc.constantFrom(...lengths) })
    .map(({ unit, ahead, length }) => exactly(length, ahead, unit));
}

/** A text of exactly that many UTF-16 units, made of whole characters. */
function exactly(length: number, ahead: string, unit: string): string {
  const text = `${ahead}${unit.repeat(Math.floor(Math.max(0, length - ahead.length) / unit.length))}`.slice(0, length).toWellFormed();
  return text.padEnd(length, 'z');
}

function numberOf(schema: z.core.$ZodTypes): fc.Arbitrary<number> {
  const { min = -1_000_000, above, max = 1_000_000_000, whole } = limitsOf(schema);
  if (whole) return fc.integer({ min: above === undefined ? min : above + 1, max });
  return fc.double({ min: above ?? min, max, noNaN: true, minExcluded: above !== undefined });
}

/** A long list is one entry again and again: only its length is of interest. */
function listOf(schema: z.core.$ZodTypes, each: fc.Arbitrary<unknown>, over: boolean): fc.Arbitrary<unknown[]> {
  const { min = 0, max = FEW } = limitsOf(schema);
  const some = fc.array(each, { minLength: min, maxLength: Math.max(min, Math.min(max, FEW)) });
  const cuttable = over && isCuttable(schema, new Array(max + 1).fill(undefined));
  const most = each.map((it) => new Array(cuttable ? max + 3 : max).fill(it));
  return refined(schema, fc.oneof({ weight: 6, arbitrary: some }, { weight: cuttable ? 3 : 0, arbitrary: most })) as fc.Arbitrary<
    unknown[]
  >;
}
