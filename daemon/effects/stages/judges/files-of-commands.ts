// The files that a command runs without naming them: the script behind `npm test`, a makefile's recipe and its
// includes, and what a shell script starts or sources. A change to any of them changes what judges the work.

import { parseJson, textAt } from '../../../../agents/builtin/reading/formats/json.ts';
import { resolveIn } from '../../../../agents/builtin/reading/paths.ts';
import { fileRun, shellCommands } from '../../../../agents/builtin/reading/shell.ts';
import { moduleFiles, RECIPES, recipeCommands, type ScriptCall, scriptCall, unwrapped } from './command-words.ts';
import { type Read, recipeOf } from './makefile.ts';

const MOST_COMMANDS = 500;
const MAKERS = /^g?make$/;
const SHELLS = /^(sh|bash|dash|zsh|ksh)$/;

type World = { read: Read; paths: readonly string[]; found: Set<string> };
type Command = { words: readonly string[]; folder: string };

/** `paths` lists the files of the tree, to find the packages of a workspace by name. */
export async function filesOfCommands(
  argvs: readonly (readonly string[])[],
  read: Read,
  paths: readonly string[] = [],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const left: Command[] = argvs.map((words) => ({ words, folder: '' }));
  for (let next = left.shift(); next && seen.size < MOST_COMMANDS; next = left.shift()) {
    const { folder } = next;
    const words = unwrapped(next.words);
    const key = JSON.stringify([folder, words]);
    if (seen.has(key)) continue;
    seen.add(key);
    left.push(...(await startedBy(words, folder, { read, paths, found })));
  }
  return found;
}

/** The commands that a command starts, as far as its files tell; those files are added to what was found. */
async function startedBy(words: readonly string[], folder: string, world: World): Promise<Command[]> {
  const [program = '', ...rest] = words;
  const call = scriptCall(words);
  if (call) return ofScript(call, folder, world);
  if (MAKERS.test(program)) return ofMake(rest, folder, world);
  if (program === '.' || program === 'source') return ofFile(rest[0] ?? '', 'sh', folder, world);
  const started: Command[] = [];
  const inline = SHELLS.test(program) && rest.includes('-c') ? rest[rest.indexOf('-c') + 1] : undefined;
  if (inline !== undefined) started.push(...commandsIn(inline, folder));
  const ran = fileRun({ words, at: 0 }) ?? (program.includes('/') ? { file: program, how: 'directly' } : undefined);
  if (ran) started.push(...(await ofFile(ran.file, ran.how, folder, world)));
  for (const path of moduleFiles(words)) await ofFile(path, 'python', folder, world);
  for (const path of Object.hasOwn(RECIPES, program) ? (RECIPES[program] ?? []) : []) {
    const text = await world.read(resolveIn(folder, path) ?? path);
    if (text !== undefined) started.push(...commandsIn(recipeCommands(text), folder));
  }
  return started;
}

async function ofMake(words: readonly string[], folder: string, { read, paths, found }: World): Promise<Command[]> {
  const { recipe, at, names } = await recipeOf(words, folder, read, found);
  for (const name of names) {
    const path = resolveIn(at, name) ?? name;
    for (const it of paths) if (it === path || it.startsWith(`${path}/`)) found.add(it);
  }
  return recipe.flatMap((line) => commandsIn(line, at));
}

/** The commands in order; `cd` changes the folder of those after it. */
function commandsIn(text: string, folder: string): Command[] {
  let at = folder;
  return shellCommands(text).flatMap(({ words }) => {
    const [program, to = ''] = words;
    if (program !== 'cd') return [{ words, folder: at }];
    at = resolveIn(at, to) ?? at;
    return [];
  });
}

async function ofFile(file: string, how: string, folder: string, { read, found }: World): Promise<Command[]> {
  const path = resolveIn(folder, file);
  const text = path === undefined ? undefined : await read(path);
  if (path === undefined || text === undefined) return [];
  found.add(path);
  const isShell = SHELLS.test(how) || /^#!.*\b(?:ba|da|z|k)?sh\b/.test(text);
  return isShell ? commandsIn(text, folder) : [];
}

async function ofScript({ script, of }: ScriptCall, folder: string, world: World): Promise<Command[]> {
  const commands: Command[] = [];
  for (const manifest of await manifestsOf(of, folder, world)) {
    const root = parseJson((await world.read(manifest)) ?? '');
    if (root === undefined) continue;
    world.found.add(manifest);
    const at = manifest.slice(0, Math.max(0, manifest.lastIndexOf('/')));
    for (const it of [`pre${script}`, script, `post${script}`]) commands.push(...commandsIn(textAt(root, 'scripts', it) ?? '', at));
  }
  return commands;
}

const isManifest = (path: string): boolean => /(^|\/)package\.json$/.test(path) && !/(^|\/)node_modules\//.test(path);

/** A package is given by its folder or its name; if it matches neither, it could be any package. */
async function manifestsOf(of: ScriptCall['of'], folder: string, { read, paths }: World): Promise<string[]> {
  const own = resolveIn(folder, 'package.json') ?? 'package.json';
  if (of === 'here') return [own];
  const all = [own, ...paths.filter((it) => isManifest(it) && it !== own)];
  if (of === 'all') return all;
  const found: string[] = [];
  for (const given of of) {
    const name = given.replace(/^[.{^]*(?=[\w@])|[.}^]+$/g, '');
    const byFolder = [resolveIn(folder, `${given}/package.json`), resolveIn(folder, `${name}/package.json`)];
    for (const path of all) {
      const its = byFolder.includes(path) || textAt(parseJson((await read(path)) ?? ''), 'name') === name;
      if (its) found.push(path);
    }
  }
  return found.length > 0 ? found : all;
}
