// What is remembered from one look to the next, to tell for how long something has not changed.
// Dated by an awake clock of this process, so that neither a file's own time nor a sleeping machine
// makes a worker look older than it is. After a restart the ages start over.

import type { Millis } from '../../contracts/time.ts';
import type { SessionKey, SessionView } from '../../contracts/work/session.ts';
import type { Clock } from '../clock.ts';
import type { Look } from './look.ts';
import { type Sighted, type Spot, sightOf } from './spot.ts';
import type { Told } from './told.ts';

export type Place = Spot & { session: SessionKey; beat: string };

export type Memory = {
  result: { sight: Sighted['result']; since: Millis } | undefined;
  beat: { signature: string; since: Millis } | undefined;
  endedSince: Millis | undefined;
  told: Told | undefined;
  /** How often something was said to have happened to it: what was asked for before that is out of date. */
  hints: number;
  outputBytes: number;
};

export const freshMemory = (): Memory => ({
  result: undefined,
  beat: undefined,
  endedSince: undefined,
  told: undefined,
  hints: 0,
  outputBytes: -1,
});

export function lookAt(place: Place, memory: Memory, session: SessionView | undefined, clock: Clock): { look: Look; changed: boolean } {
  const now = clock.awake();
  const { result, beat } = sightOf(place, memory.result?.sight);
  const wrote = memory.result?.sight.signature !== result.signature;
  if (wrote || memory.result === undefined) memory.result = { sight: result, since: now };
  const beaten = memory.beat?.signature !== beat;
  if (beaten) memory.beat = beat === undefined ? undefined : { signature: beat, since: now };
  const printed = session !== undefined && session.outputBytes !== memory.outputBytes;
  memory.outputBytes = session?.outputBytes ?? -1;
  if (session?.end) memory.endedSince ??= now;
  return {
    changed: wrote || beaten || printed,
    look: {
      at: clock.now(),
      session,
      endedFor: memory.endedSince === undefined ? 0 : now - memory.endedSince,
      result:
        result.kind === 'there'
          ? { kind: 'there', bytes: result.bytes, digest: result.digest, unchangedFor: now - memory.result.since }
          : result,
      quietBeat: memory.beat === undefined ? null : now - memory.beat.since,
    },
  };
}
