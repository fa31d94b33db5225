// Writes a value as canonical JSON and returns the copy that reading the text would give: keys sorted, deeply frozen, and sharing
// nothing with the original. Copying while writing takes half the time of parsing the text.

import { canonicalJson, deepFreeze, inOrder, isPlain } from '../../canonical.ts';

export type Written = { text: string; copy: unknown };

/** Deeper than anything we write; anything deeper is left to `canonicalJson`. */
const DEEPEST = 64;
/** Marks a value that a plain assignment cannot copy, or that is not plain JSON. */
const OTHERWISE = Symbol();

/** Throws a TypeError that names the place if the value is not plain JSON. */
export function canonicalCopy(value: unknown): Written {
  const copy = inOrderCopy(value, 0);
  if (copy !== OTHERWISE) return { text: JSON.stringify(copy), copy: deepFreeze(copy) };
  const text = canonicalJson(value);
  return { text, copy: deepFreeze(JSON.parse(text)) };
}

/** The same without the text, and not frozen. */
export function canonicalForm(value: unknown): unknown {
  const copy = inOrderCopy(value, 0);
  return copy === OTHERWISE ? JSON.parse(canonicalJson(value)) : copy;
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

/** Numeric keys come first in an object, in whatever order they were added; and assigning to `__proto__` does not create a key. */
function standsElsewhere(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first >= 48 && first <= 57) || key === '__proto__';
}
