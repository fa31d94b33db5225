// Which files are tests: as the stage says, or else by the names that people give them.

import { posix } from 'node:path';
import { pathTest } from '../../runtime/globs.ts';

const FOLDERS = /(^|\/)(tests?|__tests__|specs?|__snapshots__|testdata|e2e)\//i;
const NAMES: readonly RegExp[] = [
  /[._-](test|spec|tests|cy|e2e)\.[\w.]+$/i,
  /^test_.*\.py$/,
  /^(test|tests|spec)\.\w+$/i,
  /^test[_-].*\.\w+$/i,
  /(Test|Tests|Spec|IT)\.(java|kt|scala|cs|swift|php|groovy)$/,
  /^conftest\.py$/,
  /\.snap$/,
];

/** Given globs, those alone decide. */
export function testFileTest(globs: readonly string[] | undefined): (path: string) => boolean {
  if (globs) return pathTest(globs);
  return (path) => FOLDERS.test(path) || NAMES.some((it) => it.test(posix.basename(path)));
}
