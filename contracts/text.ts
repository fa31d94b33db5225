// Texts and lists with limits. The schema decides what happens beyond the limit: `freeText` and `cuttableList` can be cut, with a visible
// mark, by `bounded`; `exactText` and `wholeList` are refused, because half of a path or argument would be a different one.

import { cut } from './cut.ts';
import * as z from './schema.ts';

/** Marks a cut text or list as incomplete. */
type Cut = { most: number; more?: (left: number) => unknown };

/** The checks that cutting can satisfy. A schema keeps its checks when it is described or made optional. */
const CUTS = new WeakMap<object, Cut>();

function cuttable(most: number, more?: Cut['more']): z.core.$ZodCheckMaxLength {
  const check = z.maxLength(most) as z.core.$ZodCheckMaxLength;
  CUTS.set(check, more ? { most, more } : { most });
  return check;
}

/** Text for a person to read. In input, more is refused; what the program writes itself is cut by `bounded`. */
export const freeText = (most: number): z.ZodString => z.string().check(cuttable(most));

/** A name, a path, an argument: right or wrong, and never cut. */
export const exactText = (most: number): z.ZodString => z.string().max(most);

/** A list in which every entry counts. */
export const wholeList = <Item extends z.ZodType>(item: Item, most: number): z.ZodArray<Item> => z.array(item).max(most);

/** A list in which the first entries matter; `more` makes the last entry of a cut list, which says how many are left out. */
export const cuttableList = <Item extends z.ZodType>(item: Item, most: number, more: (left: number) => z.input<Item>): z.ZodArray<Item> =>
  z.array(item).check(cuttable(most, more));

/** An absolute path, or one within a project: no system accepts a longer one. */
export const PathText = exactText(4096);

function cutList(list: readonly unknown[], { most, more }: Cut): readonly unknown[] {
  if (list.length <= most || !more) return list;
  const kept = list.slice(0, Math.max(0, most - 1));
  return [...kept, more(list.length - kept.length)];
}

/**
 * Cuts everything that the schema allows to be cut; returns the same value if nothing is too long. It checks nothing else: what is
 * wrong otherwise stays wrong.
 */
export function bounded<Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): z.input<Schema> {
  return (cutterOf(schema)?.(value) ?? value) as z.input<Schema>;
}

/** The same for events of a catalogue: each by the schema of its own type. */
export function boundedBy<Event extends { type: string; payload: unknown }>(
  catalogue: Readonly<Record<string, z.ZodType>>,
): (event: Event) => Event {
  return (event) => {
    const schema = Object.hasOwn(catalogue, event.type) ? catalogue[event.type] : undefined;
    if (!schema) return event;
    const payload = bounded(schema, event.payload);
    return payload === event.payload ? event : { ...event, payload };
  };
}

/** Returns the same value if nothing had to be cut. */
type Cutter = (value: unknown) => unknown;

/** Computed once for each schema; 'none' if nothing in it can be cut. */
const cutters = new WeakMap<z.core.$ZodType, Cutter | 'none'>();

function cutterOf(schema: z.core.$ZodType): Cutter | undefined {
  const known = cutters.get(schema);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const made = makeCutter(schema as z.core.$ZodTypes);
  cutters.set(schema, made ?? 'none');
  return made;
}

function makeCutter(schema: z.core.$ZodTypes): Cutter | undefined {
  const { def } = schema._zod;
  const cuts = (def.checks ?? []).flatMap((check) => CUTS.get(check) ?? []);
  switch (def.type) {
    case 'string': {
      const most = Math.min(...cuts.map((it) => it.most));
      return cuts.length === 0 ? undefined : (value) => (typeof value === 'string' ? cut(value, most) : value);
    }
    case 'array':
      return listCutter(cutterOf(def.element), cuts);
    case 'object':
      return objectCutter(
        Object.entries(def.shape).flatMap(([key, inner]) => {
          const cutter = cutterOf(inner);
          return cutter ? [[key, cutter] as const] : [];
        }),
      );
    case 'record': {
      const cutter = cutterOf(def.valueType);
      return (
        cutter &&
        ((value) =>
          isObject(value)
            ? changed(
                value,
                Object.keys(value).map((key) => [key, cutter] as const),
              )
            : value)
      );
    }
    case 'union':
      return unionCutter(def.options, 'discriminator' in def ? String(def.discriminator) : undefined);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return cutterOf(def.innerType);
    default:
      return undefined;
  }
}

function listCutter(each: Cutter | undefined, cuts: readonly Cut[]): Cutter | undefined {
  if (!each && cuts.length === 0) return undefined;
  return (value) => {
    if (!Array.isArray(value)) return value;
    const list = cuts.reduce<readonly unknown[]>(cutList, value);
    if (!each) return list;
    const inner = list.map(each);
    return inner.every((it, at) => it === list[at]) ? list : inner;
  };
}

function objectCutter(keys: readonly (readonly [string, Cutter])[]): Cutter | undefined {
  return keys.length === 0 ? undefined : (value) => (isObject(value) ? changed(value, keys) : value);
}

function changed(value: Record<string, unknown>, keys: readonly (readonly [string, Cutter])[]): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const [key, cutter] of keys) {
    const before = value[key];
    const after = before === undefined ? undefined : cutter(before);
    if (after !== before) copy = { ...(copy ?? value), [key]: after };
  }
  return copy ?? value;
}

/** By the discriminator, if there is one; otherwise by the first option of the same type. */
function unionCutter(options: readonly z.core.$ZodType[], discriminator: string | undefined): Cutter | undefined {
  const cutting = options.flatMap((option) => {
    const cutter = cutterOf(option);
    return cutter ? [{ option: option as z.core.$ZodTypes, cutter }] : [];
  });
  if (cutting.length === 0) return undefined;
  return (value) => cutting.find(({ option }) => mayBe(option, value, discriminator))?.cutter(value) ?? value;
}

function mayBe({ _zod: { def } }: z.core.$ZodTypes, value: unknown, discriminator: string | undefined): boolean {
  if (def.type === 'string') return typeof value === 'string';
  if (def.type === 'array') return Array.isArray(value);
  if (def.type !== 'object' || !isObject(value)) return false;
  if (discriminator === undefined) return true;
  const kind = def.shape[discriminator];
  return kind !== undefined && z.safeParse(kind, value[discriminator]).success;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
