// The daemon, killed after every effect and before anybody knows.

import { killMatrix } from './kill-matrix.ts';

killMatrix('the daemon', (point) => point.startsWith('effect.') && point.endsWith('.after'));
