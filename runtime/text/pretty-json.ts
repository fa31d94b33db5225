// Indented JSON, written in steps: the same text that `JSON.stringify(value, null, 1)` returns.

import type { Steps } from '../steps.ts';
import { type LongText, longText } from './long-text.ts';

/** Down to this depth a value is written part by part; anything deeper is small, except for long lists. */
const BY_PARTS = 3;
const LONG = 200;

/** The value must be plain JSON. */
export function* prettyParts(value: unknown): Steps<LongText> {
  const text = longText();
  yield* written(value, 0, text.add);
  return text.parts();
}

/** The same as one string. */
export function* prettySteps(value: unknown): Steps<string> {
  return (yield* prettyParts(value)).join('');
}

type Add = (part: string) => void;

function* written(value: unknown, depth: number, add: Add): Steps<void> {
  yield;
  if (typeof value !== 'object' || value === null || (depth >= BY_PARTS && !hasLongList(value))) {
    // A JSON string contains no line breaks, so each one separates two parts.
    add(JSON.stringify(value, null, 1).replaceAll('\n', `\n${' '.repeat(depth)}`));
    return;
  }
  const indent = `\n${' '.repeat(depth + 1)}`;
  let count = 0;
  const next = () => add(count++ === 0 ? indent : `,${indent}`);
  const [open, shut] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  add(open);
  if (!Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      next();
      add(`${JSON.stringify(key)}: `);
      yield* written(inner, depth + 1, add);
    }
  } else if (depth >= BY_PARTS) {
    for (let at = 0; at < value.length; at += LONG) {
      yield;
      next();
      add(listed(value.slice(at, at + LONG), depth));
    }
  } else {
    for (const item of value) {
      next();
      yield* written(item ?? null, depth + 1, add);
    }
  }
  add(count === 0 ? shut : `\n${' '.repeat(depth)}${shut}`);
}

const hasLongList = (value: object): boolean =>
  (Array.isArray(value) && value.length > LONG) || Object.values(value).some((it) => Array.isArray(it) && it.length > LONG);

/** The items of a list at that depth, without its brackets. */
const listed = (items: readonly unknown[], depth: number): string => {
  if (arePlain(items)) return `"${items.join(`",\n${' '.repeat(depth + 1)}"`)}"`;
  const text = JSON.stringify(items, null, 1).replaceAll('\n', `\n${' '.repeat(depth)}`);
  return text.slice(text.indexOf('\n') + depth + 2, text.lastIndexOf('\n'));
};

/** Strings that JSON writes without escapes, as it does nearly all paths. */
function arePlain(items: readonly unknown[]): boolean {
  if (!items.every((it) => typeof it === 'string')) return false;
  const all = items.join(' ');
  return JSON.stringify(all).length === all.length + 2;
}
