// A seat's checkout as layers. `path` is an empty folder that becomes the checkout for its workers; `<path>+layers` beside it is ours:
// over which tree, and for each worker a layer of its own, which nobody mounts a second time. No seat has a `+` in its name.

import { constants } from 'node:fs';
import { access, chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Base } from '../../../contracts/run/base.ts';
import { codeOf, exists } from '../../files.ts';
import { unlessShort } from '../../shortage.ts';
import { readOpened } from '../checkout/open-up.ts';
import { type Chain, inLayers, type View } from './chain.ts';

export type Layered = {
  v: 1;
  commit: string;
  /** The name of the tree, which is in the same folder. */
  over: string;
};

const NOTE = 'layered.json';
const NOTHING = 'nothing';

export const layersOf = (path: string): string => `${path}+layers`;
/** Of what is in the folder of all checkouts, what is none. */
export const isLayers = (name: string): boolean => name.endsWith('+layers');
export const treeBelow = (path: string, { over }: Pick<Layered, 'over'>): string => join(dirname(path), over);

export async function readLayered(path: string): Promise<Layered | undefined> {
  try {
    const layers = layersOf(path);
    const layered = JSON.parse(await readOpened(layers, () => readFile(join(layers, NOTE), 'utf8'))) as Layered;
    return layered.v === 1 ? layered : undefined;
  } catch (error) {
    return unlessShort(error);
  }
}

/** Over a tree that is there; nothing is at these places. The note comes last, so a crash leaves nothing that looks finished. */
export async function makeLayered(path: string, { commit }: Pick<Base, 'commit'>, tree: string): Promise<void> {
  const layers = layersOf(path);
  const make = (it: string) => mkdir(it, { recursive: true, mode: 0o700 });
  await Promise.all([make(layers).then(() => make(join(layers, NOTHING))), make(path)]);
  const note = join(layers, NOTE);
  await writeFile(`${note}.making`, JSON.stringify({ v: 1, commit, over: basename(tree) } satisfies Layered));
  await rename(`${note}.making`, note);
}

/** In which folder a chain is started, and with what: the program in a new layer of its own, standing in `cwd`. */
export async function ownLayer(
  path: string,
  { over }: Layered,
  chain: Chain,
): Promise<{ folder: string; argv(program: readonly string[], cwd: string): string[] }> {
  const layers = layersOf(path);
  const again = [path, join(layers, NOTHING)].map((it) => mkdir(it, { recursive: true, mode: 0o700 }));
  const [numbers] = await Promise.all([numbersIn(layers), ...again]);
  for (let n = Math.max(0, ...numbers) + 1; ; n += 1) {
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
    return { folder: dirname(path), argv: (program, cwd) => inLayers(chain, { ...view, cwd }, program) };
  }
}

export type Written = {
  /** How it is looked at: by nobody who could write. */
  view: View;
  /** Where what was written lies. */
  upper: string;
};

/** The layers in which something was written, oldest first. */
export async function writtenIn(path: string, { over }: Layered): Promise<Written[]> {
  const layers = layersOf(path);
  const written: Written[] = [];
  for (const n of (await numbersIn(layers)).sort((a, b) => a - b)) {
    const upper = join(layers, `${n}`, 'upper');
    if ((await namesIn(upper)).length === 0) continue;
    written.push({ view: { ...seenAt(path), beneath: [`${basename(layers)}/${n}/upper`, over] }, upper });
  }
  return written;
}

/** The permissions of a checkout's own folder are a worker's to take away, too. */
async function namesIn(upper: string): Promise<string[]> {
  try {
    await access(upper, constants.R_OK | constants.X_OK).catch(() => chmod(upper, 0o700));
    return await readdir(upper);
  } catch (error) {
    // A worker was started there at the very moment of a crash; or it is no layer, whoever put it there.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const seenAt = (path: string) => ({ on: path, nothing: `${basename(layersOf(path))}/${NOTHING}`, cwd: path });

/** Whether workers can stand in it. */
export const hasTree = (path: string, layered: Layered): Promise<boolean> => exists(treeBelow(path, layered));

async function numbersIn(layers: string): Promise<number[]> {
  const names = (await readdir(layers).catch(unlessShort)) ?? [];
  return names.filter((it) => /^[1-9]\d{0,8}$/.test(it)).map(Number);
}
