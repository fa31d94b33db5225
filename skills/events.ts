// All events of runs and of the house, put together for the ledger.

import type { Recorded } from '../contracts/event.ts';
import { HOUSE_EVENTS, type HouseEvent } from '../contracts/house-event.ts';
import { AFTER_END } from '../contracts/run/run-event.ts';
import { making } from '../contracts/schema.ts';
import { boundedBy } from '../contracts/text.ts';
import { catalogueOf } from '../runtime/ledger/catalogue.ts';
import type { EventCatalogue, Ledger, Stored } from '../runtime/ledger/ledger.ts';
import type { Steps } from '../runtime/steps.ts';
import { RUN_EVENTS, type RunEvent } from './phases/events.ts';

export type MusterEvents = { run: RunEvent; house: HouseEvent };
export type MusterLedger = Ledger<MusterEvents>;

/** An event as recorded in its stream. */
export type RunRecord = Recorded<RunEvent>;
export type HouseRecord = Recorded<HouseEvent>;
export type MusterStored = Stored<MusterEvents>;

export const eventCatalogue: EventCatalogue<MusterEvents> = catalogueOf({
  run: RUN_EVENTS,
  house: HOUSE_EVENTS,
  first: 'run.created',
  last: 'run.ended',
  afterEnd: AFTER_END,
});

/** Rules do not count characters: what is too long for an event is cut here, before anything is decided on it. */
export const boundedRunEvent = boundedBy<RunEvent>(RUN_EVENTS);
/** Prepares the schemas of these events in steps: the first use of an event type takes milliseconds. */
export function* readyFor(events: readonly RunEvent[]): Steps<void> {
  for (const { type } of events) yield* making(RUN_EVENTS[type]);
}

export const boundedHouseEvent = boundedBy<HouseEvent>(HOUSE_EVENTS);
