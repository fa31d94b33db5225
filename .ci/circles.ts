// Finds files of a bundle that need each other while they load: one of them would run before the other has what it takes from it. The
// modules have no circles, but the files that they are combined into could have some.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circlesIn } from '../skills/lineage/circles.ts';

/** Only at the start of a line: what is loaded later is inside a function. */
const NEEDED = /^(?:(?:import|export)\b[^"\n]*?|(?:(?:const|let|var) [\w$]+ = )?(?:[\w$.]+\()?require\()"\.\/([^"]+)"/gm;

/** The files that need themselves through others. */
export function filesInCircles(built: string): string[] {
  const needs = new Map(
    globSync('*.{js,cjs}', { cwd: built }).map((file) => {
      const text = readFileSync(join(built, file), 'utf8');
      return [file, [...text.matchAll(NEEDED)].map(([, it = '']) => it)];
    }),
  );
  return circlesIn(needs).flat();
}
