// What `make` would run: the recipes of the targets it is asked for and of what they need, with the makefiles that are read for it.

import { resolveIn } from '../../../../agents/builtin/reading/paths.ts';

/** The text of a path in one tree. */
export type Read = (path: string) => Promise<string | undefined>;

type Rule = { needs: string[]; recipe: string[] };
type Rules = Map<string, Rule>;

const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;

/** `at` is the folder in which the recipe runs; a file in the place of one of `names` has make run nothing at all. */
export async function recipeOf(
  words: readonly string[],
  folder: string,
  read: Read,
  found: Set<string>,
): Promise<{ recipe: string[]; at: string; names: string[] }> {
  const at = resolveIn(folder, given(words, '-C') ?? '.') ?? folder;
  const named = given(words, '-f');
  const rules: Rules = new Map();
  for (const name of named === undefined ? MAKEFILES : [named])
    if (await readRules(resolveIn(at, name) ?? name, at, read, found, rules)) break;
  const targets = words.filter((it, index) => !it.startsWith('-') && !it.includes('=') && !/^-[Cf]$/.test(words[index - 1] ?? ''));
  const wanted = targets.length > 0 ? targets : [...rules.keys()].filter((it) => !it.startsWith('.')).slice(0, 1);
  const reached = reachedFrom(wanted, rules);
  const phony = new Set(rules.get('.PHONY')?.needs);
  return {
    recipe: reached.flatMap((it) => rules.get(it)?.recipe ?? []),
    at,
    // With an ending it is rather a file that make is to make.
    names: reached.filter((it) => rules.has(it) && !phony.has(it) && /^[\w/-]+$/.test(it)),
  };
}

function given(words: readonly string[], option: string): string | undefined {
  const at = words.findIndex((it) => it.startsWith(option));
  const word = words[at];
  return word === undefined ? undefined : word === option ? words[at + 1] : word.slice(option.length);
}

function reachedFrom(targets: readonly string[], rules: Rules): string[] {
  const reached = new Set<string>();
  const wanted = [...targets];
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    if (reached.has(next)) continue;
    reached.add(next);
    wanted.push(...(rules.get(next)?.needs ?? []));
  }
  return [...reached];
}

async function readRules(path: string, folder: string, read: Read, found: Set<string>, rules: Rules): Promise<boolean> {
  const text = found.has(path) && rules.size > 0 ? undefined : await read(path);
  if (text === undefined) return false;
  found.add(path);
  let open: Rule[] = [];
  for (const it of text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .map(lineOf)) {
    switch (it.kind) {
      case 'include':
        for (const name of it.names) await readRules(resolveIn(folder, name) ?? name, folder, read, found, rules);
        break;
      case 'recipe':
        for (const rule of open) rule.recipe.push(it.command);
        break;
      case 'rule':
        open = it.targets.map((target) => ruleOf(target, rules));
        for (const rule of open) {
          rule.needs.push(...it.needs);
          if (it.command !== undefined) rule.recipe.push(it.command);
        }
        break;
      case 'other':
        open = [];
        break;
      case 'nothing':
        break;
    }
  }
  return true;
}

function ruleOf(target: string, rules: Rules): Rule {
  const rule = rules.get(target) ?? { needs: [], recipe: [] };
  rules.set(target, rule);
  return rule;
}

type Line =
  | { kind: 'include'; names: string[] }
  | { kind: 'recipe'; command: string }
  | { kind: 'rule'; targets: string[]; needs: string[]; command: string | undefined }
  | { kind: 'other' }
  | { kind: 'nothing' };

function lineOf(line: string): Line {
  const included = /^\s*[-s]?include\s+(.+)$/.exec(line)?.[1];
  if (included !== undefined) return { kind: 'include', names: included.trim().split(/\s+/) };
  if (line.startsWith('\t')) return { kind: 'recipe', command: commandOf(line) };
  const rule = /^([^\s#=:][^#=:]*?)\s*::?(?!=)([^#=;]*)(?:;(.*))?$/.exec(line);
  if (!rule) return { kind: line.trim() === '' || line.startsWith('#') ? 'nothing' : 'other' };
  const needs = (rule[2] ?? '').split(/\s+/).filter((it) => it !== '' && it !== '|');
  return { kind: 'rule', targets: (rule[1] ?? '').split(/\s+/), needs, command: rule[3]?.trim() };
}

const commandOf = (line: string): string =>
  line
    .trim()
    .replace(/^[@+-]+/, '')
    .replace(/\$\(MAKE\)|\$\{MAKE\}/g, 'make');
