// What one look at a worker saw: its session, its result path, its heartbeat. Bytes and ages only;
// what they mean is for the rules in skills/dispatch.

import type { Instant, Millis } from '../../contracts/time.ts';
import type { SessionView } from '../../contracts/work/session.ts';

export type ResultSight =
  | { kind: 'none' }
  /** Something is there that is not a plain file of bounded size inside the worker's folder. */
  | { kind: 'refused'; why: string }
  | { kind: 'there'; bytes: Uint8Array; digest: string; unchangedFor: Millis };

export type Look = {
  at: Instant;
  /** Absent when the host does not know the session. */
  session: SessionView | undefined;
  /** Since the session was first seen ended; 0 while it runs. */
  endedFor: Millis;
  result: ResultSight;
  /** Since the heartbeat last changed; null when there never was one. */
  quietBeat: Millis | null;
  /** What it last said before it fell silent, where that is known to mean that it waits for the end of a limit. */
  waits?: string;
};
