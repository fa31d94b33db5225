// What a seat's answers depend on besides its prompt: its program and arguments, the variables that it
// sees, and its user's configuration. Only digests leave this file.

import { dirname, join } from 'node:path';
import { allowedEnvironment } from '../../../agents/environment.ts';
import type { Provider } from '../../../agents/provider.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { digestOf, digestOfJson } from '../../../runtime/canonical.ts';
import type { Fingerprint } from '../../../skills/reuse/dispatch-key.ts';
import type { EffectContext } from '../effect-context.ts';

/** A larger file is told from another by its size and its time. */
const LARGEST = 4 * 1024 * 1024;

/** Placeholders for arguments that differ in every dispatch. */
const PLACES = { path: '{prompt}', text: '{prompt}', result: '{result}', folder: '{folder}', heartbeat: '{heartbeat}', cwd: '{cwd}' };

export async function fingerprintOf(seat: Seat, provider: Provider, { env, files }: EffectContext): Promise<Fingerprint> {
  const { path, text, ...places } = PLACES;
  const names = [...new Set([...provider.variables, ...seat.env])].toSorted();
  const contentOf = async (at: string): Promise<string> => (await files.digestThrough(at, LARGEST)) ?? 'none';
  const named = await namedBy(seat.argv ?? [], env.PATH ?? '', files);
  const configured = provider.configuration?.(allowedEnvironment(env, [...provider.variables, ...seat.env])) ?? [];
  return {
    program: digestOfJson(await Promise.all(named.map(async (it) => [it, await contentOf(it)]))),
    flags: digestOfJson(provider.launch({ seat, prompt: { path, text }, ...places }).argv),
    variables: digestOfJson(names.map((name) => [name, digestOf(env[name] ?? '')])),
    configuration: digestOfJson(await Promise.all(configured.map(contentOf))),
  };
}

/** A word of a command, also within what a shell is to run, but no placeholder. */
const WORDS = /(?<![\w{])[\w.+/-]+(?!})/g;
const MOST_WORDS = 50;
/** A program of an npm package is a few lines, and the same in every version. */
const FOLDERS_TO_MANIFEST = 3;

/** All files that an argv names: by their paths, even within a word, and as programs on the PATH, with the manifests of their packages. */
async function namedBy(argv: readonly string[], path: string, files: EffectContext['files']): Promise<string[]> {
  const words = [...new Set(argv.flatMap((it) => it.match(WORDS) ?? []))].slice(0, MOST_WORDS);
  const paths = [...argv, ...words].filter((it) => it.startsWith('/'));
  const programs = await Promise.all(words.filter(isProgram).map((it) => files.programAt(it, path)));
  const found = programs.flatMap((it) => it ?? []);
  return [...new Set([...paths, ...found, ...found.flatMap(manifestsNear)])];
}

/** Not an option, and not a path in the checkout, which is part of the tree. Our own program is told by its version. */
const isProgram = (word: string): boolean => word !== 'muster' && !/^[-+.]|^[^/]+\//.test(word);

function manifestsNear(program: string): string[] {
  const manifests: string[] = [];
  for (let at = dirname(program); manifests.length < FOLDERS_TO_MANIFEST && at !== dirname(at); at = dirname(at))
    manifests.push(join(at, 'package.json'));
  return manifests;
}
