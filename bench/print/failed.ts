// The rows of a bench file that could not be measured this time: each is in the table with the reason, and without the figure of an
// earlier bench.

import { notMeasured, type Row } from '../support/row.ts';

const LONGEST = 200;

/** `earlier`: the rows stored before, each with the `bench` file that measured it. */
export function failedRows(bench: string, why: string, earlier: readonly Row[]): Row[] {
  const known = earlier.filter((it) => it.bench === bench).map(({ key, what }) => ({ key, what }));
  const rows = known.length > 0 ? known : [{ key: bench, what: `\`${bench}\`` }];
  return rows.map(({ key, what }) => ({ ...notMeasured(key, what, why), bench }));
}

/** The line that explains it, from everything that a program printed before it failed. */
export function whyFrom(stderr: string, code: number | null): string {
  const lines = stderr.split('\n').map((it) => it.trim());
  const said = lines.findLast((it) => /^(?:\w*Error|\w*Exception)\b.*?: /.test(it)) ?? lines.findLast((it) => it !== '');
  const why = (said ?? `it ended with ${code}`).replaceAll(/\s+/g, ' ');
  return why.length <= LONGEST ? why : `${why.slice(0, LONGEST - 1)}…`;
}
