// The daemon is killed before and after every effect of a run.

import { killDaemons } from './kill-matrix.ts';
import { EFFECT_SCENES, WORK_SCENES } from './kill-scenes.ts';

killDaemons([...EFFECT_SCENES, ...WORK_SCENES]);
