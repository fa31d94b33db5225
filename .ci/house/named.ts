// House rule: every module that the build names by its path exists. Otherwise a renamed module would be noticed only by the next build.

import type { Complaint } from './source.ts';

/** `names` are modules by their path without an ending, as they stand in the file `path`. */
export function named(path: string, text: string, names: readonly string[], files: ReadonlyMap<string, string>): Complaint[] {
  return names
    .filter((it) => !files.has(`${it}.ts`))
    .map((it) => ({ path, line: lineOf(text, it), says: `names ${it}, which is no module of the house` }));
}

/** Some names are put together from a folder and a last part: then it is the line of that part, or else the first. */
function lineOf(text: string, name: string): number {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const lines = text.split('\n');
  const has = (what: string) => lines.findIndex((it) => it.includes(`'${what}'`)) + 1;
  return has(name) || has(last) || 1;
}
