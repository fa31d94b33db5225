// The session host, killed at every place that it names.

import { killMatrix } from './kill-matrix.ts';

killMatrix('the session host', (point) => point.startsWith('host.'));
