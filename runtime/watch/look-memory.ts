// What is remembered between looks, to tell how long something has not changed. Ages are measured by an awake clock of this
// process, so that neither file times nor a sleeping machine make a worker look older than it is. A restart resets them.

import type { Millis } from '../../contracts/time.ts';
import type { SessionKey, SessionView } from '../../contracts/work/session.ts';
import type { Clock } from '../clock.ts';
import type { Look } from './look.ts';
import type { ReportedView } from './reported-view.ts';
import { type FolderContents, type ResultPlace, readFolder } from './worker-folder.ts';

export type WatchedPlace = ResultPlace & { session: SessionKey; beat: string };

export type LookMemory = {
  file: { sight: FolderContents['result']; since: Millis } | undefined;
  beat: { signature: string; since: Millis } | undefined;
  endedSince: Millis | undefined;
  reported: ReportedView | undefined;
  /** How many hints there were about this session: a view that was requested before the latest one is outdated. */
  hints: number;
  outputBytes: number;
};

export const newLookMemory = (): LookMemory => ({
  file: undefined,
  beat: undefined,
  endedSince: undefined,
  reported: undefined,
  hints: 0,
  outputBytes: -1,
});

export function lookAt(
  place: WatchedPlace,
  memory: LookMemory,
  session: SessionView | undefined,
  clock: Clock,
): { look: Look; changed: boolean } {
  const now = clock.awake();
  const { result, beat } = readFolder(place, memory.file?.sight);
  const wrote = memory.file?.sight.signature !== result.signature;
  if (wrote || memory.file === undefined) memory.file = { sight: result, since: now };
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
          ? { kind: 'there', bytes: result.bytes, digest: result.digest, unchangedFor: now - memory.file.since }
          : result,
      quietBeat: memory.beat === undefined ? null : now - memory.beat.since,
    },
  };
}
