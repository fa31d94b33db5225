// The events of a critic's phase, apart from the gaps that it names and their examination.

import { CriticMode } from '../../../contracts/findings/gap.ts';
import { PhaseKey, ProviderName, SeatName } from '../../../contracts/ids.ts';
import * as z from '../../../contracts/schema.ts';
import { freeText } from '../../../contracts/text.ts';

export const CRITIC_EVENTS = {
  /** A critic has answered or failed; `gaps` is how many it named. */
  'critic.heard': z.strictObject({
    phase: PhaseKey,
    mode: CriticMode,
    seat: SeatName,
    provider: ProviderName,
    gaps: z.int().min(0),
    failed: freeText(4000).optional(),
  }),
} as const;
