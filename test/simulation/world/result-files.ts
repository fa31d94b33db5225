// The result files of simulated workers, one for each dispatch, and what a look at one finds. What an earlier attempt left is moved
// aside before the next one starts.

import { localOf, runOf } from '../../../contracts/ids.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { homeAt } from '../../../runtime/home.ts';
import type { Look, ResultFile } from '../../../runtime/watch/look.ts';
import type { SimHost, SimSession } from './host.ts';
import type { Writing } from './people/behaviours.ts';
import type { Time } from './time.ts';

export const HOME = homeAt('/home');

export type WrittenResult = { bytes: Uint8Array; digest: string; writtenAt: number; by: SimSession; what: Writing };

export type ResultFiles = {
  put(dispatch: string, by: SimSession, what: Writing, bytes: Uint8Array): void;
  lying(dispatch: string): WrittenResult | undefined;
  /** Also finds files that were moved aside, by their new names. */
  at(path: string): WrittenResult | undefined;
  /** Renames a file. */
  move(path: string, to: string): void;
  /** By digest: everything that was ever written. */
  papers: Map<string, WrittenResult>;
};

const placeOf = (dispatch: string): string => HOME.run(runOf(dispatch)).results(localOf(dispatch)).result;

export function resultFiles(time: Time): ResultFiles {
  const lying = new Map<string, WrittenResult>();
  const papers = new Map<string, WrittenResult>();
  return {
    papers,
    lying: (dispatch) => lying.get(placeOf(dispatch)),
    at: (path) => lying.get(path),
    put(dispatch, by, what, bytes) {
      const paper = { bytes, digest: digestOf(bytes), writtenAt: time.now(), by, what };
      papers.set(paper.digest, paper);
      lying.set(placeOf(dispatch), paper);
    },
    move(path, to) {
      const paper = lying.get(path);
      if (!paper) return;
      lying.delete(path);
      lying.set(to, paper);
    },
  };
}

/** What a process remembers between looks; ages count from its first look. */
export type Remembered = Map<string, number>;

export function lookAt(time: Time, host: SimHost, papers: ResultFiles, key: string, remembered: Remembered): Look {
  const now = time.now();
  const first = remembered.get(key) ?? now;
  remembered.set(key, first);
  const session = host.sessions.get(key);
  const dispatch = key.slice(0, key.lastIndexOf('.'));
  const beat = session?.plan.beatEvery ?? null;
  const lived = session ? (session.end?.at ?? now) - session.startedAt : 0;
  const lastBeat = session && beat !== null && lived >= beat ? session.startedAt + Math.floor(lived / beat) * beat : null;
  return {
    at: time.wall(),
    session: session && host.viewOf(session),
    endedFor: session?.end ? now - Math.max(first, session.end.at) : 0,
    result: asResultFile(papers.lying(dispatch), now, first),
    quietBeat: lastBeat === null ? null : now - Math.max(first, lastBeat),
  };
}

export function asResultFile(paper: WrittenResult | undefined, now: number, first: number): ResultFile {
  if (!paper) return { kind: 'none' };
  if (paper.what.kind === 'link') return { kind: 'refused', why: 'the result is a symbolic link' };
  const { bytes, digest, writtenAt } = paper;
  return { kind: 'there', bytes, digest, unchangedFor: now - Math.max(first, writtenAt) };
}
