// The daemon is killed around everything that a run waits for: a slot, a provider on hold, a late answer.

import { killDaemons } from './kill-matrix.ts';
import { WAITING_SCENES } from './kill-scenes.ts';

killDaemons(WAITING_SCENES);
