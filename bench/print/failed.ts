// The rows of a bench file that could not be measured this time: each stands in the table with why, and without the figure that an
// earlier bench had for it.

import { notMeasured, type Row } from '../stage/row.ts';

const LONGEST = 200;

/** `earlier`: the rows that were kept before; by `bench` they name the file they are from. */
export function failedRows(bench: string, why: string, earlier: readonly Row[]): Row[] {
  const known = earlier.filter((it) => it.bench === bench).map(({ key, what }) => ({ key, what }));
  const rows = known.length > 0 ? known : [{ key: bench, what: `\`${bench}\`` }];
  return rows.map(({ key, what }) => ({ ...notMeasured(key, what, why), bench }));
}

/** The line that says it, of all that a program printed before it ended with a failure. */
export function whyFrom(stderr: string, code: number | null): string {
  const lines = stderr.split('\n').map((it) => it.trim());
  const said = lines.findLast((it) => /^(?:\w*Error|\w*Exception)\b.*?: /.test(it)) ?? lines.findLast((it) => it !== '');
  const why = (said ?? `it ended with ${code}`).replaceAll(/\s+/g, ' ');
  return why.length <= LONGEST ? why : `${why.slice(0, LONGEST - 1)}…`;
}
