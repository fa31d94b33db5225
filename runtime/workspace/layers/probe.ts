// Finds out whether checkouts can be layers on this machine, in this folder, by mounting tiny ones with the very command that
// starts workers. A kernel, its settings, a container or a file system may forbid it, and none of them can be asked.

import { mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolder } from '../../files.ts';
import { startOf } from '../../processes/processes.ts';
import { runProgram } from '../../processes/run-program.ts';
import { removeTree } from '../checkout/remove-tree.ts';
import { type Chain, findChain, inLayers } from './chain.ts';

export type LayersSupport = { kind: 'possible'; chain: Chain } | { kind: 'impossible'; why: string };

const NAME = 'try';
const TAKES_AT_MOST = 5_000;

/**
 * Checks that the files are visible in one place only, then reads, writes, removes, and re-creates a folder, as a worker may do.
 * The inode number matters because git identifies a file by it.
 */
const TRIES = 'test ! -e ../tree/file && ls -i file && echo new > other && rm file && rm -r folder && mkdir folder && ls folder';

/** `folder` is used for nothing else. Throws if the question cannot be answered. */
export async function probeLayers(folder: string, path: string): Promise<LayersSupport> {
  if (process.platform !== 'linux') return impossible('only Linux can show one folder as layers');
  const chain = findChain(path);
  if ('lacks' in chain) return impossible(`the program ${chain.lacks} is not there`);
  await removeLeft(folder);
  try {
    return await withFolder(folder, NAME, async (place) => {
      try {
        return await tried(chain, place, path);
      } finally {
        await removeTree(join(place, 'work'));
      }
    });
  } finally {
    // Another process may be testing too.
    await rmdir(folder).catch(() => undefined);
  }
}

/** Removes what processes left behind that were killed while testing. */
async function removeLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, pid] = name.split('-');
    if (startOf(Number(pid)) === undefined) await removeTree(join(folder, name));
  }
}

async function tried(chain: Chain, place: string, path: string): Promise<LayersSupport> {
  for (const it of ['tree', 'tree/folder', 'upper', 'work', 'seen', 'nothing']) await mkdir(join(place, it));
  await writeFile(join(place, 'tree', 'file'), '');
  await writeFile(join(place, 'tree', 'folder', 'file'), '');
  const view = { beneath: ['tree'], above: { upper: 'upper', work: 'work' }, on: 'seen', nothing: 'nothing', cwd: 'seen' };
  const [program = '', ...args] = inLayers(chain, view, ['/bin/sh', '-c', TRIES]);
  const ran = await runProgram(program, args, { cwd: place, env: { PATH: path, LC_ALL: 'C' }, maxBytes: 4096, atMost: TAKES_AT_MOST });
  if (ran.ending.kind === 'not-started') throw ran.ending.cause;
  if (ran.stopped !== undefined) throw new Error(`mounting two layers was ended: ${ran.stopped}`);
  if (ran.ending.code !== 0) return impossible(await reasonOf(chain, ran.stderr));
  const { ino } = await stat(join(place, 'tree', 'file'), { bigint: true });
  const written = await readFile(join(place, 'upper', 'other'), 'utf8').catch(() => '');
  if (ran.stdout.toString().trim() !== `${ino} file`) return impossible('files look different in layers on this file system');
  if (written !== 'new\n') return impossible('what was written into a layer is not there');
  return { kind: 'possible', chain };
}

const impossible = (why: string): LayersSupport => ({ kind: 'impossible', why });

/** If the kernel has a setting that forbids it, name that: a person can change it. */
async function reasonOf({ as }: Chain, said: string): Promise<string> {
  const isOn = async (name: string, value: string) => (await readFile(`/proc/sys/${name}`, 'utf8').catch(() => '')).trim() === value;
  const words = said.trim().split('\n')[0] ?? '';
  if (as === 'user' && (await isOn('kernel/apparmor_restrict_unprivileged_userns', '1')))
    return `AppArmor keeps programs from user namespaces (kernel.apparmor_restrict_unprivileged_userns); ${words}`;
  if (as === 'user' && (await isOn('user/max_user_namespaces', '0'))) return `user namespaces are off (user.max_user_namespaces); ${words}`;
  return words === '' ? 'the layers could not be mounted' : words;
}
