// Where the programs lie that are measured: in the package as it is published, where the runner has built one,
// else in this checkout.

import { join } from 'node:path';

const ROOT = process.env.MUSTER_BENCH_PACKAGE ?? join(import.meta.dirname, '..', '..');
const BUILT = process.env.MUSTER_BENCH_PACKAGE !== undefined;

export const LAUNCHER: string = join(ROOT, 'bin', 'muster.cjs');
/** A program of one of the rooms, by its path without an ending. */
export const program = (path: string): string => (BUILT ? join(ROOT, 'dist', `${path}.js`) : join(ROOT, `${path}.ts`));
