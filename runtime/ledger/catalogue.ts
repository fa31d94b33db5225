// The catalogue of events: which types exist, and where in a stream each may occur. The schemas are passed in; this file validates
// against them and turns a failure into one line that says what is wrong and where.

import { MusterError } from '../../contracts/errors.ts';
import type { NewEvent, StreamName } from '../../contracts/event.ts';
import * as z from '../../contracts/schema.ts';
import type { EventCatalogue } from './ledger.ts';
import { isValidByItems } from './validate-by-items.ts';

type Schemas = Readonly<Record<string, z.ZodType>>;

/** The events that a table of schemas describes. */
export type EventOf<All extends Schemas> = { [Type in keyof All & string]: NewEvent<Type, z.infer<All[Type]>> }[keyof All & string];

export type Described<Run extends Schemas, House extends Schemas> = {
  /** The payload of each event of a run, by its type. */
  run: Run;
  house: House;
  /** The event that starts a run and carries its name. */
  first: keyof Run & string;
  /** The event that ends a run for good. */
  last: keyof Run & string;
  /** The types that may still be written after the end. */
  afterEnd: ReadonlySet<string>;
};

/** Compiling a schema costs as much as hundreds of checks, so only schemas that are used this often are compiled. */
const WORTH_COMPILING = 200;
/**
 * Without `jitless`, zod compiles a validator for each part of a schema. For events that occur seldom, that takes longer than
 * interpreting the schema.
 */
const SELDOM = 4;
const GO_THROUGH = { jitless: true };

type Kind = { schema: z.ZodType; seen: number };
const kindsOf = (schemas: Schemas): Map<string, Kind> =>
  new Map(Object.entries(schemas).map(([type, schema]) => [type, { schema, seen: 0 }]));

export function catalogueOf<Run extends Schemas, House extends Schemas>({
  run,
  house,
  first,
  last,
  afterEnd,
}: Described<Run, House>): EventCatalogue<{ run: EventOf<Run>; house: EventOf<House> }> {
  const [runKinds, houseKinds] = [kindsOf(run), kindsOf(house)];
  const kindOf = (stream: StreamName, event: NewEvent): Kind => {
    const kind = (stream === 'house' ? houseKinds : runKinds).get(event.type);
    if (!kind) throw invalid(stream, event, 'it is not a known event');
    return kind;
  };
  return {
    check(stream, event) {
      const kind = kindOf(stream, event);
      kind.seen += 1;
      if (kind.seen === WORTH_COMPILING) kind.schema = z.compile(kind.schema);
      const checked = kind.schema.safeParse(event.payload, kind.seen < SELDOM ? GO_THROUGH : undefined);
      if (!checked.success) throw invalid(stream, event, checked.error.issues.slice(0, 3).map(said).join('; '));
      if (event.type === first && stream !== `run/${(event.payload as { run: string }).run}`) {
        throw invalid(stream, event, 'payload.run: it is another run');
      }
    },
    *fits(stream, event) {
      return event.type !== first && (yield* isValidByItems(kindOf(stream, event).schema, event.payload as object));
    },
    ends: (stream, type) => stream !== 'house' && type === last,
    allowedAfterEnd: (stream, type) => stream === 'house' || afterEnd.has(type),
    mayBegin: (stream, type) => stream === 'house' || type === first,
  };
}

function invalid(stream: StreamName, { type }: NewEvent, what: string): MusterError {
  return new MusterError('event-invalid', `${type} cannot be written to ${stream}: ${what}`, 'This is a bug in Muster: please report it.');
}

function said({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `payload${place}: ${message}`;
}
