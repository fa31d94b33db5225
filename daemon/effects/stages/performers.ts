// The performers for the effects of a phase that carries out a plan.

import type { StageEffect } from '../../../skills/phases/execution/effects.ts';
import type { Performers } from '../performers.ts';
import { claimStage } from './claim-stage.ts';
import { openPlan } from './open-plan.ts';
import { prepareStage } from './prepare-stage.ts';
import { proveStage } from './prove-stage.ts';
import { proveUnion } from './prove-union.ts';
import { sealStage } from './seal-stage.ts';

export const STAGE_PERFORMERS: Performers<StageEffect> = {
  'open-plan': openPlan,
  'claim-stage': claimStage,
  'prepare-stage': prepareStage,
  'seal-stage': sealStage,
  'prove-stage': proveStage,
  'prove-union': proveUnion,
};
