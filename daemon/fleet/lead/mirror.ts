// Writes what a host reports into the lead's home, where a local session would have written it. A
// result for an attempt that was given up is stored beside the others, and the run gets a note.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptOf, localOf, runOf } from '../../../contracts/ids.ts';
import type { Note } from '../../../contracts/run/run-event.ts';
import { type HostReport, LARGEST_TEXT } from '../../../contracts/work/hosted.ts';
import { RESULT_CAP } from '../../../contracts/work/result.ts';
import { privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { judgeDelivery, lateName, withheldNote } from '../../../skills/run/fleet/judge-delivery.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { Waiting } from '../../lead/run/decide-run.ts';

/** The node that leads the runs. */
export type Leader = {
  folded(run: string): Promise<RunState>;
  tell(run: string, note: Note): Promise<void>;
  waits(run: string, waiting: Waiting): Promise<void>;
};

export type Mirror = { take(said: HostReport): Promise<void> };

/** How the files are written. */
export type Writing = {
  privateFolder(path: string): Promise<unknown>;
  writeDurably(path: string, content: Buffer): Promise<void>;
  writeAt(path: string, from: number, bytes: Buffer): Promise<void>;
};

type Context = {
  home: Home;
  objects: Pick<Objects, 'get'>;
  leader: Promise<Leader>;
  log: Log;
  files: Writing;
  /** The largest transcript that is kept here, whatever its host sends. */
  transcriptBytes: number;
};

export const FILES: Writing = { privateFolder, writeDurably, writeAt };

export function mirrorIn({ home, objects, leader, log, files, transcriptBytes }: Context): Mirror {
  /** The digest last written to each path. */
  const written = new Map<string, string>();

  async function write(path: string, digest: string | null, most: number): Promise<void> {
    if (digest === null || written.get(path) === digest) return;
    await files.writeDurably(path, await objects.get(digest, most));
    written.set(path, digest);
  }

  return {
    async take({ view: { key }, host, result, beat, errors, output, refused }) {
      const { dispatch, attempt } = attemptOf(key);
      const run = runOf(dispatch);
      const folder = home.run(run);
      const own = folder.results(localOf(dispatch));
      await files.privateFolder(folder.transcripts);
      await files.privateFolder(own.root);
      const printed = Buffer.from(output.bytes, 'base64').subarray(0, Math.max(0, transcriptBytes - output.from));
      await files.writeAt(folder.transcript(localOf(dispatch), attempt), output.from, printed);
      if (result === null && beat === null && errors === null && !refused) return;
      const lead = await leader;
      const keptThere = refused && withheldNote(await lead.folded(run), { dispatch, attempt, host }, refused);
      if (keptThere) {
        log.warn('a host keeps work of an older fence', { session: key, host, ...refused });
        await lead.tell(run, keptThere);
      }
      const judged = judgeDelivery(await lead.folded(run), { dispatch, attempt, host, digest: result ?? '' });
      if (judged.kind === 'current') {
        await write(own.beat, beat, LARGEST_TEXT);
        await write(own.errors, errors, LARGEST_TEXT);
        await write(own.result, result, RESULT_CAP);
      }
      if (judged.kind !== 'late' || result === null) return;
      await write(join(own.root, lateName(attempt)), result, RESULT_CAP);
      log.warn('a host handed in a result of an attempt that was given up', { session: key, host, result });
      await lead.tell(run, judged.note);
    },
  };
}

/** Can be repeated: it writes the same bytes at the same position. */
async function writeAt(path: string, from: number, bytes: Buffer): Promise<void> {
  if (bytes.length === 0) return;
  await using file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  await file.write(bytes, 0, bytes.length, from);
}
