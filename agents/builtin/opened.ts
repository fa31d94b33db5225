// What a built-in analyser opened, for its result: a folder in which it opened everything represents all files in it.

import type { ClaimedLook } from '../../contracts/work/receipt.ts';

/** More than any tree needs, unless only scattered files were opened. */
const MOST_TOLD = 5_000;

/** `files` are those in the scope; other opened files are not reported. */
export function openedLooks(opened: ReadonlySet<string>, files: readonly string[]): ClaimedLook[] {
  const all = new Map<string, number>();
  const read = new Map<string, number>();
  for (const path of files) {
    for (const folder of foldersOf(path)) {
      all.set(folder, (all.get(folder) ?? 0) + 1);
      if (opened.has(path)) read.set(folder, (read.get(folder) ?? 0) + 1);
    }
  }
  const whole = (folder: string): boolean => all.get(folder) === read.get(folder);
  const told = new Set<string>();
  for (const path of files) if (opened.has(path)) told.add(foldersOf(path).find(whole) ?? path);
  return [...told].slice(0, MOST_TOLD).map((path) => ({ path, how: 'read' }));
}

/** The root first. */
function foldersOf(path: string): string[] {
  const folders = ['.'];
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}
