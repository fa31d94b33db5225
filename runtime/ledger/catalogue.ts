// Which events there are, and where in a stream they may stand. The schemas are the contracts'; this only
// asks them, and says in one line what is wrong and where.

import { z } from 'zod';
import { MusterError } from '../../contracts/errors.ts';
import type { NewEvent, StreamName } from '../../contracts/event.ts';
import { HOUSE_EVENTS } from '../../contracts/house-event.ts';
import { AFTER_END, RUN_EVENTS, type RunEventType } from '../../contracts/run/run-event.ts';
import type { EventCatalogue } from './ledger.ts';

const FIRST: RunEventType = 'run.created';
const LAST: RunEventType = 'run.ended';

/** Compiling a schema costs as much as hundreds of checks by it: only what is seen again and again is worth that. */
const WORTH_COMPILING = 200;

type Kind = { schema: z.ZodType; seen: number };
const kindsOf = (schemas: Readonly<Record<string, z.ZodType>>): Map<string, Kind> =>
  new Map(Object.entries(schemas).map(([type, schema]) => [type, { schema, seen: 0 }]));
const RUN = kindsOf(RUN_EVENTS);
const HOUSE = kindsOf(HOUSE_EVENTS);

export const eventCatalogue: EventCatalogue = {
  check(stream, event) {
    const kind = (stream === 'house' ? HOUSE : RUN).get(event.type);
    if (!kind) throw invalid(stream, event, 'there is no such event');
    kind.seen += 1;
    if (kind.seen === WORTH_COMPILING) kind.schema = z.compile(kind.schema);
    const checked = kind.schema.safeParse(event.payload);
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
