// The daemon, killed before every effect.

import { killMatrix } from './kill-matrix.ts';

killMatrix('the daemon', (point) => point.startsWith('effect.') && point.endsWith('.before'));
