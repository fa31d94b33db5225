// A content-addressed store: results, reports, patches and texts by their sha256. They are plain files, so that anything can open
// them, and each is hashed again when it is read.

import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { digestSteps } from '../canonical.ts';
import { makePrivateFolder, privateFolder, readBounded, syncFolder, writeDurably } from '../files.ts';
import { rethrowShortage } from '../shortage.ts';
import { inSlices } from '../slices.ts';
import type { Objects } from './ledger.ts';

const DIGEST = /^[0-9a-f]{64}$/;

/** Nothing we store comes near this size; a file this large is not ours. */
const LARGEST = 2 ** 31 - 2;

export function objectsIn(folder: string): Objects {
  const pathOf = (digest: string): string => join(folder, digest.slice(0, 2), digest.slice(2));
  /** When the same bytes are put twice at once, the second call waits until the first has made them durable. */
  const underWay = new Map<string, Promise<void>>();

  /** The folders whose names in the store are known to survive a power cut. */
  const durable = new Set<string>();

  async function keep(digest: string, bytes: Uint8Array): Promise<void> {
    const path = pathOf(digest);
    const place = dirname(path);
    if (await isWhole(path, bytes)) {
      // A process may have renamed it into place and died before it synced the folders.
      await Promise.all([nameIsDurable(place), syncFolder(place)]);
      return;
    }
    await privateFolder(folder);
    if ((await makePrivateFolder(place)) !== undefined) durable.delete(place);
    // Each of these waits for the disk, so they wait together.
    await Promise.all([nameIsDurable(place), writeDurably(path, bytes)]);
  }

  async function nameIsDurable(place: string): Promise<void> {
    if (durable.has(place)) return;
    await syncFolder(folder);
    durable.add(place);
  }

  return {
    async put(bytes) {
      const digest = await digestSoon(bytes);
      let kept = underWay.get(digest);
      if (!kept) {
        kept = keep(digest, bytes).finally(() => underWay.delete(digest));
        underWay.set(digest, kept);
      }
      await kept;
      return digest;
    },
    async get(digest, most = LARGEST) {
      if (!DIGEST.test(digest)) throw missing(digest, 'is not the name of an object');
      const path = pathOf(digest);
      const found = await readBounded(path, most);
      if (found.kind === 'absent') throw missing(digest, `is not in ${folder}`);
      if (found.kind === 'refused') throw corrupt(path, `it is refused as ${found.why}`);
      if ((await digestSoon(found.bytes)) !== digest) throw corrupt(path, 'its content does not match its digest');
      return found.bytes;
    },
    async remove(digest) {
      if (DIGEST.test(digest)) await rm(pathOf(digest), { force: true });
    },
    async has(digest) {
      return DIGEST.test(digest) && sizeOf(pathOf(digest)) !== undefined;
    },
  };
}

/** Hashes in steps, because there may be megabytes. */
export const digestSoon = (bytes: Uint8Array): Promise<string> => inSlices(digestSteps(bytes));

/** What is damaged, or cannot be read, is written anew: nobody could read it later, although it was put again. */
async function isWhole(path: string, bytes: Uint8Array): Promise<boolean> {
  if (sizeOf(path) !== bytes.length) return false;
  const found = await readBounded(path, bytes.length).catch(rethrowShortage);
  return found?.kind === 'read' && found.bytes.equals(bytes);
}

/** Synchronous, because the kernel answers from memory. */
function sizeOf(path: string): number | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

function missing(digest: string, how: string): MusterError {
  return new MusterError('object-missing', `the object ${digest.slice(0, 80)} ${how}`, 'Restore it from a backup, or run the task again.');
}

function corrupt(path: string, how: string): MusterError {
  return new MusterError(
    'object-corrupt',
    `the object ${path} is damaged: ${how}`,
    'Remove it and restore it from a backup, or run the task again.',
  );
}
