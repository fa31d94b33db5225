// The fixture of the tests of the ledger: a folder of their own, simple made-up events, and short forms of commits.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ErrorCode, MusterError } from '../../../../contracts/errors.ts';
import type { EventEnvelope, NewEvent, StreamName } from '../../../../contracts/event.ts';
import type { Appended, ClaimChange, Commit, EventCatalogue, Ledger } from '../../../../runtime/ledger/ledger.ts';
import { type LedgerOptions, openLedger, type SqliteLedger } from '../../../../runtime/ledger/open.ts';

export const RUN: StreamName = 'run/r-aaaaaa';
export const OTHER: StreamName = 'run/r-bbbbbb';
export const AT = Date.UTC(2026, 10, 21, 10, 15, 30, 120);

/** A stream is a story: it begins, goes on step by step, ends, and may have notes after that. */
export const stories: EventCatalogue = {
  check(stream, { type }) {
    if (['begin', 'step', 'end', 'note'].includes(type)) return;
    throw new MusterError('event-invalid', `${stream}: no story has ${type}`, 'tell another story');
  },
  ends: (_stream, type) => type === 'end',
  allowedAfterEnd: (_stream, type) => type === 'note',
  mayBegin: (stream, type) => stream === 'house' || type === 'begin',
};

export const begin = (payload: unknown = {}): NewEvent => ({ type: 'begin', payload });
export const step = (payload: unknown = {}): NewEvent => ({ type: 'step', payload });
export const end = (payload: unknown = {}): NewEvent => ({ type: 'end', payload });
export const note = (payload: unknown = {}): NewEvent => ({ type: 'note', payload });

export const take = (name: string, owner: string): ClaimChange => ({ kind: 'take', name, owner });
export const release = (name: string, owner: string): ClaimChange => ({ kind: 'release', name, owner });

let commands = 0;

/** A commit to RUN with a command id of its own, unless it says otherwise. */
export function commit(expectedSeq: number, events: readonly NewEvent[], more: Partial<Commit> = {}): Commit {
  commands += 1;
  return { stream: RUN, expectedSeq, commandId: `token-${commands}`, actor: { kind: 'lead' }, at: AT, events, ...more };
}

/** What was appended; an assertion if it was not. */
export function appended(answer: Appended): EventEnvelope[] {
  if (answer.kind !== 'appended') throw new Error(`not appended but ${JSON.stringify(answer)}`);
  return answer.events;
}

export async function failsWith(code: ErrorCode, attempt: Promise<unknown> | (() => unknown), says?: RegExp): Promise<MusterError> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt);
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    assert.is(error.code, code, error.message);
    if (says) assert.match(error.message, says);
    assert.ok(error.hint, 'an error says what to do next');
    return error;
  }
  throw new Error(`${code} was expected`);
}

/** Opens the same ledger file as often as a test asks for it. */
export type Keeper = { open(): Promise<Ledger>; clear(): Promise<void> };
export type ContractContext = { keeper: Keeper; ledger: Ledger };
export type ContractTest = Test<ContractContext>;

export type LedgerFixture = {
  folder: string;
  path: string;
  open(more?: Partial<LedgerOptions>): Promise<SqliteLedger>;
  /** Closes what was opened and removes the folder. */
  clear(): Promise<void>;
};

export function openFixture(): LedgerFixture {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ledger-')));
  const path = join(folder, 'ledger.db');
  const opened: SqliteLedger[] = [];
  return {
    folder,
    path,
    async open(more = {}) {
      const ledger = await openLedger({ path, catalogue: stories, ...more });
      opened.push(ledger);
      return ledger;
    },
    async clear() {
      for (const ledger of opened) await ledger.close();
      rmSync(folder, { recursive: true });
    },
  };
}
