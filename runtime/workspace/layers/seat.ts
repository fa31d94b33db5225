// A seat's checkout as layers. `path` is an empty folder on which the checkout is mounted for its workers; `<path>+layers` beside
// it records the tree and holds one upper layer for each worker, which is never mounted a second time. No seat has a `+` in its
// name.

import { accessSync, chmodSync, closeSync, constants, open, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Base } from '../../../contracts/run/base.ts';
import { codeOf, exists, readBounded } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { rethrowShortage } from '../../shortage.ts';
import { readOpened } from '../checkout/open-up.ts';
import { type Chain, inLayers, type View } from './chain.ts';

export type Layered = {
  v: 1;
  commit: string;
  /** The name of the tree, which is in the same folder. */
  over: string;
};

const opened = promisify(open);

const NOTE = 'layered.json';
const NOTE_CAP = 64 * 1024;
const NOTHING = 'nothing';

export const layersOf = (path: string): string => `${path}+layers`;
const noteOf = (path: string): string => join(layersOf(path), NOTE);
/** Whether an entry in the folder of all checkouts is such a record rather than a checkout. */
export const isLayers = (name: string): boolean => name.endsWith('+layers');
export const treeBelow = (path: string, { over }: Pick<Layered, 'over'>): string => join(dirname(path), over);

/** The text of the record; undefined if there is none. */
export async function readNote(path: string): Promise<string | undefined> {
  const read = await readOpened(layersOf(path), () => readBounded(noteOf(path), NOTE_CAP));
  return read.kind === 'read' ? read.bytes.toString('utf8') : undefined;
}

export async function readLayered(path: string): Promise<Layered | undefined> {
  try {
    const note = await readNote(path);
    const layered = note === undefined ? undefined : (JSON.parse(note) as Layered);
    return layered?.v === 1 ? layered : undefined;
  } catch (error) {
    return rethrowShortage(error);
  }
}

/** Over an existing tree; nothing may be at these paths. The record is written last, so a crash leaves nothing that looks finished. */
export async function makeLayered(path: string, { commit }: Pick<Base, 'commit'>, tree: string): Promise<void> {
  const layers = layersOf(path);
  const make = (it: string) => makeFolders(it, 0o700);
  await Promise.all([make(join(layers, NOTHING)), make(path)]);
  const note = noteOf(path);
  // Only creating it may take time; eight seats write theirs at the same moment.
  const file = await opened(`${note}.making`, 'w');
  try {
    writeFileSync(file, JSON.stringify({ v: 1, commit, over: basename(tree) } satisfies Layered));
  } finally {
    closeSync(file);
  }
  await rename(`${note}.making`, note);
}

/**
 * The folder in which the chain is started, and its arguments: the program in a new layer of its own, with `cwd` as its working
 * directory.
 */
export async function ownLayer(
  path: string,
  { over }: Layered,
  chain: Chain,
): Promise<{ folder: string; upper: string; argv(program: readonly string[], cwd: string): string[] }> {
  const layers = layersOf(path);
  for (const it of [path, join(layers, NOTHING)]) if (!(await exists(it))) await makeFolders(it, 0o700);
  for (let n = Math.max(0, ...numbersIn(layers)) + 1; ; n += 1) {
    const made = await mkdir(join(layers, `${n}`), { mode: 0o700 }).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
        return false;
      },
    );
    if (!made) continue;
    await Promise.all(['upper', 'work'].map((it) => mkdir(join(layers, `${n}`, it), { mode: 0o700 })));
    const within = `${basename(layers)}/${n}`;
    const view: View = { ...seenAt(path), beneath: [over], above: { upper: `${within}/upper`, work: `${within}/work` } };
    return {
      folder: dirname(path),
      upper: join(layers, `${n}`, 'upper'),
      argv: (program, cwd) => inLayers(chain, { ...view, cwd }, program),
    };
  }
}

export type WrittenLayer = {
  /** A read-only view for examining it. */
  view: View;
  /** The folder with what was written. */
  upper: string;
};

/** The layers in which something was written, oldest first. */
export function writtenLayers(path: string, { over }: Layered): WrittenLayer[] {
  const layers = layersOf(path);
  const written: WrittenLayer[] = [];
  for (const n of numbersIn(layers).sort((a, b) => a - b)) {
    const upper = join(layers, `${n}`, 'upper');
    if (namesIn(upper).length === 0) continue;
    written.push({ view: { ...seenAt(path), beneath: [`${basename(layers)}/${n}/upper`, over] }, upper });
  }
  return written;
}

/** A worker can take away the permissions of the checkout's top folder, too. */
function namesIn(upper: string): string[] {
  try {
    try {
      accessSync(upper, constants.R_OK | constants.X_OK);
    } catch {
      chmodSync(upper, 0o700);
    }
    return readdirSync(upper);
  } catch (error) {
    // There was a crash just as a worker was started; or someone else put it there and it is no layer.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const seenAt = (path: string) => ({ on: path, nothing: `${basename(layersOf(path))}/${NOTHING}`, cwd: path });

/** Whether workers can run in it. */
export const hasTree = (path: string, layered: Layered): Promise<boolean> => exists(treeBelow(path, layered));

function numbersIn(layers: string): number[] {
  try {
    return readdirSync(layers)
      .filter((it) => /^[1-9]\d{0,8}$/.test(it))
      .map(Number);
  } catch (error) {
    rethrowShortage(error);
    return [];
  }
}
