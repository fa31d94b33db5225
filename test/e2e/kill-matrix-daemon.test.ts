// The daemon, killed around every append, every claim of a drop and every line it writes.

import { killMatrix } from './kill-matrix.ts';

killMatrix('the daemon', (point) => !point.startsWith('host.') && !point.startsWith('effect.'));
