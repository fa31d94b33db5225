// How schemas are written here: with the names of zod, and the same meaning. What is written is only noted down; zod makes a schema
// of it when it is first asked for something. So a process pays for the nouns that it checks, and a reading command checks few.

import * as zod from 'zod';

export type { core, infer, input, output, ZodArray, ZodError, ZodObject, ZodOptional, ZodRawShape, ZodString, ZodType } from 'zod';
export { fromJSONSchema, maxLength, safeParse } from 'zod';

export const array: typeof zod.array = noting(zod.array);
export const boolean: typeof zod.boolean = noting(zod.boolean);
export const discriminatedUnion: typeof zod.discriminatedUnion = noting(zod.discriminatedUnion);
export const int: typeof zod.int = noting(zod.int);
export const json: typeof zod.json = noting(zod.json);
export const literal: typeof zod.literal = noting(zod.literal);
export const looseObject: typeof zod.looseObject = noting(zod.looseObject);
export const number: typeof zod.number = noting(zod.number);
export const object: typeof zod.object = noting(zod.object);
export const partialRecord: typeof zod.partialRecord = noting(zod.partialRecord);
export const record: typeof zod.record = noting(zod.record);
export const strictObject: typeof zod.strictObject = noting(zod.strictObject);
export const string: typeof zod.string = noting(zod.string);
export const templateLiteral: typeof zod.templateLiteral = noting(zod.templateLiteral);
export const union: typeof zod.union = noting(zod.union);
export const unknown: typeof zod.unknown = noting(zod.unknown);
const oneOf: typeof zod.enum = noting(zod.enum);

export { oneOf as enum };

// These look into a schema, by its identity too.
export const compile: typeof zod.compile = ofMade(zod.compile);
export const toJSONSchema: typeof zod.toJSONSchema = ofMade(zod.toJSONSchema);

/** What gives a further schema when it is called, and can wait as well. */
const FURTHER: ReadonlySet<unknown> = new Set(
  (
    'check default describe exclude extend length max min nullable optional partial pick positive prefault refine regex startsWith ' +
    'superRefine'
  ).split(' '),
);

type Call = (...given: readonly unknown[]) => object;
/** A call of zod that was not made yet, or what came of it. */
type Note = { call: Call; given: readonly unknown[]; made: object | undefined };

/** By this a schema that stands for a note is known, and gives it. */
const NOTE = Symbol('note');
const noteOf = (given: object): Note | undefined => (given as { [NOTE]?: Note })[NOTE];

function noting<Written extends (...given: never[]) => zod.ZodType>(call: Written): Written {
  return ((...given: readonly unknown[]) => noted(call as unknown as Call, given)) as unknown as Written;
}

function ofMade<Asked extends (...given: never[]) => unknown>(ask: Asked): Asked {
  return ((...given: readonly unknown[]) => (ask as unknown as (...all: unknown[]) => unknown)(...given.map(made))) as unknown as Asked;
}

/** To be taken for the schema in every respect. */
function noted(call: Call, given: readonly unknown[]): object {
  return new Proxy<Note>({ call, given, made: undefined }, STANDING_FOR);
}

function madeOf(note: Note): object {
  if (note.made === undefined) {
    note.made = note.call(...note.given.map(made));
    note.given = [];
  }
  return note.made;
}

/** As zod is given it. Inside a schema that is made nothing is put off any more: checks are as fast as they would have been. */
function made(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const note = noteOf(given);
  if (note) return madeOf(note);
  if (Array.isArray(given)) return given.map(made);
  const isShape =
    Object.getPrototypeOf(given) === Object.prototype &&
    Object.values(given).some((it) => typeof it === 'object' && it !== null && noteOf(it));
  return isShape ? Object.fromEntries(Object.entries(given).map(([key, it]) => [key, made(it)])) : given;
}

/** What it can tell of itself without being made: other nouns are put together of these. */
function toldBy({ call, given: [first] }: Note, key: string): unknown {
  if (key === 'shape') return [zod.object, zod.strictObject, zod.looseObject].some((it) => it === call) ? first : undefined;
  return key === 'options' && [zod.enum].some((it) => it === (call as unknown)) && Array.isArray(first) ? first : undefined;
}

const STANDING_FOR: ProxyHandler<Note> = {
  get(note, key) {
    if (key === NOTE) return note;
    if (note.made === undefined && typeof key === 'string') {
      if (FURTHER.has(key)) return (...given: readonly unknown[]) => noted((...all) => further(note, key, all), given);
      const told = toldBy(note, key);
      if (told !== undefined) return told;
    }
    return Reflect.get(madeOf(note), key);
  },
  has: (note, key) => Reflect.has(madeOf(note), key),
  set: (note, key, value) => Reflect.set(madeOf(note), key, value),
  getPrototypeOf: (note) => Reflect.getPrototypeOf(madeOf(note)),
  ownKeys: (note) => Reflect.ownKeys(madeOf(note)),
  getOwnPropertyDescriptor(note, key) {
    const found = Reflect.getOwnPropertyDescriptor(madeOf(note), key);
    // A proxy may only call that fixed which its own target has.
    return found && { ...found, configurable: true };
  },
};

/** What zod itself says where the schema has no such thing. */
function further(note: Note, key: string, given: readonly unknown[]): object {
  const schema = madeOf(note) as Record<typeof key, Call>;
  return Reflect.apply(Reflect.get(schema, key), schema, given);
}
