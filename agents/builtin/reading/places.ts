// Where a rule looks, and how a place becomes evidence.

import { firstCharacters } from '../../../contracts/cut.ts';
import type { Evidence } from '../../../contracts/findings/finding.ts';
import type { Hit, Repository, TreeFile } from '../rule.ts';
import type { Lines } from './formats/lines.ts';
import { type Role, rolesOf } from './roles/roles.ts';
import { record } from './roles/tally.ts';

/** Regular files in scope that a rule judges: by default programs and tests. */
export async function judged(
  repo: Repository,
  wanted: (path: string) => boolean,
  roles: readonly Role[] = ['production', 'test'],
): Promise<TreeFile[]> {
  const files = repo.files.filter((file) => file.mode.startsWith('100') && repo.inScope(file.path) && wanted(file.path));
  const fits = await Promise.all(files.map((file) => isOfRole(repo, file.path, roles)));
  return files.filter((_, at) => fits[at]);
}

/** The role of a file decides whether a rule judges it; the report counts those that are left out. */
export async function isOfRole(repo: Repository, path: string, roles: readonly Role[]): Promise<boolean> {
  const standing = await rolesOf(repo)(path);
  const judges = roles.includes(standing.role);
  record(repo, path, standing, judges);
  return judges;
}

/** What `look` finds in each of the files, in their order. */
export async function acrossFiles(files: Promise<readonly TreeFile[]>, look: (file: TreeFile) => Promise<Hit[]>): Promise<Hit[]> {
  return (await Promise.all((await files).map(look))).flat();
}

/** A whole line as evidence; of a very long one, the beginning. */
export function lineAt(path: string, lines: Lines, line: number): Evidence {
  const quote = lines.text(line);
  return { path, line, ...(quote.trim() === '' ? {} : { quote: firstCharacters(quote, 1000) }) };
}
