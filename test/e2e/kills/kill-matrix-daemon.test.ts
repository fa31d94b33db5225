// The daemon is killed around every claim of a dropped file, every command, every append and every file that it writes.

import { killAgainAndAgain, killDaemons } from './kill-matrix.ts';
import { AGAIN_AND_AGAIN, DAEMON_SCENES } from './kill-scenes.ts';

killDaemons(DAEMON_SCENES);
killAgainAndAgain(AGAIN_AND_AGAIN);
