// Finds prompt files: those of a trusted project, then the home's. If both have a name, the project's is used.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../../runtime/files.ts';
import { type Home, projectAt } from '../../runtime/home.ts';
import { faultText } from '../../runtime/text/checked-yaml.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import { readSettings } from '../../runtime/text/read-settings.ts';
import { type PromptFile, readPrompt } from '../../skills/make/read-prompt.ts';

/** Folders. `project` only if the person has trusted it; otherwise `untrusted` says why it is not used. */
export type PromptPlaces = { home: string; project?: string | undefined; untrusted?: { folder: string; says: string } | undefined };

export function promptPlaces(
  home: Home,
  project: string,
  trust: { kind: 'nothing' | 'trusted' } | { kind: 'untrusted'; says: string },
): PromptPlaces {
  const folder = projectAt(project).prompts;
  if (trust.kind === 'untrusted') return { home: home.prompts, untrusted: { folder, says: trust.says } };
  return { home: home.prompts, project: trust.kind === 'trusted' ? folder : undefined };
}

export type FoundPrompt = { from: 'project' | 'home'; path: string; text: string; duplicate: string | null };

export async function findPrompt(name: string, places: PromptPlaces): Promise<FoundPrompt> {
  let found: FoundPrompt | undefined;
  for (const [from, folder] of foldersOf(places)) {
    const path = join(folder, `${name}.md`);
    const text = await readSettings(path, 'prompt-invalid');
    if (text === undefined) continue;
    if (found) found = { ...found, duplicate: path };
    else found = { from, path, text, duplicate: null };
  }
  if (found) return found;
  const { untrusted } = places;
  if (untrusted && (await promptFiles(untrusted.folder)).includes(`${name}.md`))
    throw new MusterError('prompt-unknown', `the prompt \`${name}\` is not used: ${untrusted.says}`, 'Read what it brings first.');
  const known = await promptNames(places);
  const right = nearest(name, known);
  const looked = foldersOf(places).map(([, folder]) => join(folder, `${name}.md`));
  const meant = right === undefined ? ';' : `; did you mean \`${right}\`?`;
  throw new MusterError(
    'prompt-unknown',
    `no prompt \`${name}\`${meant} looked for ${looked.join(' and ')}`,
    known.length === 0 ? 'Write one; docs/prompts.md shows how.' : `The prompts are ${known.join(', ')}.`,
  );
}

/** Parses a prompt file; throws with every fault, each with line and column. */
export function readFound({ path, text }: FoundPrompt): PromptFile {
  const reading = readPrompt(text);
  if (reading.kind === 'prompt') return reading.prompt;
  throw new MusterError(
    'prompt-invalid',
    `${path}: ${reading.faults.map(faultText).join('; ')}`,
    'Fix the prompt; docs/prompts.md describes the format.',
  );
}

export async function promptNames(places: PromptPlaces): Promise<string[]> {
  const names: string[] = [];
  for (const [, folder] of foldersOf(places)) names.push(...(await promptFiles(folder)).map((it) => it.slice(0, -'.md'.length)));
  return [...new Set(names)].sort();
}

export async function promptFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((it) => it.endsWith('.md')).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const foldersOf = ({ home, project }: PromptPlaces): ['project' | 'home', string][] => [
  ...(project === undefined ? [] : [['project', project] as ['project', string]]),
  ['home', home],
];
