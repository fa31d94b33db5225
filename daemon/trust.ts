// What a project brings (agents, later commands and templates) is inert until its owner has said
// that it may be used, as it is now: a changed digest asks again.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definitionFiles } from '../agents/roster.ts';
import { digestOfJson } from '../runtime/canonical.ts';
import type { HouseState } from './lead/house-state.ts';

export type Trust = { kind: 'nothing' } | { kind: 'trusted'; digest: string } | { kind: 'untrusted'; digest: string; says: string };

export async function trustOf(project: string, house: HouseState): Promise<Trust> {
  const brought = await broughtBy(project);
  if (!brought) return { kind: 'nothing' };
  const known = house.trusted[project];
  if (known === brought.digest) return { kind: 'trusted', digest: brought.digest };
  const changed = known === undefined ? '' : ' and has changed since it was trusted';
  const says = `${project} brings ${brought.files.join(', ')}${changed}; none of it was used. To use it: muster trust ${project}`;
  return { kind: 'untrusted', digest: brought.digest, says };
}

/** Everything that a project could make Muster do, with one digest over all of it. */
export async function broughtBy(project: string): Promise<{ files: string[]; digest: string } | undefined> {
  const folder = join(project, '.muster', 'agents');
  const names = await definitionFiles(folder);
  if (names.length === 0) return undefined;
  const contents = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const));
  return { files: names.map((name) => join('.muster', 'agents', name)), digest: digestOfJson(Object.fromEntries(contents)) };
}
