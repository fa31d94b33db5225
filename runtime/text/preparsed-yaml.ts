// YAML texts that ship with the program are parsed at build time, so the first task of a daemon need not wait for that. In a
// checkout there are none, and each text is parsed when it is read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PREPARSED_FILE = 'parsed.json';

let known: Map<string, unknown> | undefined;

/** The parsed form of this text; undefined if there is none. Returned only once: callers cache what they make of it. */
export function preparsed(text: string): unknown {
  known ??= preparsedTexts(join(import.meta.dirname, PREPARSED_FILE));
  const value = known.get(text);
  known.delete(text);
  return value;
}

export function preparsedTexts(path: string): Map<string, unknown> {
  try {
    return new Map(JSON.parse(readFileSync(path, 'utf8')) as [string, unknown][]);
  } catch {
    // It only saves time.
    return new Map();
  }
}
