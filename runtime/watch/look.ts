// What one look at a worker found: its session, its result file, its heartbeat. Only bytes and ages; the rules in skills/dispatch
// decide what they mean.

import type { Instant, Millis } from '../../contracts/time.ts';
import type { SessionView } from '../../contracts/work/session.ts';

export type ResultFile =
  | { kind: 'none' }
  /** There is something else than a regular file of bounded size inside the worker's folder. */
  | { kind: 'refused'; why: string }
  | { kind: 'there'; bytes: Uint8Array; digest: string; unchangedFor: Millis };

export type Look = {
  at: Instant;
  /** Undefined when the host does not know the session. */
  session: SessionView | undefined;
  /** Time since the session was first seen ended; 0 while it runs. */
  endedFor: Millis;
  result: ResultFile;
  /** Time since the heartbeat last changed; null if there never was one. */
  quietBeat: Millis | null;
  /** The last line before the worker fell silent, if it is known to mean that it waits for a rate limit. */
  waits?: string;
};
