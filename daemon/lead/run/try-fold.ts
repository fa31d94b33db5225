// Folds events before they are appended, so that no stream ever holds an event that the fold would refuse.

import type { Actor } from '../../../contracts/event.ts';
import { type Instant, timestamp } from '../../../contracts/time.ts';
import type { RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { evolveFrom } from './evolve-all.ts';

const LEAD: Actor = { kind: 'lead' };

/** The run after these events; throws if one of them is impossible. */
export const tryFold = (state: RunState, events: readonly RunEvent[], at: Instant): RunState =>
  evolveFrom(
    state,
    events.map((event, n) => draft(state, event, at, n)),
  );

/** An event as it will be in the journal, as far as a fold reads it. */
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
