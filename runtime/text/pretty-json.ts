// Indented JSON, written in steps: the same text that `JSON.stringify(value, null, 1)` returns.

import { canonicalForm } from '../ledger/write/canonical-copy.ts';
import type { Steps } from '../steps.ts';
import { type LongText, longText } from './long-text.ts';
import { endOfSmallBatch, isSmall } from './small-values.ts';

/** The order of keys: as given, or as in a value parsed from canonical JSON. */
export type Order = 'given' | 'canonical';

/** The value must be plain JSON. */
export function* prettyParts(value: unknown, order: Order = 'given'): Steps<LongText> {
  const text = longText();
  yield* written(value, 0, { add: text.add, form: order === 'canonical' ? canonicalForm : (it) => it });
  return text.parts();
}

/** The same as one string. */
export function* prettySteps(value: unknown, order: Order = 'given'): Steps<string> {
  return (yield* prettyParts(value, order)).join('');
}

type Writing = {
  add(part: string): void;
  /** Returns the same value with its keys in that order. */
  form(value: unknown): unknown;
};

function* written(value: unknown, depth: number, writing: Writing): Steps<void> {
  const { add, form } = writing;
  yield;
  if (typeof value !== 'object' || value === null || isSmall(value)) {
    // A JSON string contains no line breaks, so each one separates two parts.
    add(indented(JSON.stringify(form(value), null, 1), depth));
    return;
  }
  const indent = `\n${' '.repeat(depth + 1)}`;
  let count = 0;
  const next = () => add(count++ === 0 ? indent : `,${indent}`);
  const [open, shut] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  add(open);
  if (!Array.isArray(value)) {
    for (const key of keysOf(value, form)) {
      const inner = (value as Record<string, unknown>)[key];
      if (inner === undefined) continue;
      next();
      add(`${JSON.stringify(key)}: `);
      yield* written(inner, depth + 1, writing);
    }
  } else {
    for (let at = 0; at < value.length; ) {
      yield;
      next();
      const to = endOfSmallBatch(value, at);
      if (to > at) add(listed(form(value.slice(at, to)) as unknown[], depth));
      else yield* written(value[at], depth + 1, writing);
      at = Math.max(to, at + 1);
    }
  }
  add(count === 0 ? shut : `\n${' '.repeat(depth)}${shut}`);
}

const keysOf = (object: object, form: Writing['form']): string[] =>
  Object.keys(form(Object.fromEntries(Object.keys(object).map((key) => [key, 0]))) as object);

const indented = (text: string, depth: number): string => (depth === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(depth)}`));

/** The items of a list at that depth, without its brackets. */
const listed = (items: readonly unknown[], depth: number): string => {
  if (arePlain(items)) return `"${items.join(`",\n${' '.repeat(depth + 1)}"`)}"`;
  const text = indented(JSON.stringify(items, null, 1), depth);
  return text.slice(text.indexOf('\n') + depth + 2, text.lastIndexOf('\n'));
};

/** Strings that JSON writes without escapes, as it does nearly all paths. */
function arePlain(items: readonly unknown[]): boolean {
  if (!items.every((it) => typeof it === 'string')) return false;
  const all = items.join(' ');
  return JSON.stringify(all).length === all.length + 2;
}
