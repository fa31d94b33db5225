// Whether a line counts for a rule: in a review of a range only lines that the change added do, otherwise all lines do.

import type { Repository } from './rule.ts';

/** The line was added or rewritten by the change under review. */
export const isChangedLine = (repo: Repository, path: string, line: number): boolean =>
  repo.change === undefined || repo.change.added.has(`${path}:${line}`);

/** The change touched the file at all: for lines that a change elsewhere can break. */
export const isChangedFile = (repo: Repository, path: string): boolean =>
  repo.change === undefined || repo.change.touched.has(path) || repo.change.removed.has(path);
