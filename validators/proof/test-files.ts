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

/** Which of the common conventions makes the name a test, whatever its folder; of endings also which one: runners tell them apart. */
export function namedAsTest(path: string): string | undefined {
  const name = posix.basename(path);
  const at = NAMES.findIndex((it) => it.test(name));
  if (at < 0) return undefined;
  const [ending = ''] = (ENDINGS.has(at) && NAMES[at]?.exec(name)) || [];
  return `${at} ${ending}`;
}

/** Of the list above, those that are endings. */
const ENDINGS: ReadonlySet<number> = new Set([0, 4]);

/** If there are globs, they alone decide. */
export function testFileTest(globs: readonly string[] | undefined): (path: string) => boolean {
  if (globs) return pathTest(globs);
  return (path) => FOLDERS.test(path) || NAMES.some((it) => it.test(posix.basename(path)));
}
