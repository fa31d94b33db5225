// Whether anything was changed in a checkout of layers. If the upper layers are empty, nothing was. Otherwise the checkout is
// mounted once more for a program that examines it.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MusterError } from '../../../contracts/errors.ts';
import { compileCacheEnvironment } from '../../compile-cache.ts';
import { withFolder } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { runProgram } from '../../processes/run-program.ts';
import type { Violation } from '../checkout/examine-checkout.ts';
import { openUp } from '../checkout/open-up.ts';
import { inLayers, type View } from './chain.ts';
import type { Examined } from './examine-program.ts';
import type { LayersSupport } from './probe.ts';
import { hasTree, type Layered, layersOf, treeBelow, type WrittenLayer, writtenLayers } from './seat.ts';

const PROGRAM = fileURLToPath(new URL(`./examine-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));
const NAMES_AT_MOST = 256 * 1024 * 1024;
const INHERITED = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR'];

/** Changes in several layers are reported as one; undefined if the tree is gone. */
export async function examineLayers(
  path: string,
  layered: Layered,
  possible: () => Promise<LayersSupport>,
  signal?: AbortSignal,
): Promise<Violation | undefined> {
  const written = writtenLayers(path, layered);
  if (written.length === 0 || !(await hasTree(path, layered))) return undefined;
  const found = await possible();
  if (found.kind === 'impossible')
    throw new MusterError(
      'io-failed',
      `what was changed in ${path} cannot be seen: its layers cannot be mounted any more: ${found.why}`,
      `What workers wrote is in ${layersOf(path)}.`,
    );
  // It is missing if someone removed it without seeing the checkout there.
  await makeFolders(path, 0o700);
  const tree = treeBelow(path, layered);
  const ask = (view: View, ...opened: string[]) => askOne({ path, tree, chain: inLayers(found.chain, view, []), opened, signal });
  async function look({ view, upper }: WrittenLayer): Promise<Violation | undefined> {
    const first = await ask(view);
    if (first !== 'closed') return first;
    await openUp(upper);
    const second = await ask(view, 'opened');
    // Not “unchanged”: nobody has looked.
    if (second === 'closed')
      throw new MusterError(
        'io-failed',
        `what was changed in ${path} cannot be seen: a folder in it stays closed`,
        `See ${layersOf(path)}.`,
      );
    return second;
  }
  return together((await Promise.all(written.map(look))).filter((it) => it !== undefined));
}

type Question = { path: string; tree: string; chain: string[]; opened: string[]; signal: AbortSignal | undefined };

async function askOne({ path, tree, chain, opened, signal }: Question): Promise<Violation | undefined | 'closed'> {
  return withFolder(layersOf(path), 'patch', async (folder) => {
    const patch = join(folder, 'patch');
    const [program = '', ...args] = [...chain, process.execPath, PROGRAM, path, tree, patch, ...opened];
    const env = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
    const options = { cwd: dirname(path), env: { ...env, ...compileCacheEnvironment() }, signal, maxBytes: NAMES_AT_MOST };
    const { ending, stopped, stdout, stderr } = await runProgram(program, args, options);
    signal?.throwIfAborted();
    if (ending.kind === 'not-started') throw ending.cause;
    if (stopped !== undefined || ending.code !== 0)
      throw new MusterError(
        'io-failed',
        `what was changed in ${path} cannot be seen: its program was ${stopped ?? `ended with ${ending.code}`}: ${stderr}`,
        `What workers wrote is in ${layersOf(path)}.`,
      );
    const examined = JSON.parse(stdout.toString('utf8')) as Examined;
    if (examined.kind === 'closed') return 'closed';
    return examined.files === null ? undefined : { files: examined.files, patch: await readFile(patch) };
  });
}

export function together(all: readonly Violation[]): Violation | undefined {
  if (all.length < 2) return all[0];
  const patches = new Map(all.map(({ patch }) => [patch.toString('latin1'), patch]));
  const lost = all.find((it) => it.lost)?.lost;
  return { files: [...new Set(all.flatMap((it) => it.files))], patch: Buffer.concat([...patches.values()]), ...(lost ? { lost } : {}) };
}
