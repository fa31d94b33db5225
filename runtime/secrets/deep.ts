// Takes the secrets out of every text in a value. Many texts are looked at as one, which is much faster than one by one,
// and in steps, because a report may have a hundred thousand of them.

import { finish, type Steps } from '../steps.ts';

/** No secret contains it: neither a word nor an address nor the lines of a key can. */
const SEPARATOR = '\n<\uf8ff>\n';
/** Letters that are looked at in one step. */
const BATCH = 20_000;

/** What the parts are called stays as it is. */
export const hideDeep = <T>(value: T, hide: (text: string) => string): T => finish(hideDeepSteps(value, hide));

export function* hideDeepSteps<T>(value: T, hide: (text: string) => string): Steps<T> {
  const texts: string[] = [];
  collect(value, texts);
  yield;
  const hidden: string[] = [];
  for (let from = 0; from < texts.length; ) {
    let to = from;
    for (let length = 0; to < texts.length && length < BATCH; to++) length += texts[to]?.length ?? 0;
    for (const text of hideAll(texts.slice(from, to), hide)) hidden.push(text);
    from = to;
    yield;
  }
  return rebuilt(value, hidden.values()) as T;
}

function hideAll(texts: readonly string[], hide: (text: string) => string): string[] {
  const parts = hide(texts.join(SEPARATOR)).split(SEPARATOR);
  // Another number where a text itself has the separator in it.
  return parts.length === texts.length ? parts : texts.map(hide);
}

function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const it of value) collect(it, texts);
  else if (typeof value === 'object' && value !== null) for (const it of Object.values(value)) collect(it, texts);
}

/** The same value with other texts, which come in the order in which they were collected. */
function rebuilt(value: unknown, texts: Iterator<string>): unknown {
  if (typeof value === 'string') return texts.next().value;
  if (Array.isArray(value)) return value.map((it) => rebuilt(it, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, rebuilt(it, texts)]));
}
