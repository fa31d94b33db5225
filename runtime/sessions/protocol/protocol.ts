// What goes over the session host's socket: one JSON object a line. The client speaks first, with a hello;
// then it asks, each question with an id, and the host answers with that id. `ended` is sent without a request.
//
// For ever, in every version of either side: the hello, `list`, `observe` and `stop` keep this form, so
// that a newer daemon can wind down an older host. A later protocol gets a socket and a lock of its own,
// beside this one's; the folders of the sessions are shared, each in the hands of the host that its intent names.

import type { Failure } from '../../../contracts/errors.ts';
import type { SESSION_PROTOCOL, SessionEnd, SessionKey, SessionSpec, SessionView } from '../../../contracts/work/session.ts';

/** Said again because the host imports types only from there: a schema library would double what it weighs. */
export const PROTOCOL: typeof SESSION_PROTOCOL = 1;

/** A prompt travels in argv (96 KiB at most) and an environment beside it; both fit many times. */
export const REQUEST_BYTES: number = 4 * 1024 * 1024;
export const REPLY_BYTES: number = 32 * 1024 * 1024;
/** How much of a session's output is kept at hand. */
export const TAIL_BYTES: number = 256 * 1024;

/** A daemon may do everything and is fenced by its epoch; a viewer may look, and type where it attached to write. */
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
  /** A session has ended; a hint. */
  | { type: 'ended'; key: SessionKey }
  /** To a viewer: bytes of the terminal in base64. */
  | { type: 'output'; key: SessionKey; data: string }
  /** To a viewer that was too slow: this much is missing here. */
  | { type: 'missed'; key: SessionKey; bytes: number }
  /** To a viewer, after the last output. */
  | { type: 'over'; key: SessionKey; end: SessionEnd };

export type FromHost = Welcome | Reply | Push;

/** A command that proves something: it is not a worker, gets no input, and has no terminal. */
export const isCheckKey = (key: SessionKey): boolean => /\.c\d+\.\d+$/.test(key);
