// Lazy schemas: the names and meanings of zod, but a call is only recorded, and zod creates the schema when it is first used. So a
// process pays only for the schemas that it checks with, and a command that reads checks few.

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

// These inspect a schema, including its identity.
export const compile: typeof zod.compile = ofMade(zod.compile);
export const toJSONSchema: typeof zod.toJSONSchema = ofMade(zod.toJSONSchema);

/** Methods that return another schema and can be deferred too. */
const FURTHER: ReadonlySet<unknown> = new Set(
  (
    'check default describe exclude extend length max min nullable optional partial pick positive prefault refine regex startsWith ' +
    'superRefine'
  ).split(' '),
);

type Call = (...given: readonly unknown[]) => object;
/** A deferred call of zod, or its result. `of`: the schema whose method is called. */
type Note = { call: Call; given: readonly unknown[]; of: Note | undefined; made: object | undefined };

/** A property by which a deferred schema is recognised; its value is the call. */
const NOTE = Symbol('note');
const noteOf = (given: object): Note | undefined => (given as { [NOTE]?: Note })[NOTE];

function noting<Written extends (...given: never[]) => zod.ZodType>(call: Written): Written {
  return ((...given: readonly unknown[]) => noted(call as unknown as Call, given)) as unknown as Written;
}

function ofMade<Asked extends (...given: never[]) => unknown>(ask: Asked): Asked {
  return ((...given: readonly unknown[]) => (ask as unknown as (...all: unknown[]) => unknown)(...given.map(made))) as unknown as Asked;
}

/** A proxy that behaves like the schema in every respect. */
function noted(call: Call, given: readonly unknown[], of?: Note): object {
  return new Proxy<Note>({ call, given, of, made: undefined }, STANDING_FOR);
}

function madeOf(note: Note): object {
  if (note.made === undefined) {
    note.made = note.call(...note.given.map(made));
    note.given = [];
    note.of = undefined;
  }
  return note.made;
}

/** Resolves the arguments for zod. Inside a created schema nothing is deferred any more, so checks are as fast as with plain zod. */
function made(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const note = noteOf(given);
  if (note) return madeOf(note);
  if (Array.isArray(given)) return given.map(made);
  return isShape(given) ? Object.fromEntries(Object.entries(given).map(([key, it]) => [key, made(it)])) : given;
}

const isShape = (given: object): boolean =>
  Object.getPrototypeOf(given) === Object.prototype &&
  Object.values(given).some((it) => typeof it === 'object' && it !== null && noteOf(it));

/** Creates a schema in steps, one for each part: a large one takes milliseconds, and other work can run in between. */
export function* making(schema: unknown): Generator<void, void, void> {
  if (typeof schema !== 'object' || schema === null) return;
  const note = noteOf(schema);
  if (note) yield* makingOf(note);
  else if (Array.isArray(schema) || isShape(schema)) for (const it of Object.values(schema)) yield* making(it);
}

function* makingOf(note: Note): Generator<void, void, void> {
  if (note.made !== undefined) return;
  if (note.of) yield* makingOf(note.of);
  yield* making(note.given);
  madeOf(note);
  yield;
}

/** Properties that are known without creating the schema: other schemas are built from these. */
function toldBy({ call, given: [first] }: Note, key: string): unknown {
  if (key === 'shape') return [zod.object, zod.strictObject, zod.looseObject].some((it) => it === call) ? first : undefined;
  return key === 'options' && [zod.enum].some((it) => it === (call as unknown)) && Array.isArray(first) ? first : undefined;
}

const STANDING_FOR: ProxyHandler<Note> = {
  get(note, key) {
    if (key === NOTE) return note;
    if (note.made === undefined && typeof key === 'string') {
      if (FURTHER.has(key)) return (...given: readonly unknown[]) => noted((...all) => further(note, key, all), given, note);
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
    // A proxy may report a property as non-configurable only if its own target has it.
    return found && { ...found, configurable: true };
  },
};

/** Throws zod's own error if the schema has no such method. */
function further(note: Note, key: string, given: readonly unknown[]): object {
  const schema = madeOf(note) as Record<typeof key, Call>;
  return Reflect.apply(Reflect.get(schema, key), schema, given);
}
