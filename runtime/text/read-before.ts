// The texts in YAML that come with the program were parsed when it was built: the first task of a daemon need not wait for that. In a
// checkout there is nothing of it, and each text is parsed when it is read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PARSED = 'parsed.json';

let known: Map<string, unknown> | undefined;

/** What the parser makes of this text; nothing where it is not known. Given once: who asks again has kept what came of it. */
export function readBefore(text: string): unknown {
  known ??= parsed(join(import.meta.dirname, PARSED));
  const value = known.get(text);
  known.delete(text);
  return value;
}

export function parsed(path: string): Map<string, unknown> {
  try {
    return new Map(JSON.parse(readFileSync(path, 'utf8')) as [string, unknown][]);
  } catch {
    // It only saves time.
    return new Map();
  }
}
