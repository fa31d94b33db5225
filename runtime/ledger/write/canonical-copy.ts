// A value as canonical JSON and, beside it, as it is read back from that text: its keys in order, frozen all the way down,
// sharing nothing that could change with the value that was given. Copying what is written anyway costs half of parsing it.

import { canonicalJson, deepFreeze, inOrder, isPlain } from '../../canonical.ts';

export type Written = { text: string; copy: unknown };

/** Deeper than anything we write; what is deeper, `canonicalJson` judges. */
const DEEPEST = 64;
/** What cannot be copied with a simple assignment, or is not plain JSON at all. */
const OTHERWISE = Symbol();

/** Throws a TypeError that names the place when the value is not plain JSON. */
export function canonicalCopy(value: unknown): Written {
  const copy = inOrderCopy(value, 0);
  if (copy !== OTHERWISE) return { text: JSON.stringify(copy), copy: deepFreeze(copy) };
  const text = canonicalJson(value);
  return { text, copy: deepFreeze(JSON.parse(text)) };
}

function inOrderCopy(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) return OTHERWISE;
      // JSON has no negative zero.
      return value === 0 ? 0 : value;
    case 'object':
      if (value === null) return null;
      if (depth >= DEEPEST) return OTHERWISE;
      if (Array.isArray(value)) return copyOfArray(value, depth);
      return isPlain(value) ? copyOfObject(value, depth) : OTHERWISE;
    default:
      return OTHERWISE;
  }
}

function copyOfArray(array: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = [];
  for (let index = 0; index < array.length; index++) {
    const inner = inOrderCopy(array[index], depth + 1);
    if (inner === OTHERWISE) return OTHERWISE;
    copy.push(inner);
  }
  return copy;
}

function copyOfObject(object: Record<string, unknown>, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  for (const key of inOrder(Object.keys(object))) {
    const value = object[key];
    if (value === undefined) continue;
    if (standsElsewhere(key)) return OTHERWISE;
    const inner = inOrderCopy(value, depth + 1);
    if (inner === OTHERWISE) return OTHERWISE;
    copy[key] = inner;
  }
  return copy;
}

/** An object has keys that are numbers before all others, whenever they were added; and one key is not a key when it is assigned to. */
function standsElsewhere(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first >= 48 && first <= 57) || key === '__proto__';
}
