// Remembers the state of the checkouts that this process created. A worker runs as the same user, so it can delete its checkout or
// modify the files needed to examine it. Afterwards only what is remembered here shows that it did.

import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { constants, readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists, readBounded } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';
import type { Violation } from '../checkout/examine-checkout.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { readOpened } from '../checkout/open-up.ts';
import { readNote } from './seat.ts';

export type Loss = Violation & Required<Pick<Violation, 'lost'>>;

type MadeCheckout =
  | { kind: 'whole'; seal: string | undefined }
  /** `layers`: inode numbers by upper folder. */
  | { kind: 'layers'; note: string | undefined; layers: Map<string, bigint> };

export type MadeCheckouts = {
  /** Remembers the current state as the intended one. */
  keep(path: string): Promise<void>;
  keepLayer(path: string, upper: string): Promise<void>;
  lossOf(path: string): Promise<Loss | undefined>;
  /** Records that it was gone and has been created again; this is reported at the next examination. */
  recordLoss(path: string, loss: Loss): void;
  recordedLoss(path: string): Loss | undefined;
  in(folder: string): string[];
  /** Forgets a path and everything below it. */
  forget(path: string): void;
};

export function rememberCheckouts(): MadeCheckouts {
  const made = new Map<string, MadeCheckout>();
  const recorded = new Map<string, Loss>();
  return {
    async keep(path) {
      made.set(path, await madeAt(path, made.get(path)));
    },
    async keepLayer(path, upper) {
      const it = made.get(path);
      if (it?.kind === 'layers') it.layers.set(upper, statSync(upper, { bigint: true }).ino);
    },
    async lossOf(path) {
      const it = made.get(path);
      const lost = it && (await lostAt(path, it));
      return lost && { lost, files: ['.'], patch: Buffer.from(`There is no patch: ${WORDS[lost]}.\n`) };
    },
    recordLoss: (path, loss) => void recorded.set(path, loss),
    recordedLoss: (path) => recorded.get(path),
    in: (folder) => [...new Set([...made.keys(), ...recorded.keys()])].filter((path) => dirname(path) === folder),
    forget(path) {
      for (const all of [made, recorded]) for (const it of [...all.keys()]) if (it === path || it.startsWith(`${path}/`)) all.delete(it);
    },
  };
}

const WORDS: Record<Loss['lost'], string> = {
  gone: 'the checkout was removed',
  unsealed: 'the files needed to examine it were modified',
};

async function madeAt(path: string, before: MadeCheckout | undefined): Promise<MadeCheckout> {
  const note = await noteAt(path);
  if (note === undefined) return { kind: 'whole', seal: await digestOfSeal(path) };
  const layers = new Map<string, bigint>();
  // Layers that no longer exist were deleted when the checkout was created again.
  if (before?.kind === 'layers') for (const [upper, ino] of before.layers) if (inodeOf(upper) === ino) layers.set(upper, ino);
  return { kind: 'layers', note, layers };
}

async function lostAt(path: string, it: MadeCheckout): Promise<Loss['lost'] | undefined> {
  if (it.kind === 'whole') {
    if (!(await exists(path))) return 'gone';
    return (await digestOfSeal(path)) === it.seal ? undefined : 'unsealed';
  }
  if ((await noteAt(path)) !== it.note) return 'gone';
  for (const [upper, ino] of it.layers) if (inodeOf(upper) !== ino) return 'gone';
  return undefined;
}

const noteAt = (path: string): Promise<string | undefined> => readNote(path).catch(rethrowShortage);

function inodeOf(path: string): bigint | undefined {
  try {
    return statSync(path, { bigint: true }).ino;
  } catch (error) {
    return rethrowShortage(error);
  }
}

/** Of a longer file, such as an index, only the length and the last bytes are read: git ends it with a checksum of all of it. */
const READ_WHOLE = 256 * 1024;
const END = 64;
/** Usually there are about a dozen. */
const MOST_FILES = 200;
/** Temporary files of whoever examines the checkout, and objects written when a patch is made. */
const OF_LOOKERS = /^(index-\d+-\w+|objects\/(pack|[0-9a-f]{2}))$/;

/** Undefined if it cannot be read. */
async function digestOfSeal(path: string): Promise<string | undefined> {
  const seal = sealOf(path);
  const digest = createHash('sha256');
  try {
    const names = await readOpened(seal, async () => namesIn(seal));
    if (names.length > MOST_FILES) return undefined;
    for (const name of names.sort()) digest.update(`${name}\0`).update(await contentOf(join(seal, name)));
    return digest.digest('hex');
  } catch (error) {
    return rethrowShortage(error);
  }
}

/**
 * Synchronous: a dozen small folders are listed one after the other, before the first worker and again after the last answer. Too many
 * names if there are too many folders.
 */
function namesIn(seal: string): string[] {
  const names: string[] = [];
  const folders = [''];
  for (const folder of folders) {
    for (const it of readdirSync(join(seal, folder), { withFileTypes: true })) {
      const name = join(folder, it.name);
      if (!OF_LOOKERS.test(name)) (it.isDirectory() ? folders : names).push(name);
    }
    if (names.length + folders.length > MOST_FILES) return [...names, ...folders];
  }
  return names;
}

async function contentOf(path: string): Promise<Buffer> {
  const read = await readBounded(path, READ_WHOLE);
  if (read.kind === 'read') return read.bytes;
  if (read.kind === 'absent' || read.why !== 'too-large') return Buffer.from('no file');
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const info = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(END), 0, END, info.size - END);
  return Buffer.concat([Buffer.from(`${info.size}\0`), buffer]);
}
