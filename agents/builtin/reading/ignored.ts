// What the project's own .gitignore files say would not be in git: a build output is not a missing
// file. Read from the tree, as git reads them, the last matching line of the nearest folder first.

import type { Repository } from '../rule.ts';
import { ignorePattern } from './glob.ts';
import { baseName, folderOf } from './paths.ts';

type Line = { folder: string; pattern: RegExp; foldersOnly: boolean; negated: boolean };

const read = new WeakMap<Repository, Promise<readonly Line[]>>();

/** Answers for a path that does not exist: would git ignore it, as a file or by one of its folders? */
export async function isIgnored(repo: Repository, path: string, options: { folder?: boolean } = {}): Promise<boolean> {
  const lines = await linesOf(repo);
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const here = parts.slice(0, count).join('/');
    const isFolder = count < parts.length || options.folder === true;
    const last = lines.findLast((line) => {
      if (line.foldersOnly && !isFolder) return false;
      if (line.folder !== '' && !here.startsWith(`${line.folder}/`)) return false;
      return line.pattern.test(line.folder === '' ? here : here.slice(line.folder.length + 1));
    });
    if (last && !last.negated) return true;
  }
  return false;
}

function linesOf(repo: Repository): Promise<readonly Line[]> {
  let lines = read.get(repo);
  if (!lines) {
    lines = readLines(repo);
    read.set(repo, lines);
  }
  return lines;
}

async function readLines(repo: Repository): Promise<readonly Line[]> {
  const lines: Line[] = [];
  // Path order puts a folder's own file before those of the folders below it often enough; depth decides.
  const files = repo.files.filter((file) => baseName(file.path) === '.gitignore').sort((a, b) => depth(a.path) - depth(b.path));
  for (const file of files) {
    for (const raw of ((await repo.text(file.path)) ?? '').split('\n')) {
      const text = raw.replace(/(?<!\\)\s+$/, '');
      if (text === '' || text.startsWith('#')) continue;
      const negated = text.startsWith('!');
      const rule = ignorePattern(negated ? text.slice(1) : text);
      if (rule) lines.push({ folder: folderOf(file.path), negated, ...rule });
    }
  }
  return lines;
}

const depth = (path: string): number => path.split('/').length;
