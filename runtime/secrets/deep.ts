// Removes the secrets from every text in a value. Many texts are joined and scanned together, which is much faster than one by one;
// and in steps, because a report may contain a hundred thousand.

import { runSteps, type Steps } from '../steps.ts';

/** No secret can contain it: no word, no address, and no lines of a key. */
const SEPARATOR = '\n<\uf8ff>\n';
/** Characters that are scanned in one step. */
const BATCH = 20_000;

/** Keys stay as they are. If nothing had to be hidden, it returns the value itself, not a copy. */
export const hideDeep = <T>(value: T, hide: (text: string) => string): T => runSteps(hideDeepSteps(value, hide));

export function* hideDeepSteps<T>(value: T, hide: (text: string) => string): Steps<T> {
  const texts: string[] = [];
  yield* collect(value, texts, 0);
  const hidden: string[] = [];
  let found = false;
  for (let from = 0; from < texts.length; ) {
    let to = from;
    for (let length = 0; to < texts.length && length < BATCH; to++) length += texts[to]?.length ?? 0;
    const some = texts.slice(from, to);
    const after = hideAll(some, hide);
    found ||= after !== some;
    for (const text of after) hidden.push(text);
    from = to;
    yield;
  }
  if (!found) return value;
  return (yield* rebuiltSteps(value, hidden.values(), 0)) as T;
}

/** Returns the same texts if there is no secret in them. */
function hideAll(texts: readonly string[], hide: (text: string) => string): readonly string[] {
  const all = texts.join(SEPARATOR);
  const after = hide(all);
  if (after === all) return texts;
  const parts = after.split(SEPARATOR);
  // The number differs if a text itself contains the separator.
  return parts.length === texts.length ? parts : texts.map(hide);
}

/** Deep enough for the lists of a report and their entries; anything deeper is small and done in one go. */
const STEPS_DOWN_TO = 3;

function* collect(value: unknown, texts: string[], depth: number): Steps<void> {
  if (typeof value !== 'object' || value === null || depth === STEPS_DOWN_TO) {
    collectAll(value, texts);
    return;
  }
  for (const it of Object.values(value)) {
    yield* collect(it, texts, depth + 1);
    yield;
  }
}

function collectAll(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const it of value) collectAll(it, texts);
  else if (typeof value === 'object' && value !== null) for (const it of Object.values(value)) collectAll(it, texts);
}

function* rebuiltSteps(value: unknown, texts: Iterator<string>, depth: number): Steps<unknown> {
  if (typeof value !== 'object' || value === null || depth === STEPS_DOWN_TO) return rebuilt(value, texts);
  const parts: [string, unknown][] = [];
  for (const [key, it] of Object.entries(value)) {
    parts.push([key, yield* rebuiltSteps(it, texts, depth + 1)]);
    yield;
  }
  return Array.isArray(value) ? parts.map(([, it]) => it) : Object.fromEntries(parts);
}

/** The same value with the new texts, which come in the order in which they were collected. */
function rebuilt(value: unknown, texts: Iterator<string>): unknown {
  if (typeof value === 'string') return texts.next().value;
  if (Array.isArray(value)) return value.map((it) => rebuilt(it, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, rebuilt(it, texts)]));
}
