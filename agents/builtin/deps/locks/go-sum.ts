// go.sum against go.mod: with pruned module graphs (go 1.17 and later) every required version has a line.
// A missing one stops `go build` with “missing go.sum entry”.

import { linesOf } from '../../reading/formats/lines.ts';
import { folderOf } from '../../reading/paths.ts';
import type { Repository } from '../../rule.ts';
import type { Unmet } from '../unmet.ts';

export type GoRequire = { module: string; version: string; line: number };

export async function unmetInGoSum(repo: Repository, sumPath: string): Promise<Unmet[]> {
  const folder = folderOf(sumPath);
  const path = folder === '' ? 'go.mod' : `${folder}/go.mod`;
  const [mod, sum] = [await repo.text(path), await repo.text(sumPath)];
  if (mod === undefined || sum === undefined || !hasPrunedGraph(mod) || isInWorkspace(repo, folder)) return [];
  const lines = linesOf(mod);
  const known = new Set(sum.split('\n').map((it) => it.split(' ').slice(0, 2).join(' ')));
  const replaced = new Set(goReplaces(mod).map((it) => it.module));
  return goRequires(mod)
    .filter((it) => !replaced.has(it.module) && !known.has(`${it.module} ${it.version}/go.mod`) && !known.has(`${it.module} ${it.version}`))
    .map((it) => ({
      manifest: path,
      line: it.line,
      quote: lines.text(it.line),
      name: it.module,
      range: it.version,
      lockfile: sumPath,
      searched: `${it.module} ${it.version}`,
    }));
}

const hasPrunedGraph = (mod: string): boolean => {
  const version = /^go (\d+)\.(\d+)/m.exec(mod);
  return version !== null && (Number(version[1]) > 1 || Number(version[2]) >= 17);
};

/** go.work.sum may hold what a module's own file lacks. */
const isInWorkspace = (repo: Repository, folder: string): boolean => {
  for (let at = folder; ; at = folderOf(at)) {
    if (repo.has(at === '' ? 'go.work' : `${at}/go.work`)) return true;
    if (at === '') return false;
  }
};

const goRequires = (mod: string): GoRequire[] =>
  directives(mod, 'require').flatMap(({ text, line }) => {
    const match = /^(\S+)\s+(v\S+)/.exec(text);
    return match ? [{ module: match[1] ?? '', version: match[2] ?? '', line }] : [];
  });

export const goReplaces = (mod: string): { module: string; target: string; line: number }[] =>
  directives(mod, 'replace').flatMap(({ text, line }) => {
    const match = /^(\S+)(?:\s+v\S+)?\s+=>\s+(\S+)/.exec(text);
    return match ? [{ module: unquoted(match[1] ?? ''), target: unquoted(match[2] ?? ''), line }] : [];
  });

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** `require x v1` and the lines of a `require (…)` block, comments left out. */
function directives(mod: string, word: string): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = [];
  let block = '';
  mod.split('\n').forEach((raw, index) => {
    const text = raw.replace(/\/\/.*$/, '').trim();
    const opens = /^(\w+)\s*\($/.exec(text);
    if (opens) block = opens[1] ?? '';
    else if (text === ')') block = '';
    else if (block === word && text !== '') found.push({ text, line: index + 1 });
    else if (block === '' && text.startsWith(`${word} `)) found.push({ text: text.slice(word.length).trim(), line: index + 1 });
  });
  return found;
}
