// What a project brings (agents, later commands and templates) is inert until its owner has said
// that it may be used, as it is now: a changed digest asks again.

import { join } from 'node:path';
import { definitionFiles } from '../agents/roster.ts';
import { MusterError } from '../contracts/errors.ts';
import { digestOfJson } from '../runtime/canonical.ts';
import { readSettings } from '../runtime/text/read-settings.ts';
import type { HouseState } from './lead/house-state.ts';

/** A stranger's project may bring any number. */
const FILES_SHOWN = 5;

export type Trust = { kind: 'nothing' } | { kind: 'trusted'; digest: string } | { kind: 'untrusted'; digest: string; says: string };

export async function trustOf(project: string, house: HouseState): Promise<Trust> {
  const brought = await broughtBy(project);
  if (!brought) return { kind: 'nothing' };
  const known = house.trusted[project];
  if (known === brought.digest) return { kind: 'trusted', digest: brought.digest };
  const changed = known === undefined ? '' : ' and has changed since it was trusted';
  const more = brought.files.length > FILES_SHOWN ? ` and ${brought.files.length - FILES_SHOWN} more` : '';
  const says = `${project} brings ${brought.files.slice(0, FILES_SHOWN).join(', ')}${more}${changed}; none of it was used. To use it: muster trust ${project}`;
  return { kind: 'untrusted', digest: brought.digest, says };
}

/** Everything that a project could make Muster do, with one digest over all of it. */
export async function broughtBy(project: string): Promise<{ files: string[]; digest: string } | undefined> {
  const folder = join(project, '.muster', 'agents');
  const names = await definitionFiles(folder);
  if (names.length === 0) return undefined;
  const contents: [string, string | null][] = [];
  for (const name of names) contents.push([name, await textOf(join(folder, name))]);
  return { files: names.map((name) => join('.muster', 'agents', name)), digest: digestOfJson(contents) };
}

/** What cannot be read is inert all the more; whoever trusts it hears why when it is to be used. */
async function textOf(path: string): Promise<string | null> {
  try {
    return (await readSettings(path, 'agent-invalid')) ?? null;
  } catch (error) {
    if (error instanceof MusterError) return null;
    throw error;
  }
}
