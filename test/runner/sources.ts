// Which files are tests, and what a test's source may not contain where nobody watches.

import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lineAt, scan } from '../../.ci/scan.ts';

/** Slowest kinds first, so that no core idles while the last one runs. */
const KINDS = ['e2e', 'simulation', 'unit'];

/** Repository-relative paths of every test file that one of the filters is part of; all without filters. */
export function testFiles(root: string, filters: readonly string[]): string[] {
  const found = KINDS.flatMap((kind) => globSync(join('test', kind, '**', '*.test.ts'), { cwd: root }).sort());
  return matching(found, filters);
}

/** Every TypeScript file of one folder, for looking at the runner itself. */
export function filesIn(root: string, folder: string, filters: readonly string[]): string[] {
  const found = globSync(join(folder, '*.ts'), { cwd: root }).sort();
  return matching(
    found.map((file) => relative(root, join(root, file))),
    filters,
  );
}

function matching(files: string[], filters: readonly string[]): string[] {
  const portable = files.map((file) => file.split(sep).join('/'));
  return filters.length === 0 ? portable : portable.filter((file) => filters.some((filter) => file.includes(filter)));
}

/** The uses of `.only(` and `.skip(` in code, as sentences. */
export function focusIn(path: string): string[] {
  const scanned = scan(readFileSync(path, 'utf8'));
  return [...scanned.code.matchAll(/\.\s*(only|skip)\s*\(/g)].map(
    (match) => `uses .${match[1]} in line ${lineAt(scanned.code, match.index)}: every test runs, or it goes`,
  );
}
