// House rule: every module that the build names by its path exists. Otherwise a renamed module would be noticed only by the next build.

import type { Complaint } from './source.ts';

/** `names` are paths of modules without extension, as they are written in the file `path`. */
export function named(path: string, text: string, names: readonly string[], files: ReadonlyMap<string, string>): Complaint[] {
  return names
    .filter((it) => !files.has(`${it}.ts`))
    .map((it) => ({ path, line: lineOf(text, it), says: `names ${it}, which is no module of the house` }));
}

/** Some names are put together from a folder and a last part: this returns the line of that part, otherwise the first line. */
function lineOf(text: string, name: string): number {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const lines = text.split('\n');
  const has = (what: string) => lines.findIndex((it) => it.includes(`'${what}'`)) + 1;
  return has(name) || has(last) || 1;
}
