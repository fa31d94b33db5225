// Every agent that could be seated: built-in ones, those in the home, and those of a project once it is trusted. Nothing replaces a
// built-in agent silently: a definition of the same name must say so.

import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { MusterError } from '../contracts/errors.ts';
import { making } from '../contracts/schema.ts';
import { type AgentDefinition, AgentFront } from '../contracts/task/agent.ts';
import { codeOf } from '../runtime/files.ts';
import { inSlices } from '../runtime/slices.ts';
import type { Steps } from '../runtime/steps.ts';
import { readSettings } from '../runtime/text/read-settings.ts';
import { readDefinition } from './definition.ts';

const BUILT_IN = join(import.meta.dirname, 'roster');

/**
 * A definition that cannot be read. Nobody with one of these names takes part: a built-in agent that it may have been meant to replace
 * could do what the person has forbidden. `builtIn`: one of these is among those that `builtin` stands for.
 */
export type Broken = { names: readonly string[]; builtIn: boolean; error: MusterError };

/** `misnamed`: files beside the definitions that look like one but have the wrong name. */
export type Roster = ReadonlyMap<string, AgentDefinition> & { readonly misnamed?: readonly string[]; readonly broken?: readonly Broken[] };

/** `project` only if the person trusts what it brings. */
export async function loadRoster(places: { home: string; project?: string | undefined }): Promise<Roster> {
  const roster = new Map<string, AgentDefinition>();
  await inSlices(making(AgentFront));
  await inSlices(add(roster, await builtIn(), 'built-in'));
  const broken: Broken[] = [];
  await inSlices(add(roster, await textsIn(places.home), 'home', broken));
  if (places.project !== undefined) await inSlices(add(roster, await textsIn(places.project), 'project', broken));
  for (const name of broken.flatMap(({ names }) => names)) roster.delete(name);
  const folders = [places.home, ...(places.project === undefined ? [] : [places.project])];
  return Object.assign(roster, { broken, misnamed: (await Promise.all(folders.map(misnamedIn))).flat() });
}

/** The file that someone probably meant as an agent of that name. */
export function meantAs(name: string, { misnamed = [] }: Roster): string | undefined {
  const path = misnamed.find((it) => parse(it).name === name);
  return path === undefined ? undefined : misnamedWords(path);
}

export const misnamedWords = (path: string): string => `${path} is no agent: a definition is a .md file`;

const MISTAKEN = /\.(ya?ml|markdown|json|toml)$/i;

const misnamedIn = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => MISTAKEN.test(name)).map((name) => join(folder, name));

type Text = { path: string; text: string };

/** They ship with the program and are read once. */
let ofProgram: Promise<Text[]> | undefined;

function builtIn(): Promise<Text[]> {
  if (ofProgram === undefined) {
    ofProgram = textsIn(BUILT_IN);
    ofProgram.catch(() => (ofProgram = undefined));
  }
  return ofProgram;
}

async function textsIn(folder: string): Promise<Text[]> {
  const paths = (await definitionFiles(folder)).map((name) => join(folder, name));
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await readSettings(path, 'agent-invalid') })));
  return texts.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
}

/** Why the agent of that name cannot take part; for `builtin`, why one that it stands for cannot. */
export const brokenAs = (name: string, { broken = [] }: Roster): MusterError | undefined =>
  broken.find((it) => it.names.includes(name) || (it.builtIn && name === 'builtin'))?.error;

/** Without `broken`, a definition that cannot be read is an error. */
function* add(
  roster: Map<string, AgentDefinition>,
  texts: readonly Text[],
  source: AgentDefinition['source'],
  broken?: Broken[],
): Steps<void> {
  for (const { path, text } of texts) {
    let definition: AgentDefinition | undefined;
    try {
      definition = readDefinition(text, path, source);
      refuseTaken(definition, path, roster.get(definition.name));
      roster.set(definition.name, definition);
    } catch (error) {
      if (!broken || !(error instanceof MusterError)) throw error;
      const names = definition === undefined ? namesMeant(path, text) : [definition.name];
      broken.push({ names, builtIn: names.some((name) => isBuiltIn(roster.get(name))), error });
    }
    yield;
  }
}

function refuseTaken({ name, replaces }: AgentDefinition, path: string, before: AgentDefinition | undefined): void {
  if (before === undefined || replaces === name) return;
  const next = `Choose another name, or add \`replaces: ${name}\`.`;
  throw new MusterError('agent-invalid', `${path}: the agent \`${name}\` already exists (${before.path})`, next);
}

const isBuiltIn = (it: AgentDefinition | undefined): boolean => it?.source === 'built-in' && it.provider === 'builtin';

/** By its file, and by every line that looks like its name, however broken the rest is. */
const namesMeant = (path: string, text: string): string[] => [
  parse(path).name,
  ...[...text.matchAll(/^\W*(?:name|replaces)\W*:\s*["']?([\w.-]+)/gim)].map(([, name = '']) => name),
];

export const definitionFiles = async (folder: string): Promise<string[]> => (await namesIn(folder)).filter((name) => name.endsWith('.md'));

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
