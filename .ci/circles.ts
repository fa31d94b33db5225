// Finds files of a bundle that need each other while they load: one of them would run before the other has what it takes from it. The
// modules have no circles, but the files that they are combined into could have some.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knots } from './knots.ts';

/** At the beginning of a line: what is loaded later stands within a function. */
const NEEDED = /^(?:(?:import|export)\b[^"\n]*?|(?:(?:const|let|var) [\w$]+ = )?(?:[\w$.]+\()?require\()"\.\/([^"]+)"/gm;

/** Those that need themselves through others. */
export function circlesIn(built: string): string[] {
  const needs = new Map(
    globSync('*.{js,cjs}', { cwd: built }).map((file) => {
      const text = readFileSync(join(built, file), 'utf8');
      return [file, [...text.matchAll(NEEDED)].map(([, it = '']) => it)];
    }),
  );
  return knots(needs).flat();
}
