// What a project brings (agents, templates, prompts, settings) has no effect until its owner has
// trusted it in its current state: a changed digest asks again.

import { access } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseDocument } from 'yaml';
import { definitionFiles } from '../../agents/roster.ts';
import { MusterError } from '../../contracts/errors.ts';
import { digestOfJson } from '../../runtime/canonical.ts';
import { exists } from '../../runtime/files.ts';
import { projectAt } from '../../runtime/home.ts';
import { readSettings } from '../../runtime/text/read-settings.ts';
import type { HouseState } from '../lead/house/house-state.ts';
import { promptFiles } from '../make/find-prompt.ts';
import { templateFiles } from './templates.ts';

/** A stranger's project may contain any number of files. */
const FILES_SHOWN = 5;

export type Trust =
  | { kind: 'nothing' }
  | { kind: 'trusted'; digest: string; files: string[] }
  | { kind: 'untrusted'; digest: string; files: string[]; says: string };

export async function trustOf(project: string, house: Pick<HouseState, 'trusted'>): Promise<Trust> {
  const brought = await broughtBy(project);
  if (!brought) return { kind: 'nothing' };
  const known = house.trusted[project];
  if (known === brought.digest) return { kind: 'trusted', ...brought };
  const changed = known === undefined ? '' : ' and has changed since it was trusted';
  const says = `${project} has ${filesShown(brought.files)}${changed}; it was not used. To use it: muster trust ${project}`;
  return { kind: 'untrusted', ...brought, says };
}

const filesShown = (files: readonly string[]): string => {
  const more = files.length > FILES_SHOWN ? ` and ${files.length - FILES_SHOWN} more` : '';
  return `${files.slice(0, FILES_SHOWN).join(', ')}${more}`;
};

/** All files with which a project could influence Muster, with one digest over all of them. */
export async function broughtBy(project: string): Promise<{ files: string[]; digest: string } | undefined> {
  const at = projectAt(project);
  // Usually there is nothing, and checking each part would take many times as long. Asynchronous, because the file system of a project
  // may not answer, which must not hold the daemon.
  if (!(await isThere(at.folder))) return undefined;
  const paths = [
    ...(await definitionFiles(at.agents)).map((name) => `${at.agents}/${name}`),
    ...(await templateFiles(at.templates)).map((name) => `${at.templates}/${name}`),
    ...(await promptFiles(at.prompts)).map((name) => `${at.prompts}/${name}`),
  ];
  const contents: [string, string | null][] = [];
  for (const path of paths) contents.push([relative(project, path), (await textOf(path)) ?? null]);
  const config = (await exists(at.config)) ? await textOf(at.config) : undefined;
  if (config !== undefined && setsSomething(config)) contents.push([relative(project, at.config), config]);
  if (contents.length === 0) return undefined;
  return { files: contents.map(([name]) => name), digest: digestOfJson(contents) };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A file with only comments, as from `muster init`, does nothing. Invalid YAML might. */
function setsSomething(text: string | null): boolean {
  if (text === null) return true;
  const document = parseDocument(text, { logLevel: 'silent' });
  return document.errors.length > 0 || document.contents !== null;
}

/** An unreadable file has no effect either; if it is trusted, using it reports why. */
async function textOf(path: string): Promise<string | null | undefined> {
  try {
    return await readSettings(path, 'agent-invalid');
  } catch (error) {
    if (error instanceof MusterError) return null;
    throw error;
  }
}
