// The session host, killed at every place that it names.

import { killHosts } from './kill-matrix.ts';
import { HOST_SCENES } from './kill-scenes.ts';

killHosts(HOST_SCENES);
