// Decides what must not be shown: the values of environment variables whose names suggest a secret, and anything that looks like a
// key, a token or a password. Everything that is displayed, or stored outside of the journal, goes through here.

import { statSync } from 'node:fs';
import { type Marks, markedSpans, marksAt } from './marks.ts';
import type { Span } from './shapes.ts';
import { secretSpans } from './spans.ts';

export const HIDDEN = '[redacted]';

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;
/** A shorter value would match parts of ordinary words. */
const SHORTEST = 8;

/** The values in an environment whose names suggest a secret, longest first. */
export function secretValues(env: Readonly<Record<string, string | undefined>>): string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !SECRET_NAME.test(name)) continue;
    // A multi-line key is printed line by line.
    for (const line of [value, ...value.split(/\r?\n/)]) if (line.trim().length >= SHORTEST) found.add(line.trim());
  }
  return [...found].sort((a, b) => b.length - a.length);
}

type Environment = Readonly<Record<string, string | undefined>>;
export type Hider = {
  (text: string): string;
  /** An identity that changes whenever the set of hidden values changes. */
  by(): unknown;
};

/** An environment does not change while a process uses it, so its hider is cached. */
const made = new WeakMap<Environment, Map<string | undefined, Hider>>();

/** Hides the secrets of this environment, and those that the home remembers in the file `marks`. */
export function hiderOf(env: Environment, marks?: string): Hider {
  const known = made.get(env) ?? new Map<string | undefined, Hider>();
  made.set(env, known);
  const hider = known.get(marks) ?? newHider(env, marks);
  known.set(marks, hider);
  return hider;
}

function newHider(env: Environment, marks: string | undefined): Hider {
  const values = secretValues(env);
  const known = marks === undefined ? () => undefined : readAgain(marks);
  const hide = (text: string): string => {
    const more = known();
    return without(
      text,
      secretSpans(text, values, (it) => (more ? markedSpans(it, more) : [])),
    );
  };
  return Object.assign(hide, { by: known });
}

/** A daemon may have added marks meanwhile. If they cannot be read, nothing is hidden by them and output continues. */
function readAgain(path: string): () => Marks | undefined {
  let at = '';
  let read: Marks | undefined;
  return () => {
    try {
      const { mtimeMs, size, ino } = statSync(path);
      // A change within the same clock tick changes the size.
      const now = `${mtimeMs} ${size} ${ino}`;
      if (now !== at) read = marksAt(path);
      at = now;
    } catch {
      at = '';
    }
    return read;
  };
}

export function redact(text: string, secrets: readonly string[]): string {
  return without(text, secretSpans(text, secrets));
}

/** Escape sequences inside a secret are removed with it. */
function without(text: string, spans: readonly Span[]): string {
  let out = '';
  let end = 0;
  for (const { from, to } of spans) {
    out += text.slice(end, from) + HIDDEN;
    end = to;
  }
  return out + text.slice(end);
}

/**
 * Whether `text` is `whole` with secrets hidden, perhaps other ones than we know: its writer may have had other values in the
 * environment. `end` says whether `whole` may continue after it.
 */
export function isHiddenForm(text: string, whole: string, end: 'same' | 'open' = 'same'): boolean {
  const [first = '', ...parts] = text.split(HIDDEN);
  if (!whole.startsWith(first)) return false;
  const last = parts.pop();
  if (last === undefined) return end === 'open' || whole.length === first.length;
  let at = first.length;
  for (const part of [...parts, ...(end === 'open' ? [last] : [])]) {
    // A hidden part stands for at least one character.
    const found = whole.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return end === 'open' || (whole.endsWith(last) && whole.length - last.length > at);
}
