// The journal, read straight from the file: numbered from 1 without a gap in each stream, every event with the
// digest of its text and of the event before it, no command carried out twice, an index that agrees.

import Database from 'better-sqlite3';
import { canonical, type Fields, fieldsOf, type Json, sha256, textOf } from './canonical.ts';
import { jsonIn, type Say } from './findings.ts';

export type Fact = { position: number; stream: string; seq: number; type: string; at: string; payload: Fields; digest: string };

export type Journal = {
  /** Over all streams, in the order in which they were committed. */
  facts: readonly Fact[];
  streams: ReadonlyMap<string, readonly Fact[]>;
};

type StreamRow = { id: number; name: string; seq: number; digest: string; ended: number };
type EventRow = { position: number; stream: number; seq: number; command: string | null; body: string; digest: string };

/** “Must” in ASCII, and the tables as this checker knows them. */
const APPLICATION = 0x4d757374;
const TABLES = 1;

export function readJournal(path: string, say: Say): Journal {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return journalIn(database, say);
  } finally {
    database.close();
  }
}

function journalIn(database: Database.Database, say: Say): Journal {
  const pragma = (name: string) => database.pragma(name, { simple: true });
  if (pragma('application_id') !== APPLICATION) say('ledger: the file does not say that it is a ledger');
  const tables = Math.floor(Number(pragma('user_version')) / 1_000_000);
  if (tables !== TABLES) say(`ledger: its tables are of version ${tables}, and this checker knows ${TABLES}`);
  const sound = pragma('integrity_check');
  if (sound !== 'ok') say(`ledger: SQLite finds ${String(sound)}`);

  const rows = database.prepare<[], StreamRow>('SELECT id, name, seq, digest, ended FROM streams ORDER BY id').all();
  const names = new Map(rows.map((row) => [row.id, row.name]));
  const streams = new Map<string, Fact[]>(rows.map((row) => [row.name, []]));
  const chains = new Map(rows.map((row) => [row.name, chain(row.name, say)]));
  const facts: Fact[] = [];
  const events = database.prepare<[], EventRow>('SELECT position, stream, seq, command, body, digest FROM events ORDER BY position');
  for (const row of events.iterate()) {
    const stream = names.get(row.stream);
    if (stream === undefined) {
      say(`ledger: event ${row.position} belongs to no stream`);
      continue;
    }
    const fact = chains.get(stream)?.(row);
    if (!fact) continue;
    facts.push(fact);
    streams.get(stream)?.push(fact);
  }
  for (const row of rows) compareIndex(row, streams.get(row.name) ?? [], say);
  compareEpochs(database, streams.get('house') ?? [], say);
  return { facts, streams };
}

/** Takes the rows of one stream, one after the other. */
function chain(stream: string, say: Say): (row: EventRow) => Fact | undefined {
  let seq = 0;
  let prev = '';
  let at = '';
  let command = '';
  const commands = new Set<string>();

  return (row) => {
    const place = `${stream} event ${row.seq}`;
    seq += 1;
    if (row.seq !== seq) say(`${place}: number ${seq} was to come`);
    seq = row.seq;
    if (sha256(row.body) !== row.digest) say(`${place}: its text does not match its digest`);
    const event = jsonIn(row.body);
    if (event === undefined) {
      say(`${place}: its text is no JSON`);
      prev = row.digest;
      return undefined;
    }
    if (canonical(event) !== row.body) say(`${place}: its text is not canonical JSON`);
    const it = fieldsOf(event);
    if (it.v !== 1) say(`${place}: it is of version ${String(it.v)}`);
    if (it.stream !== stream || it.seq !== row.seq) say(`${place}: its text says ${String(it.stream)} event ${String(it.seq)}`);
    if (it.prev !== prev) say(`${place}: it does not carry the digest of the event before it`);
    if (textOf(it.at) < at) say(`${place}: its time runs backwards`);
    checkCommand(textOf(it.commandId), row, place);
    prev = row.digest;
    at = textOf(it.at);
    const { position, digest } = row;
    return { position, stream, seq: row.seq, type: textOf(it.type), at, payload: fieldsOf(it.payload), digest };
  };

  /** A command's events stand together; the same command further on was carried out twice. */
  function checkCommand(id: string, row: EventRow, place: string): void {
    if (id === '') say(`${place}: it says no command`);
    if (id === command) return;
    if (commands.has(id)) say(`${place}: the command ${id} was carried out before`);
    commands.add(id);
    command = id;
    const decidedOn = id.startsWith(`${stream}:`) ? /^(\d+):/.exec(id.slice(stream.length + 1))?.[1] : undefined;
    if (decidedOn !== undefined && Number(decidedOn) !== row.seq - 1) say(`${place}: it was decided on event ${decidedOn}`);
    if (decidedOn === undefined && row.command !== id) say(`${place}: its command is not in the index`);
  }
}

function compareIndex(row: StreamRow, facts: readonly Fact[], say: Say): void {
  const last = facts.at(-1);
  if (row.seq !== last?.seq || row.digest !== last?.digest) say(`${row.name}: the index knows another last event than the journal`);
  const ended = facts.some(({ type }) => type === 'run.ended');
  if ((row.ended === 1) !== ended) say(`${row.name}: the index says ${row.ended === 1 ? 'ended' : 'not ended'}, and the journal does not`);
}

/** Each daemon writes under its own epoch, which is higher than all earlier ones. */
function compareEpochs(database: Database.Database, house: readonly Fact[], say: Say): void {
  const fence = Number(database.prepare('SELECT epoch FROM fence').pluck().get() ?? 0);
  let highest = 0;
  for (const { type, payload, seq } of house) {
    if (type !== 'daemon.started') continue;
    const epoch = epochOf(payload.epoch);
    if (epoch <= highest) say(`house event ${seq}: a daemon of epoch ${epoch} started after one of ${highest}`);
    highest = Math.max(highest, epoch);
  }
  if (fence < highest) say(`ledger: the fence stands at epoch ${fence}, and a daemon of ${highest} has been here`);
}

const epochOf = (it: Json | undefined): number => (typeof it === 'number' ? it : 0);
