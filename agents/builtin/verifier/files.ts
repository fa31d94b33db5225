// Whether the files that a plan names exist, or could: a stage may create new ones in existing folders.

import { cleanGlob, globTest } from '../../../runtime/globs.ts';
import { folderOf } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

export type NamedFiles = { glob: string; state: 'there' | 'new' | 'nowhere'; file?: string };

export function lookUp(repo: Repository, glob: string): NamedFiles {
  const literal = cleanGlob(glob);
  if (repo.has(literal)) return { glob, state: 'there', file: literal };
  const fits = globTest(glob);
  const file = repo.files.find(({ path }) => fits(path))?.path;
  if (file !== undefined) return { glob, state: 'there', file };
  const beginning = literal.split(/[*?[{]/)[0] ?? '';
  // A new file may create its folder if the glob names it literally; a pattern needs an existing one, as the root is.
  const folder = folderOf(beginning);
  return { glob, state: beginning === literal || folder === '' || repo.hasFolder(folder) ? 'new' : 'nowhere' };
}

export type Mention = { path: string; line: number | undefined; problem: string | undefined };

/** Paths with a slash or an extension, and a line number after a colon, as steps write them. */
const MENTION = /(?<![\w/.@:-])((?:[\w@.-]+\/)*[\w@-][\w@.-]*\.[A-Za-z]\w{0,9}|(?:[\w@.-]+\/)+[\w@.-]+)(?::(\d{1,7}))?(?![\w/])/g;

/** What a text says about files of this tree, and which of it is wrong. Only words that are certainly meant as paths count. */
export async function mentions(repo: Repository, text: string, writes: (path: string) => boolean): Promise<Mention[]> {
  const found = new Map<string, Mention>();
  for (const [, path = '', number] of text.slice(0, 16_384).matchAll(MENTION)) {
    const line = number === undefined ? undefined : Number(number);
    if (repo.has(path)) {
      const lines = line === undefined ? undefined : (await repo.text(path))?.replace(/\n$/, '').split('\n').length;
      const problem =
        line !== undefined && lines !== undefined && line > lines ? `${path} has ${lines} lines, and no line ${line}` : undefined;
      found.set(`${path}:${line}`, { path, line, problem });
    } else if (line !== undefined && !writes(path)) {
      found.set(`${path}:${line}`, { path, line, problem: `${path} is not in this tree, and the stage does not write it` });
    }
  }
  return [...found.values()];
}
