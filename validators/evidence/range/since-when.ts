// Whether what a finding shows is older than the change under review, in lines that the change did not touch. Only a range has a
// before. A top-level definition that was moved unchanged counts as untouched, wherever it is now.

import type { Evidence, EvidenceCheck, Side } from '../../../contracts/findings/finding.ts';
import type { Hunk } from '../../../runtime/workspace/git/hunks.ts';
import type { EvidenceSource, LinesNamed } from '../evidence-source.ts';
import { collapsed } from '../normal.ts';
import { repeatSearch } from '../repeat-search.ts';

/** Adds a mark if every line of it was there before. */
export async function markUntouched(evidence: Evidence, check: EvidenceCheck, source: EvidenceSource): Promise<EvidenceCheck> {
  return (await wasThere(evidence, check, source)) ? { ...check, untouched: true } : check;
}

async function wasThere(evidence: Evidence, check: EvidenceCheck, source: EvidenceSource): Promise<boolean> {
  if (!source.hasFrom || check.outcome === 'absent') return false;
  if (evidence.searched !== undefined && evidence.quote === undefined) {
    // What was missing before too is not missing because of the change.
    return check.outcome === 'found' && (await repeatSearch(evidence.searched, 'from', source)).outcome === 'found';
  }
  const path = check.path ?? evidence.path;
  if (path === undefined) return false;
  const line = check.line ?? evidence.line;
  const lines =
    line === undefined ? undefined : { from: line, to: Math.max(line, check.endLine ?? (check.line ? line : (evidence.endLine ?? line))) };
  return (await source.touches?.(check.side ?? 'head', path, lines)) === false;
}

/** The differences between the two ends of a range. Hunks are keyed by the paths of the head side. */
export type Difference = {
  hunks: ReadonlyMap<string, readonly Hunk[]>;
  /** Paths of the head side that are new, changed or renamed; paths of the from side that are gone. */
  touched: ReadonlySet<string>;
  removed: ReadonlySet<string>;
  /** Path on the from side → path on the head side. */
  renames: ReadonlyMap<string, string>;
};

/** Whether the change touches these lines; a place without lines is the whole file. */
export function isTouched(of: Difference, side: Side, path: string, lines: LinesNamed | undefined): boolean {
  if (lines === undefined) return of.touched.has(path) || of.removed.has(path);
  if (side === 'from') {
    const now = of.renames.get(path) ?? path;
    if (of.removed.has(path) && !of.renames.has(path)) return true;
    return (of.hunks.get(now) ?? []).some((it) => meets(lines, it.from, it.lost));
  }
  return (of.hunks.get(path) ?? []).some((it) => meets(lines, it.to, it.got));
}

const meets = ({ from, to }: LinesNamed, first: number, count: number): boolean => count > 0 && from < first + count && to >= first;

/** A shorter block occurs too often to be recognised. */
const SHORTEST_MOVE = 3;

/** A run of lines that the change removed, with a line break before and after it. */
export const takenAway = (lines: readonly string[]): string => `\n${lines.map(collapsed).join('\n')}\n`;

/**
 * The top-level definition around the lines, if the change added all of it: from a line without indentation to the next one that is
 * no closing bracket. Undefined if the lines are in none, because what a statement does depends on its surroundings.
 */
export function movedBlock(text: readonly string[], lines: LinesNamed, added: readonly Hunk[]): string | undefined {
  const at = (line: number): string => text[line - 1] ?? '';
  let first = lines.from;
  while (first > 1 && (at(first) === '' || /^[\s})\]]/.test(at(first)))) first--;
  let last = lines.to;
  while (last < text.length && (at(last + 1).trim() === '' || /^[\s})\]]/.test(at(last + 1)))) last++;
  while (last > first && at(last).trim() === '') last--;
  const block = text.slice(first - 1, last);
  const solid = block.filter((it) => it.trim() !== '');
  const isDefinition = solid.length >= SHORTEST_MOVE && /^\S/.test(at(first)) && solid.slice(1).some((it) => /^\s/.test(it));
  const single = block.filter((it) => /^[^\s})\]]/.test(it)).length === 1;
  const whole = added.some((it) => first >= it.to && last < it.to + it.got);
  return isDefinition && single && whole ? takenAway(block) : undefined;
}
