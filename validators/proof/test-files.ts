// Which files are tests: as the stage says, otherwise by common naming conventions.

import { posix } from 'node:path';
import { pathTest } from '../../runtime/globs.ts';

const FOLDERS =
  /(^|\/)(tests?|__tests__|specs?|__snapshots__|testdata|e2e|test[-_]?(utils?|helpers?|support|lib)|__mocks__|__fixtures__)\//i;
const NAMES: readonly RegExp[] = [
  /[._-](test|spec|tests|cy|e2e)\.[\w.]+$/i,
  /^test_.*\.py$/,
  /^(test|tests|spec)\.\w+$/i,
  /^test[_-].*\.\w+$/i,
  /(Test|Tests|Spec|IT)\.(java|kt|scala|cs|swift|php|groovy)$/,
  /^conftest\.py$/,
  /\.snap$/,
  /^test[-_]?(utils?|helpers?|support)\.\w+$/i,
];

/** Which of the common conventions makes the name a test, whatever its folder. */
export function namedAsTest(path: string): number | undefined {
  const at = NAMES.findIndex((it) => it.test(posix.basename(path)));
  return at < 0 ? undefined : at;
}

/** If there are globs, they alone decide. */
export function testFileTest(globs: readonly string[] | undefined): (path: string) => boolean {
  if (globs) return pathTest(globs);
  return (path) => FOLDERS.test(path) || NAMES.some((it) => it.test(posix.basename(path)));
}
