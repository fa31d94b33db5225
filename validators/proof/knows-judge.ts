// Lines in the product that ask who runs it: a test runner, a CI server, a caller whose name says test. What answers rightly only
// there is no work, and no run of the tests can show that; so a person looks.

import type { Changed } from './changed.ts';
import { statements } from './live-lines.ts';
import { ASKS_WHO_RUNS } from './marks/asks-who-runs.ts';
import { isMarked } from './marks/mark.ts';
import { isProse, type Silenced } from './silenced.ts';

/** Lines that are new, i.e. that were nowhere in the changed files before. */
export function knowsJudge(changed: readonly Changed[], isTest: (path: string) => boolean): Silenced[] {
  const there = new Set(changed.flatMap(({ before }) => statements(before)));
  return changed
    .filter(({ path }) => !isTest(path) && !isProse(path))
    .flatMap(({ path, after }) =>
      statements(after).flatMap((line) => (!there.has(line) && isMarked(line, ASKS_WHO_RUNS) ? [{ path, line }] : [])),
    );
}
