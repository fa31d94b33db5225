// Checks a payload with long lists against its schema item by item: checking thousands of findings at once would block the process
// for ten milliseconds.

import * as z from '../../contracts/schema.ts';
import type { Steps } from '../steps.ts';

/** A longer list is checked in steps, */
const LONG = 50;
/** with this many items in each. */
const PART = 10;

/** False also if this cannot be checked item by item. The caller then validates the whole payload, which also gives the error message. */
export function* isValidByItems(schema: z.ZodType, payload: object): Steps<boolean> {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  if (def.type !== 'object' || (def.checks ?? []).length > 0) return false;
  const rest: Record<string, unknown> = { ...payload };
  for (const [key, list] of Object.entries(payload)) {
    if (!Array.isArray(list) || list.length <= LONG) continue;
    const item = itemOf(def.shape[key], list.length);
    if (!item) return false;
    for (let at = 0; at < list.length; at++) {
      if (!z.safeParse(item, list[at]).success) return false;
      if (at % PART === 0) yield;
    }
    rest[key] = list.slice(0, LONG);
  }
  return schema.safeParse(rest).success;
}

/** The schema of each item of a list of this length; undefined if the schema has other constraints on the list than its length. */
function itemOf(of: z.core.$ZodType | undefined, length: number): z.core.$ZodType | undefined {
  if (of === undefined) return undefined;
  const { def } = (of as z.core.$ZodTypes)._zod;
  if (def.type === 'optional') return itemOf(def.innerType, length);
  if (def.type !== 'array') return undefined;
  const isWithin = ({ _zod: { def: limit } }: z.core.$ZodCheck): boolean => {
    const { check, minimum, maximum } = limit as { check: string; minimum?: number; maximum?: number };
    return check === 'max_length' ? length <= (maximum ?? 0) : check === 'min_length' && (minimum ?? length) <= LONG;
  };
  return (def.checks ?? []).every(isWithin) ? def.element : undefined;
}
