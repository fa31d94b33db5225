// The files of a home, as effects use them. The simulation has its own behind the same interface.

import { lstat, readdir, realpath, rename, stat } from 'node:fs/promises';
import { findProgram } from '../../../agents/providers/program.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { type BoundedRead, codeOf, exists, privateFolder, readBounded, writeDurably } from '../../../runtime/files.ts';
import { outputOf } from '../../../runtime/sessions/host/session/transcript.ts';
import type { ResultFile } from '../../../runtime/watch/look.ts';
import { type ResultPlace, readResultFile } from '../../../runtime/watch/worker-folder.ts';
import { readOpened } from '../../../runtime/workspace/checkout/open-up.ts';

export type Files = {
  privateFolder(path: string): Promise<void>;
  writeDurably(path: string, content: string | Uint8Array): Promise<void>;
  readBounded(path: string, limit: number): Promise<BoundedRead>;
  /** The digest of a user's file, read through links; undefined if it is missing. Of one larger than the limit, only its size and time. */
  digestThrough(path: string, limit: number): Promise<string | undefined>;
  /** Where the program that a word means really is: of a name, the first on this PATH. */
  programAt(word: string, path: string): Promise<string | undefined>;
  /** Names in a folder; empty if there is none. */
  namesIn(folder: string): Promise<string[]>;
  /** Moves a file aside unless the target exists already, so that it can be repeated. */
  setAside(path: string, to: string): Promise<void>;
  /** Something other than a folder is there: a link or a file. */
  isBlocked(folder: string): Promise<boolean>;
  /** A worker's result, read the same way as the watcher does. */
  resultAt(place: ResultPlace): ResultFile;
  /** The end of what a session printed, from its transcript. */
  printed(transcript: string, limit: number): string;
};

type Answer = Promise<string | undefined>;

/** The seats of a run are mostly the same program, and are all asked about at once. */
const asking = new Map<string, Answer>();

function askedOnce(question: string, ask: () => Answer): Answer {
  const answer = asking.get(question) ?? ask().finally(() => asking.delete(question));
  asking.set(question, answer);
  return answer;
}

async function digestThrough(path: string, limit: number): Promise<string | undefined> {
  const real = await realpath(path).catch(() => undefined);
  const read = real === undefined ? undefined : await readBounded(real, limit).catch(() => undefined);
  if (read?.kind === 'read') return digestOf(read.bytes);
  if (real === undefined || read?.kind !== 'refused' || read.why !== 'too-large') return undefined;
  // Another version of a large program has another size, or was written at another time.
  const { size, mtimeMs } = await stat(real);
  return digestOf(`${size} ${mtimeMs}`);
}

async function programAt(word: string, path: string): Promise<string | undefined> {
  const found = await findProgram(word, path);
  return found === undefined ? undefined : realpath(found).catch(() => undefined);
}

export const realFiles: Files = {
  privateFolder,
  writeDurably,
  readBounded,
  digestThrough: (path, limit) => askedOnce(`digest ${limit} ${path}`, () => digestThrough(path, limit)),
  programAt: (word, path) => askedOnce(`program ${word} ${path}`, () => programAt(word, path)),
  async namesIn(folder) {
    try {
      return await readOpened(folder, () => readdir(folder));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  },
  async setAside(path, to) {
    if (await exists(to)) return;
    try {
      await rename(path, to);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  },
  async isBlocked(folder) {
    const info = await lstat(folder).catch(() => undefined);
    return info !== undefined && !info.isDirectory();
  },
  resultAt(place) {
    const found = readResultFile(place, undefined);
    return found.kind === 'there' ? { kind: 'there', bytes: found.bytes, digest: found.digest, unchangedFor: 0 } : found;
  },
  printed: (transcript, limit) => outputOf(transcript, limit)?.toString('utf8') ?? '',
};
