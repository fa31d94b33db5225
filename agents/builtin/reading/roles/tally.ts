// Counts what an analyser left out because of its role, for the report: without it, a review would claim more than it did.

import type { Repository } from '../../rule.ts';
import type { Role, Standing } from './roles.ts';

const NOUNS: Readonly<Record<Role, readonly [one: string, many: string]>> = {
  production: ['program', 'programs'],
  test: ['test', 'tests'],
  fixture: ['input or fixture', 'inputs and fixtures'],
  example: ['example', 'examples'],
  documentation: ['document', 'documents'],
  generated: ['generated file', 'generated files'],
  vendored: ['vendored file', 'vendored files'],
};
const MOST_REASONS = 3;

type Tally = { judged: Set<string>; out: Map<string, Standing> };
const kept = new WeakMap<Repository, Tally>();

function tallyOf(repo: Repository): Tally {
  const tally = kept.get(repo) ?? { judged: new Set(), out: new Map() };
  kept.set(repo, tally);
  return tally;
}

/** A rule wanted this file, and judged it or left it out because of its role. */
export function record(repo: Repository, path: string, standing: Standing, judged: boolean): void {
  const { judged: paths, out } = tallyOf(repo);
  if (judged) paths.add(path);
  // Rules for programs skip tests without any loss, because the rules for tests look at them.
  else if (standing.role !== 'production' && standing.role !== 'test') out.set(path, standing);
}

/** Files that some rule wanted and none judged, by role, most frequent first. */
export function leftOutOf(repo: Repository): { count: number; words: string } {
  const { judged, out } = tallyOf(repo);
  const left = [...out].filter(([path]) => !judged.has(path)).map(([, standing]) => standing);
  const roles = ranked(left, (it) => it.role).map(([role, among]) => {
    const reasons = ranked(among, (it) => it.why);
    const told = reasons.slice(0, MOST_REASONS).map(([why, files]) => `${files.length} ${why}`);
    const others = reasons.slice(MOST_REASONS).reduce((sum, [, files]) => sum + files.length, 0);
    if (others > 0) told.push(`${others} for other signs`);
    return `${among.length} ${NOUNS[role][among.length === 1 ? 0 : 1]} (${told.join(', ')})`;
  });
  return { count: left.length, words: roles.join('; ') };
}

function ranked<Key>(standings: readonly Standing[], by: (it: Standing) => Key): [Key, Standing[]][] {
  return [...Map.groupBy(standings, by)].sort((a, b) => b[1].length - a[1].length);
}
