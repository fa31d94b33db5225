// The protocol on the session host's socket: one JSON object a line. The client sends a hello, then requests with an id; the host
// responds with that id, and sends `ended` without a request.
//
// The hello, `list`, `observe` and `stop` keep their form in all versions, so that a newer daemon can wind down an older host. A
// later version gets a socket and a lock of its own; the session folders are shared, and each belongs to the host in its intent.

import type { Failure } from '../../../contracts/errors.ts';
import type { SESSION_PROTOCOL, SessionEnd, SessionKey, SessionSpec, SessionView } from '../../../contracts/work/session.ts';

/** Repeated here because the host imports only types from there: a schema library would double its memory. */
export const PROTOCOL: typeof SESSION_PROTOCOL = 1;

/** A prompt in argv takes at most 96 KiB, plus an environment; both fit many times over. */
export const REQUEST_BYTES: number = 4 * 1024 * 1024;
export const REPLY_BYTES: number = 32 * 1024 * 1024;
/** How much of a session's output is kept in memory. */
export const TAIL_BYTES: number = 256 * 1024;

/** A daemon may do everything and is fenced by its epoch; a viewer may watch, and type if it attached for writing. */
export type Hello =
  | { type: 'hello'; protocol: number; role: 'daemon'; epoch: number }
  | { type: 'hello'; protocol: number; role: 'viewer' };

export type Welcome = { type: 'welcome'; protocol: number; pid: number; pidStart: string };

export type Request =
  | { id: number; call: 'list' }
  | { id: number; call: 'observe'; keys: readonly SessionKey[]; cpu: boolean }
  | { id: number; call: 'stop'; key: SessionKey }
  | { id: number; call: 'start'; key: SessionKey; spec: SessionSpec }
  | { id: number; call: 'collect'; key: SessionKey; tailBytes: number }
  | { id: number; call: 'hold'; key: SessionKey; held: boolean }
  | { id: number; call: 'keep'; key: SessionKey; span: number }
  | { id: number; call: 'attach'; key: SessionKey; write: boolean; cols: number; rows: number }
  | { id: number; call: 'input'; key: SessionKey; data: string }
  | { id: number; call: 'resize'; key: SessionKey; cols: number; rows: number };

export type Answers = {
  list: SessionView[];
  observe: SessionView[];
  stop: SessionView | null;
  start: SessionView;
  collect: { end: SessionEnd | null; output: string };
  hold: null;
  keep: null;
  attach: SessionView;
  input: null;
  resize: null;
};

export type Reply = { id: number; ok: Answers[keyof Answers] } | { id: number | null; error: Failure };

export type Push =
  /** A session has ended, or its program has; only a hint. */
  | { type: 'ended'; key: SessionKey }
  /** To a viewer: output of the terminal in base64. */
  | { type: 'output'; key: SessionKey; data: string }
  /** To a viewer that was too slow: this many bytes are missing here. */
  | { type: 'missed'; key: SessionKey; bytes: number }
  /** To a viewer, after the last output. */
  | { type: 'over'; key: SessionKey; end: SessionEnd };

export type FromHost = Welcome | Reply | Push;

/** Whether the session is a check, a command that proves something: it is not a worker, gets no input, and has no terminal. */
export const isCheckKey = (key: SessionKey): boolean => /\.c\d+\.\d+$/.test(key);
