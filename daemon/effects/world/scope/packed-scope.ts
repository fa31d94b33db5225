// A long list of files, compressed to a fiftieth of its size while nobody uses it. Compression runs on a thread of Node's pool.

import { inSlices } from '../../../../runtime/slices.ts';
import type { Steps } from '../../../../runtime/steps.ts';
import { compress, decompress } from '../../../../runtime/text/compress.ts';
import type { ScopeFiles } from '../../../../validators/looks/receipt.ts';
import { restoreScan, type SecretScan, secretScanOf } from './names-without-secrets.ts';

export type PackedScope = Pick<ScopeFiles, 'changed' | 'removed' | 'submodules'> & {
  /** The files of the scope in their order, then every other path. */
  names: Buffer;
  files: number;
  looked: SecretScan | undefined;
};

const IN_ONE_STEP = 500;

export async function packScope(scope: ScopeFiles): Promise<PackedScope> {
  const { files, changed, removed, submodules } = scope;
  const names = await compress(await inSlices(textOf(scope)));
  return { names, files: files.length, looked: secretScanOf(files), changed, removed, submodules };
}

export async function unpackScope({ names, files, looked, changed, removed, submodules }: PackedScope): Promise<ScopeFiles> {
  const text = (await decompress(names)).toString();
  const listed = await inSlices(namesIn(text, files));
  restoreScan(listed.files, looked);
  return { ...listed, changed, removed, submodules };
}

/** Every name, terminated by a NUL. */
function* textOf({ files, all }: Pick<ScopeFiles, 'files' | 'all'>): Steps<string> {
  const parts: string[] = [];
  const inScope = new Set<string>();
  for (let at = 0; at < files.length; at += IN_ONE_STEP) {
    const some = files.slice(at, at + IN_ONE_STEP);
    for (const path of some) inScope.add(path);
    parts.push(ended(some));
    yield;
  }
  let others: string[] = [];
  let seen = 0;
  for (const path of all) {
    if (!inScope.has(path)) others.push(path);
    if (++seen % IN_ONE_STEP !== 0) continue;
    parts.push(ended(others));
    others = [];
    yield;
  }
  return parts.join('') + ended(others);
}

const ended = (names: readonly string[]): string => names.map((it) => `${it}\0`).join('');

function* namesIn(text: string, ofScope: number): Steps<Pick<ScopeFiles, 'files' | 'all'>> {
  const files: string[] = [];
  const all = new Set<string>();
  for (let at = 0, end = text.indexOf('\0'); end >= 0; at = end + 1, end = text.indexOf('\0', at)) {
    if (all.size % IN_ONE_STEP === 0) yield;
    const path = text.slice(at, end);
    if (files.length < ofScope) files.push(path);
    all.add(path);
  }
  return { files, all };
}
