// Where a rule looks, and how a place is written down as evidence.

import { beginning } from '../../../contracts/cut.ts';
import type { Evidence } from '../../../contracts/findings/finding.ts';
import type { Hit, Repository, TreeFile } from '../rule.ts';
import type { Lines } from './formats/lines.ts';
import { isFixture, isGenerated, isVendored } from './paths.ts';

/** Regular files in scope that people of this project wrote. */
export function written(repo: Repository, wanted: (path: string) => boolean): TreeFile[] {
  return repo.files.filter((file) => file.mode.startsWith('100') && repo.inScope(file.path) && wanted(file.path) && isOurs(file.path));
}

const isOurs = (path: string): boolean => !isFixture(path) && !isVendored(path) && !isGenerated(path);

/** What `look` finds in each of the files, in their order. */
export async function acrossFiles(files: readonly TreeFile[], look: (file: TreeFile) => Promise<Hit[]>): Promise<Hit[]> {
  return (await Promise.all(files.map(look))).flat();
}

/** A whole line as evidence; a very long one by its first part. */
export function lineAt(path: string, lines: Lines, line: number, last = line): Evidence {
  const quote = last === line ? lines.text(line) : Array.from({ length: last - line + 1 }, (_, i) => lines.text(line + i)).join('\n');
  return {
    path,
    line,
    ...(last === line ? {} : { endLine: last }),
    ...(quote.trim() === '' ? {} : { quote: beginning(quote, 1000) }),
  };
}
