// What uvu printed, and whether it may be believed. uvu exits with 0 in several ways in which tests
// did not pass, so only the arithmetic of its own totals counts.

import { stripVTControlCharacters } from 'node:util';

export type Totals = { total: number; passed: number; skipped: number };

const BLOCK = /^ {2}Total: {5}(\d+)\n {2}Passed: {4}(\d+)\n {2}Skipped: {3}(\d+)\n {2}Duration: .*$/gm;

/** The sum over every block of totals; undefined when there is none. */
export function totalsIn(output: string): Totals | undefined {
  const blocks = [...stripVTControlCharacters(output).matchAll(BLOCK)];
  if (blocks.length === 0) return undefined;
  const sum = (column: number) => blocks.reduce((all, block) => all + Number(block[column]), 0);
  return { total: sum(1), passed: sum(2), skipped: sum(3) };
}

/** Whether the totals are the last thing that was said. */
export const endsWithTotals = (output: string): boolean =>
  /(?:^|\n) {2}Duration: [^\n]*\n*$/.test(stripVTControlCharacters(output.slice(-400)));

/** What speaks against the totals, one sentence each; none when they may be believed. */
export function faultsIn(totals: Totals | undefined, strict: boolean): string[] {
  if (!totals) return ['printed no totals: no suite was run, or it ended before them'];
  const { total, passed, skipped } = totals;
  if (total === 0) return ['ran no test'];
  const faults: string[] = [];
  // A skipped test is in Skipped and not in Total, so that Passed + Skipped = Total would hide a failure behind a skip.
  if (passed !== total) faults.push(`${passed} of ${total} passed`);
  if (strict && skipped > 0) faults.push(`${skipped} skipped`);
  return faults;
}
