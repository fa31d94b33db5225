// What happens in a critic's phase, beside the gaps that it names and that others look at.

import { CriticMode } from '../../../contracts/findings/gap.ts';
import { PhaseKey, ProviderName, SeatName } from '../../../contracts/ids.ts';
import * as z from '../../../contracts/schema.ts';
import { words } from '../../../contracts/text.ts';

export const CRITIC_EVENTS = {
  /** A critic has answered, or failed to; `gaps` is how many it named. */
  'critic.heard': z.strictObject({
    phase: PhaseKey,
    mode: CriticMode,
    seat: SeatName,
    provider: ProviderName,
    gaps: z.int().min(0),
    failed: words(4000).optional(),
  }),
} as const;
