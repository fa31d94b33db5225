// Which events there are, and where in a stream they may stand. The schemas are the contracts'; this only
// asks them, and says in one line what is wrong and where.

import type { z } from 'zod';
import { MusterError } from '../../contracts/errors.ts';
import type { NewEvent, StreamName } from '../../contracts/event.ts';
import { HOUSE_EVENTS } from '../../contracts/house-event.ts';
import { AFTER_END, RUN_EVENTS, type RunEventType } from '../../contracts/run-event.ts';
import type { EventCatalogue } from './ledger.ts';

const FIRST: RunEventType = 'run.created';
const LAST: RunEventType = 'run.ended';

const RUN = new Map<string, z.ZodType>(Object.entries(RUN_EVENTS));
const HOUSE = new Map<string, z.ZodType>(Object.entries(HOUSE_EVENTS));

export const eventCatalogue: EventCatalogue = {
  check(stream, event) {
    const schema = (stream === 'house' ? HOUSE : RUN).get(event.type);
    if (!schema) throw invalid(stream, event, 'there is no such event');
    const checked = schema.safeParse(event.payload);
    if (!checked.success) throw invalid(stream, event, checked.error.issues.slice(0, 3).map(said).join('; '));
    if (event.type === FIRST && stream !== `run/${(event.payload as { run: string }).run}`) {
      throw invalid(stream, event, 'payload.run: it is another run');
    }
  },
  ends: (stream, type) => stream !== 'house' && type === LAST,
  allowedAfterEnd: (stream, type) => stream === 'house' || AFTER_END.has(type),
  mayBegin: (stream, type) => stream === 'house' || type === FIRST,
};

function invalid(stream: StreamName, { type }: NewEvent, what: string): MusterError {
  return new MusterError('event-invalid', `${type} cannot be written to ${stream}: ${what}`, 'this is a fault in muster: please report it');
}

function said({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `payload${place}: ${message}`;
}
