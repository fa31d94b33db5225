// What a worker of this host has left so far: its files, stored in the fleet's object store, and its output.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { localOf } from '../../../contracts/ids.ts';
import { type HostOrder, type HostReport, LARGEST_TEXT } from '../../../contracts/work/hosted.ts';
import { codeOf, readBounded } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import { type FolderContents, readFolder } from '../../../runtime/watch/worker-folder.ts';
import { placeOf } from '../../effects/attempt/look.ts';

export type WorkerFiles = {
  /**
   * `output` is what was printed from `from` on, as much as fits into one message; `more` if that was not all. `beat` changes whenever the
   * heartbeat does.
   */
  now(from: number): Promise<{ files: Pick<HostReport, 'result' | 'beat' | 'errors'>; output: Buffer; more: boolean; beat: unknown }>;
};

/** The part of a transcript that goes into one message. */
const MOST_OUTPUT = 192 * 1024;

export function workerFiles({ run, dispatch, attempt }: HostOrder, home: Home, objects: Pick<Objects, 'put'>): WorkerFiles {
  const place = placeOf(run, dispatch, attempt, { home });
  const transcript = home.run(run).transcript(localOf(dispatch), attempt);
  const own = home.run(run).results(localOf(dispatch));
  let sight: FolderContents | undefined;

  const text = async (path: string): Promise<string | null> => {
    const read = await readBounded(path, LARGEST_TEXT);
    return read.kind === 'read' ? objects.put(read.bytes) : null;
  };

  return {
    async now(from) {
      sight = readFolder(place, sight?.result);
      const { result, beat } = sight;
      const output = await partOf(transcript, from);
      const files = {
        result: result.kind === 'there' ? await objects.put(result.bytes) : null,
        beat: await text(own.beat),
        errors: await text(own.errors),
      };
      return { files, output, more: output.length === MOST_OUTPUT, beat };
    },
  };
}

async function partOf(path: string, from: number): Promise<Buffer> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const bytes = Buffer.alloc(MOST_OUTPUT);
    const { bytesRead } = await file.read(bytes, 0, MOST_OUTPUT, from);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
