// JSON for people, written in steps: the same text that `JSON.stringify(value, null, 1)` gives.

import type { Steps } from '../steps.ts';

/** So deep a value is written part by part; what is deeper is small. */
const BY_PARTS = 3;

/** Of plain JSON. */
export function* prettySteps(value: unknown): Steps<string> {
  return yield* written(value, 0);
}

function* written(value: unknown, depth: number): Steps<string> {
  yield;
  if (depth === BY_PARTS || typeof value !== 'object' || value === null) {
    // A text has no line breaks of its own in JSON: each one stands between two parts.
    return JSON.stringify(value, null, 1).replaceAll('\n', `\n${' '.repeat(depth)}`);
  }
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) parts.push(yield* written(item ?? null, depth + 1));
    return around('[', parts, ']', depth);
  }
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}: ${yield* written(inner, depth + 1)}`);
  }
  return around('{', parts, '}', depth);
}

function around(open: string, parts: readonly string[], close: string, depth: number): string {
  if (parts.length === 0) return open + close;
  const indent = `\n${' '.repeat(depth + 1)}`;
  return `${open}${indent}${parts.join(`,${indent}`)}\n${' '.repeat(depth)}${close}`;
}
