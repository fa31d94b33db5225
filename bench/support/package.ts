// Where the measured programs are: in the published form of the package if the runner has built one, otherwise in this checkout.

import { join } from 'node:path';

const ROOT = process.env.MUSTER_BENCH_PACKAGE ?? join(import.meta.dirname, '..', '..');
const BUILT = process.env.MUSTER_BENCH_PACKAGE !== undefined;

export const LAUNCHER: string = join(ROOT, 'bin', 'muster.cjs');
/** A program of one of the rooms, by its path without an extension. */
export const program = (path: string): string => (BUILT ? join(ROOT, 'dist', `${path}.js`) : join(ROOT, `${path}.ts`));
