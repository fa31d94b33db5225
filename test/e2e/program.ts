// The program that these tests start: the package as it is built, where the runner made it for all of them; otherwise the source.

import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = process.env.MUSTER_TEST_PACKAGE;

export const LAUNCHER = join(PACKAGE ?? ROOT, 'bin', 'muster.cjs');
export const DAEMON = PACKAGE === undefined ? join(ROOT, 'daemon', 'main.ts') : join(PACKAGE, 'dist', 'daemon', 'main.js');
