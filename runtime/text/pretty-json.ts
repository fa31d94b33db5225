// JSON for people, written in steps: the same text that `JSON.stringify(value, null, 1)` gives.

import type { Steps } from '../steps.ts';

/** So deep a value is written part by part; what is deeper is small, but for long lists. */
const BY_PARTS = 3;
const LONG = 200;

/** Of plain JSON. */
export function* prettySteps(value: unknown): Steps<string> {
  return yield* written(value, 0);
}

function* written(value: unknown, depth: number): Steps<string> {
  yield;
  if (typeof value !== 'object' || value === null || (depth >= BY_PARTS && !hasLongList(value))) {
    // A text has no line breaks of its own in JSON: each one stands between two parts.
    return JSON.stringify(value, null, 1).replaceAll('\n', `\n${' '.repeat(depth)}`);
  }
  const parts: string[] = [];
  if (Array.isArray(value) && depth >= BY_PARTS) {
    for (let at = 0; at < value.length; at += LONG) {
      yield;
      parts.push(listed(value.slice(at, at + LONG), depth));
    }
    return around('[', parts, ']', depth);
  }
  if (Array.isArray(value)) {
    for (const item of value) parts.push(yield* written(item ?? null, depth + 1));
    return around('[', parts, ']', depth);
  }
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}: ${yield* written(inner, depth + 1)}`);
  }
  return around('{', parts, '}', depth);
}

const hasLongList = (value: object): boolean =>
  (Array.isArray(value) && value.length > LONG) || Object.values(value).some((it) => Array.isArray(it) && it.length > LONG);

/** The items as they stand in a list of that depth, without what is around them. */
const listed = (items: readonly unknown[], depth: number): string => {
  const text = JSON.stringify(items, null, 1).replaceAll('\n', `\n${' '.repeat(depth)}`);
  return text.slice(text.indexOf('\n') + depth + 2, text.lastIndexOf('\n'));
};

function around(open: string, parts: readonly string[], close: string, depth: number): string {
  if (parts.length === 0) return open + close;
  const indent = `\n${' '.repeat(depth + 1)}`;
  return `${open}${indent}${parts.join(`,${indent}`)}\n${' '.repeat(depth)}${close}`;
}
