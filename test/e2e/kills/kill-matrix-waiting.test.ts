// The daemon, killed around everything that a run waits for: a place, a provider, a late answer.

import { killDaemons } from './kill-matrix.ts';
import { WAITING_SCENES } from './kill-scenes.ts';

killDaemons(WAITING_SCENES);
