// The tables of a ledger, with as many of its guarantees as SQL can enforce without slowing down every append: an event never
// changes, a number is used once, an epoch only rises.

import { APPLICATION_ID, FORMAT, formatNumber } from '../../contracts/format.ts';

export const TABLES = `
  -- The index: one row a stream, written in the same transaction as its events.
  CREATE TABLE streams (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    seq        INTEGER NOT NULL CHECK (seq >= 1),
    digest     TEXT    NOT NULL CHECK (length(digest) = 64),
    ended      INTEGER NOT NULL CHECK (ended IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL CHECK (updated_at >= created_at)
  ) STRICT;
  CREATE INDEX streams_unended ON streams (id) WHERE ended = 0;

  -- The journal. The body is the event's canonical JSON without its digest, and the digest is the body's sha256:
  -- the text that was hashed is the text that is kept. The first event of a commit has the command's id beside it,
  -- unless that id is unique by itself (see decidedOnSeq).
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL REFERENCES streams (id),
    seq      INTEGER NOT NULL CHECK (seq >= 1),
    command  TEXT,
    body     TEXT    NOT NULL,
    digest   TEXT    NOT NULL CHECK (length(digest) = 64),
    UNIQUE (stream, seq)
  ) STRICT;
  CREATE UNIQUE INDEX events_command ON events (stream, command) WHERE command IS NOT NULL;
  CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
  CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'an event never goes'); END;

  CREATE TABLE claims (
    name  TEXT    PRIMARY KEY,
    owner TEXT    NOT NULL,
    epoch INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Cached folds and consumers' places: all of it can be made again from the journal.
  CREATE TABLE snapshots (
    stream          INTEGER PRIMARY KEY REFERENCES streams (id),
    seq             INTEGER NOT NULL CHECK (seq >= 1),
    reducer_version INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    digest          TEXT    NOT NULL CHECK (length(digest) = 64)
  ) STRICT;
  CREATE TABLE cursors (
    name     TEXT    PRIMARY KEY,
    position INTEGER NOT NULL CHECK (position >= 0),
    extra    TEXT    NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The highest epoch that any daemon took; an append under a lower one is refused.
  CREATE TABLE fence (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL CHECK (epoch >= 0)
  ) STRICT;
  CREATE TRIGGER fence_only_rises BEFORE UPDATE ON fence WHEN NEW.epoch < OLD.epoch
    BEGIN SELECT RAISE(ABORT, 'an epoch only rises'); END;
  INSERT INTO fence (one, epoch) VALUES (1, 0);

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${formatNumber(FORMAT)};
`;
