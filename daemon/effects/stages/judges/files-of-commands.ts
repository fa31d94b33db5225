// The files that a command runs without naming them: the script behind `npm test`, a makefile's recipe and its
// includes, and what a shell script starts or sources. A change to any of them changes what judges the work.

import { parseJson, textAt } from '../../../../agents/builtin/reading/formats/json.ts';
import { resolveIn } from '../../../../agents/builtin/reading/paths.ts';
import { fileRun, shellCommands } from '../../../../agents/builtin/reading/shell.ts';
import { moduleFiles, RECIPES, recipeCommands, type ScriptCall, scriptCall, unwrapped } from './command-words.ts';

/** The text of a path in one tree. */
type Read = (path: string) => Promise<string | undefined>;

const MOST_COMMANDS = 500;
const MAKERS = /^g?make$/;
const SHELLS = /^(sh|bash|dash|zsh|ksh)$/;
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;

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
    const [program = '', ...rest] = words;
    const call = scriptCall(words);
    if (call) left.push(...(await ofScript(call, folder, { read, paths, found })));
    else if (MAKERS.test(program)) left.push(...(await ofMakefile(rest, folder, read, found)));
    else if (program === '.' || program === 'source') left.push(...(await ofFile(rest[0] ?? '', 'sh', folder, read, found)));
    else {
      const inline = SHELLS.test(program) ? rest[rest.indexOf('-c') + 1] : undefined;
      if (inline !== undefined && rest.includes('-c')) left.push(...commandsIn(inline, folder));
      const ran = fileRun({ words, at: 0 }) ?? (program.includes('/') ? { file: program, how: 'directly' } : undefined);
      if (ran) left.push(...(await ofFile(ran.file, ran.how, folder, read, found)));
      for (const path of moduleFiles(words)) await ofFile(path, 'python', folder, read, found);
      for (const path of Object.hasOwn(RECIPES, program) ? (RECIPES[program] ?? []) : []) {
        const text = await read(resolveIn(folder, path) ?? path);
        if (text !== undefined) left.push(...commandsIn(recipeCommands(text), folder));
      }
    }
  }
  return found;
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

async function ofFile(file: string, how: string, folder: string, read: Read, found: Set<string>): Promise<Command[]> {
  const path = resolveIn(folder, file);
  const text = path === undefined ? undefined : await read(path);
  if (path === undefined || text === undefined) return [];
  found.add(path);
  const isShell = SHELLS.test(how) || /^#!.*\b(?:ba|da|z|k)?sh\b/.test(text);
  return isShell ? commandsIn(text, folder) : [];
}

type World = { read: Read; paths: readonly string[]; found: Set<string> };

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

type Rules = Map<string, { needs: string[]; recipe: string[] }>;

async function ofMakefile(words: readonly string[], folder: string, read: Read, found: Set<string>): Promise<Command[]> {
  const given = (option: string): string | undefined => {
    const at = words.findIndex((it) => it.startsWith(option));
    const word = words[at];
    return word === undefined ? undefined : word === option ? words[at + 1] : word.slice(option.length);
  };
  const at = resolveIn(folder, given('-C') ?? '.') ?? folder;
  const named = given('-f');
  const candidates = named === undefined ? MAKEFILES : [named];
  const rules: Rules = new Map();
  for (const name of candidates) if (await readRules(resolveIn(at, name) ?? name, at, read, found, rules)) break;
  const targets = words.filter((it, index) => !it.startsWith('-') && !it.includes('=') && !/^-[Cf]$/.test(words[index - 1] ?? ''));
  const wanted = targets.length > 0 ? targets : [...rules.keys()].filter((it) => !it.startsWith('.')).slice(0, 1);
  const reached = new Set<string>();
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    if (reached.has(next)) continue;
    reached.add(next);
    wanted.push(...(rules.get(next)?.needs ?? []));
  }
  return [...reached].flatMap((it) => rules.get(it)?.recipe ?? []).flatMap((line) => commandsIn(line, at));
}

async function readRules(path: string, folder: string, read: Read, found: Set<string>, rules: Rules): Promise<boolean> {
  const text = found.has(path) && rules.size > 0 ? undefined : await read(path);
  if (text === undefined) return false;
  found.add(path);
  let open: string[] = [];
  for (const line of text.replace(/\\\r?\n/g, ' ').split('\n')) {
    const included = /^\s*[-s]?include\s+(.+)$/.exec(line)?.[1];
    if (included !== undefined) {
      for (const name of included.trim().split(/\s+/)) await readRules(resolveIn(folder, name) ?? name, folder, read, found, rules);
      continue;
    }
    if (line.startsWith('\t')) {
      for (const it of open)
        rules.get(it)?.recipe.push(
          line
            .trim()
            .replace(/^[@+-]+/, '')
            .replace(/\$\(MAKE\)|\$\{MAKE\}/g, 'make'),
        );
      continue;
    }
    const rule = /^([^\s#=:][^#=:]*?)\s*::?(?!=)([^#=;]*)(?:;(.*))?$/.exec(line);
    if (!rule) {
      if (line.trim() !== '' && !line.startsWith('#')) open = [];
      continue;
    }
    open = (rule[1] ?? '').split(/\s+/);
    for (const it of open) {
      const known = rules.get(it) ?? { needs: [], recipe: [] };
      known.needs.push(...(rule[2] ?? '').split(/\s+/).filter((one) => one !== '' && one !== '|'));
      if (rule[3] !== undefined) known.recipe.push(rule[3].trim());
      rules.set(it, known);
    }
  }
  return true;
}
