// The files of a session in `<home>/sessions/<key>/`: the intent before the fork, pid and start time after it, and finally the end.
// From these, a new host knows what the old one was running.

import {
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SessionEnd, SessionKey, SessionView } from '../../../contracts/work/session.ts';
import { syncFolder as syncedTogether } from '../../files.ts';
import { makeFoldersSync } from '../../folders/make-folders.ts';
import { rethrowShortage } from '../../shortage.ts';

export type Intent = {
  key: SessionKey;
  at: string;
  /** The process that was about to start it; while that lives, no other touches the session. */
  host: { pid: number; start: string; startOrder: number };
  /** What every process of the session has in its environment. Only these variables: the others may contain secrets. */
  marks: string[];
  program: string;
  cwd: string;
  grace: number;
  transcript: string;
};

export type Started = { pid: number; pidStart: string | null };

/** The end, with the session's final view. */
export type Ended = { at: string; end: SessionEnd; view: SessionView };

export type Records = {
  readonly folder: string;
  /** Resolves when it is durable. */
  writeIntent(intent: Intent): Promise<void>;
  /** Nothing was started after all: as if the session had never been requested. */
  forgetIntent(): void;
  writeStarted(started: Started): void;
  writeEnded(ended: Ended): Promise<void>;
  intent(): Intent | undefined;
  started(): Started | undefined;
  ended(): Ended | undefined;
  writeTail(bytes: Buffer): void;
  tail(): Buffer | undefined;
};

export const sessionsFolder = (home: string): string => join(home, 'sessions');

/** The highest epoch of a daemon that the home has seen. */
export const epochAt = (home: string): string => join(sessionsFolder(home), 'epoch');

export function recordsOf(home: string, key: SessionKey): Records {
  const folder = join(sessionsFolder(home), key);
  const path = (name: string) => join(folder, name);
  return {
    folder,
    async writeIntent(intent) {
      makeFoldersSync(folder, 0o700);
      // An intent that a power cut tore is ignored, which is safe: nothing is forked before it is complete.
      const files = [openSync(path('intent.json'), 'w', 0o600), openSync(folder, 'r')];
      try {
        writeSync(files[0] ?? -1, JSON.stringify(intent));
        await Promise.all([...files.map((file) => synced(file)), syncedTogether(dirname(folder))]);
      } finally {
        files.forEach(closeSync);
      }
    },
    forgetIntent() {
      rmSync(path('intent.json'), { force: true });
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // Without an intent it is not a session, whatever other files are there.
      }
    },
    // Not synced: after a power cut, no process is left that the pid could identify.
    writeStarted: (started) => writeAtomically(path('started.json'), JSON.stringify(started)),
    async writeEnded(ended) {
      // Someone may have removed the folder while the session ran.
      makeFoldersSync(folder, 0o700);
      const file = openSync(path('ended.json.new'), 'w', 0o600);
      try {
        writeSync(file, JSON.stringify(ended));
        await synced(file);
      } finally {
        closeSync(file);
      }
      renameSync(path('ended.json.new'), path('ended.json'));
    },
    intent: () => whole(readJson(path('intent.json')), isIntent),
    started: () => whole(readJson(path('started.json')), isStarted),
    ended: () => whole(readJson(path('ended.json')), isEnded),
    writeTail: (bytes) => writeAtomically(path('tail'), bytes),
    tail: () => readOr(path('tail')),
  };
}

/** Sessions with an intent but no end. */
export function unendedSessions(home: string): SessionKey[] {
  const folder = sessionsFolder(home);
  return readdirSync(folder).filter(
    (name) => existsSync(join(folder, name, 'intent.json')) && !existsSync(join(folder, name, 'ended.json')),
  );
}

/** On the thread pool: a stalled disk must not keep the host from reading its workers' output. */
const synced: (file: number) => Promise<void> = promisify(fsync);

export function writeAtomically(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Our files are written atomically, so a file that a disk fault damaged is ignored. */
function readJson(path: string): unknown {
  const text = readOr(path)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const whole = <T>(value: unknown, is: (fields: Record<string, unknown>) => boolean): T | undefined =>
  typeof value === 'object' && value !== null && is(value as Record<string, unknown>) ? (value as T) : undefined;

const isText = (it: unknown): it is string => typeof it === 'string';
const isWhole = (it: unknown): it is number => typeof it === 'number' && Number.isSafeInteger(it) && it >= 0;

/** Every process that has all marks gets killed, so a mark must be something that no other process can have. */
function isIntent({ host, marks, grace, transcript }: Record<string, unknown>): boolean {
  const { pid, start, startOrder } = (host ?? {}) as Record<string, unknown>;
  if (!isWhole(pid) || !isText(start) || !isWhole(startOrder) || !isWhole(grace) || !isText(transcript)) return false;
  return Array.isArray(marks) && marks.length > 0 && marks.every((it) => isText(it) && /^MUSTER_\w+=./.test(it));
}

const isStarted = ({ pid, pidStart }: Record<string, unknown>): boolean => isWhole(pid) && (pidStart === null || isText(pidStart));

function isEnded({ end, view }: Record<string, unknown>): boolean {
  const [{ by, gone }, { key, state, outputBytes }] = [(end ?? {}) as Record<string, unknown>, (view ?? {}) as Record<string, unknown>];
  return isText(by) && typeof gone === 'boolean' && isText(key) && state === 'ended' && isWhole(outputBytes);
}

/** If the records cannot be opened right now, the session is neither unknown nor new. */
function readOr(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    return rethrowShortage(error);
  }
}
