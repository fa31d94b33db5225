// Whether the project's own .gitignore files would keep a path out of git: a build output is not a missing file. Read from the
// tree; the last matching line decides, and nearer folders come after farther ones.

import { globTest, type PathTest } from '../../../runtime/globs.ts';
import type { Repository } from '../rule.ts';
import { baseName, folderOf } from './paths.ts';

export type IgnoreLine = { fits: PathTest; foldersOnly: boolean };

/** A line in the syntax of .gitignore and CODEOWNERS, without `!`; paths are relative to its folder. */
export function ignoreLine(line: string): IgnoreLine | undefined {
  const foldersOnly = line.endsWith('/');
  const bare = line.replace(/\/+$/, '');
  if (bare === '') return undefined;
  return { fits: globTest(bare.includes('/') ? bare : `**/${bare}`), foldersOnly };
}

type Line = IgnoreLine & { folder: string; negated: boolean };

const kept = new WeakMap<Repository, Promise<readonly Line[]>>();

/** Whether git would ignore a path, as a file or because of a folder above it; the path need not exist. */
export async function isIgnored(repo: Repository, path: string, options: { folder?: boolean } = {}): Promise<boolean> {
  const lines = await linesOf(repo);
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count++) {
    const here = parts.slice(0, count).join('/');
    const isFolder = count < parts.length || options.folder === true;
    const last = lines.findLast((line) => {
      if (line.foldersOnly && !isFolder) return false;
      if (line.folder !== '' && !here.startsWith(`${line.folder}/`)) return false;
      return line.fits(line.folder === '' ? here : here.slice(line.folder.length + 1));
    });
    if (last && !last.negated) return true;
  }
  return false;
}

function linesOf(repo: Repository): Promise<readonly Line[]> {
  let lines = kept.get(repo);
  if (!lines) {
    lines = readLines(repo);
    kept.set(repo, lines);
  }
  return lines;
}

async function readLines(repo: Repository): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const files = repo.files.filter((file) => baseName(file.path) === '.gitignore').sort((a, b) => depth(a.path) - depth(b.path));
  for (const file of files) {
    for (const raw of ((await repo.text(file.path)) ?? '').split('\n')) {
      const text = raw.replace(/(?<!\\)\s+$/, '');
      if (text === '' || text.startsWith('#')) continue;
      const negated = text.startsWith('!');
      const line = ignoreLine(negated ? text.slice(1) : text);
      if (line) lines.push({ folder: folderOf(file.path), negated, ...line });
    }
  }
  return lines;
}

const depth = (path: string): number => path.split('/').length;
