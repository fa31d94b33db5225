// A row of the table: what was measured, compared with what, and whether each goal was met. A bench file measures and prints its
// rows as its last line of output; the runner collects them.

import { parseArgs } from 'node:util';

/** One figure with a goal. */
export type Goal = { what: string; is: number; unit: Unit } & ({ atMost: number } | { atLeast: number });
export type Unit = 'ms' | 's' | '×' | '%' | 'MB' | '/s' | '';

export type Row = {
  key: string;
  what: string;
  ours: string;
  baseline: string;
  /** Ours relative to the baseline, in words: `0.8 ×`, `60 × quicker`. */
  ratio: string;
  goals: Goal[];
  /** The file that measured it, in stored rows. */
  bench?: string;
  /** All other figures, for readers of the JSON. */
  figures: Record<string, number>;
};

/** A row that could not be measured on this machine, and why: it has no goals, and is neither met nor missed. */
export const notMeasured = (key: string, what: string, why: string): Row => ({
  key,
  what,
  ours: 'not measured',
  baseline: why,
  ratio: '',
  goals: [],
  figures: {},
});

export const isMeasured = ({ goals }: Pick<Row, 'goals'>): boolean => goals.length > 0;

export type RowReport = { rows: Row[]; from: 'dist' | 'source' };

export type Extent = {
  /** A size that only shows that the measurement works. */
  quick: boolean;
};

/** How far along its goal a row is, by the worst of its parts: up to 1 is met. */
export function ofGoal({ goals }: Pick<Row, 'goals'>): number {
  return Math.max(0, ...goals.map((it) => ('atMost' in it ? part(it.is, it.atMost) : part(it.atLeast, it.is))));
}

/** If a goal is zero, zero meets it and anything else misses it by far. */
const part = (is: number, most: number): number => (most === 0 ? (is <= 0 ? 0 : Number.MAX_VALUE) : is / most);

export const isMet = (row: Pick<Row, 'goals'>): boolean => ofGoal(row) <= 1;

/** Measures, prints, and exits: anything left behind that keeps the process alive must not make the others wait. */
export async function tell(measure: (extent: Extent) => Promise<readonly Row[]>): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
  const { quick, json } = values;
  const rows = await measure({ quick });
  if (json) {
    const told: RowReport = { rows: [...rows], from: process.env.MUSTER_BENCH_PACKAGE ? 'dist' : 'source' };
    process.stdout.write(`${JSON.stringify(told)}\n`);
    return;
  }
  for (const row of rows) {
    process.stdout.write(
      `${row.what}: ${row.ours}; ${row.baseline}; ${row.ratio}; ${isMeasured(row) ? (isMet(row) ? 'met' : 'missed') : 'not measured'}\n`,
    );
    process.stdout.write(`${JSON.stringify(row.figures)}\n`);
  }
}
