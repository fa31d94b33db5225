// Who imports whom in JavaScript and Python, as far as patterns can tell. A file among tests that nothing imports and that is no
// test is an input; one that production code imports is production code, whatever its folder is called.

import type { Repository } from '../../rule.ts';
import { languageOf } from '../language.ts';
import { folderOf, resolveIn } from '../paths.ts';

/** Paths of the files that import a file; undefined for other languages. */
export type Importers = (path: string) => readonly string[] | undefined;

const MOST_KEPT = 8;
const FROM = /(?:\bfrom|\bimport|\brequire(?:\.resolve)?|\bnew\s+URL)\s*\(?\s*["'`](\.{1,2}\/[^"'`\n]{1,300})["'`]/g;
const PYTHON = /^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\(?[\w \t,]*)|import[ \t]+([\w. \t,]+))/gm;
const ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.json', '.vue', '/index.ts', '/index.tsx', '/index.js'];

export async function importersIn(repo: Repository): Promise<Importers> {
  const importers = new Map<string, string[]>();
  const add = (target: string, from: string): void => {
    const known = importers.get(target);
    if (known === undefined) importers.set(target, [from]);
    else if (known.length < MOST_KEPT) known.push(from);
  };
  const modules = pythonModules(repo);
  for (const { path, mode } of repo.files) {
    const language = languageOf(path);
    if (!mode.startsWith('100') || (language !== 'javascript' && language !== 'python')) continue;
    const text = (await repo.text(path)) ?? '';
    for (const target of language === 'javascript' ? scriptsNamed(repo, path, text) : modulesNamed(modules, path, text))
      if (target !== path) add(target, path);
  }
  return (path) => {
    const language = languageOf(path);
    return language === 'javascript' || language === 'python' ? (importers.get(path) ?? []) : undefined;
  };
}

function* scriptsNamed(repo: Repository, path: string, text: string): Generator<string> {
  for (const [, specifier = ''] of text.matchAll(FROM)) {
    const target = resolveIn(folderOf(path), specifier.replace(/[?#].*$/, ''));
    if (target === undefined) continue;
    const bare = target.replace(/\.[cm]?jsx?$/, '');
    for (const candidate of [...ENDINGS.map((it) => target + it), ...(bare === target ? [] : ENDINGS.map((it) => bare + it))]) {
      if (!repo.has(candidate)) continue;
      yield candidate;
      break;
    }
  }
}

/** By the last name of their dotted path. */
function pythonModules(repo: Repository): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>();
  for (const { path } of repo.files) {
    if (!path.endsWith('.py')) continue;
    const name =
      path
        .replace(/(\/__init__)?\.py$/, '')
        .split('/')
        .at(-1) ?? '';
    modules.set(name, [...(modules.get(name) ?? []), path]);
  }
  return modules;
}

function* modulesNamed(modules: ReadonlyMap<string, readonly string[]>, path: string, text: string): Generator<string> {
  for (const [, from, names = '', plain = ''] of text.matchAll(PYTHON)) {
    const members = names
      .replace('(', '')
      .split(',')
      .map((it) => it.trim().split(/\s+/)[0] ?? '');
    const dotted =
      from === undefined ? plain.split(',').map((it) => it.trim().split(/\s+/)[0] ?? '') : [from, ...members.map((it) => joined(from, it))];
    for (const one of dotted) yield* modulesCalled(modules, path, one);
  }
}

const joined = (from: string, name: string): string => (from.endsWith('.') || from === '' ? from + name : `${from}.${name}`);

function* modulesCalled(modules: ReadonlyMap<string, readonly string[]>, path: string, dotted: string): Generator<string> {
  const up = /^\.*/.exec(dotted)?.[0].length ?? 0;
  const names = dotted
    .slice(up)
    .split('.')
    .filter((it) => it !== '');
  const last = names.at(-1);
  if (last === undefined) return;
  let base: string | undefined = folderOf(path);
  for (let level = 1; level < up; level++) base = base === '' ? undefined : base && folderOf(base);
  const tail = names.join('/');
  const beside = base === '' ? tail : `${base}/${tail}`;
  for (const candidate of modules.get(last) ?? []) {
    const bare = candidate.replace(/(\/__init__)?\.py$/, '');
    // A single name is a module beside the file, or at the top of the sources; otherwise it is third-party.
    const fits =
      up > 0
        ? bare === beside
        : bare === beside || bare === tail || (names.length > 1 ? bare.endsWith(`/${tail}`) : bare === `src/${tail}`);
    if (fits) yield candidate;
  }
}
