// Events folded before they are appended: what the fold would refuse is refused here, and no stream ever holds it.

import type { Actor } from '../../../contracts/event.ts';
import { type Instant, timestamp } from '../../../contracts/time.ts';
import type { RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { evolveFrom } from './evolve-all.ts';

const LEAD: Actor = { kind: 'lead' };

/** The run as it will be after these events; throws where one of them is not possible. */
export const onTrial = (state: RunState, events: readonly RunEvent[], at: Instant): RunState =>
  evolveFrom(
    state,
    events.map((event, n) => draft(state, event, at, n)),
  );

/** An event as it will stand in the journal, as far as the fold looks at it. */
const draft = (state: RunState, event: RunEvent, at: Instant, before: number): RunRecord => ({
  v: 1,
  stream: `run/${state.id}`,
  seq: state.seq + before + 1,
  at: timestamp(at),
  actor: LEAD,
  commandId: 'draft',
  prev: '',
  digest: '',
  ...event,
});
