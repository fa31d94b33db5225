// The session host is killed at each of its failpoints.

import { killHosts } from './kill-matrix.ts';
import { HOST_SCENES } from './kill-scenes.ts';

killHosts(HOST_SCENES);
