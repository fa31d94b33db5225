// What a daemon loads after its start: nothing that is not loaded ahead, because a newer version may be installed over its program.

import { join, posix } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type House, houseOf, type Source, targetOf } from '../../../.ci/house/source.ts';
import { filesOf } from '../../../.ci/house.ts';

const test = suite('what a daemon loads later');

const MAIN = 'daemon/main.ts';
const AHEAD = 'daemon/process/besides/load-ahead.ts';
/** What these import by a call, they import while the daemon starts, as far as this home needs it. */
const AT_START = [MAIN, AHEAD, 'daemon/process/daemon.ts', 'daemon/process/leading.ts', 'daemon/fleet/fleet-of.ts'];

type Found = { specifier: string; called: boolean };

function importsIn(source: Source): Found[] {
  const lines = source.scanned.code.split('\n');
  const isCall = (line: number): boolean => /(?<![.\w$])import\s*\(/.test(lines[line - 1] ?? '');
  return source.imports.filter((it) => !it.typeOnly).map(({ specifier, line }) => ({ specifier, called: isCall(line) }));
}

/** One line for each import that would be loaded later. */
function loadedLater(house: House, atStart: readonly string[]): string[] {
  const [loaded, open] = [new Set<string>(), [MAIN]];
  const [packages, later] = [new Set<string>(), [] as { from: string; to: string }[]];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const source = house.get(path);
    if (!source || loaded.has(path)) continue;
    loaded.add(path);
    for (const { specifier, called } of importsIn(source)) {
      const to = targetOf(source, { specifier, line: 0, typeOnly: false });
      if (called && !atStart.includes(path)) later.push({ from: path, to: to ?? specifier });
      else if (to !== undefined) open.push(to);
      else packages.add(specifier);
    }
  }
  const isThere = (it: string): boolean => loaded.has(it) || packages.has(it) || it.startsWith('node:');
  return later.filter(({ to }) => !isThere(to)).map(({ from, to }) => `${from} loads ${to}`);
}

test('everything that it may need later is loaded at its start, or ahead', () => {
  const house = houseOf(filesOf(join(import.meta.dirname, '..', '..', '..')));
  for (const path of AT_START) assert.ok(house.has(path), path);
  assert.equal(loadedLater(house, AT_START), []);
  const without = loadedLater(
    house,
    AT_START.filter((it) => it !== AHEAD),
  );
  assert.ok(without.length > 2, 'this test sees what is loaded by a call');
});

test('an import by a call is found wherever it stands', () => {
  const files = new Map(
    Object.entries({
      [MAIN]: "import { a } from '../agents/a.ts';",
      'agents/a.ts':
        "import 'yaml';\nexport const a = () => Promise.all([import('./b.ts'), import('yaml'), import('zod')]);\nimport './c.ts';",
      'agents/c.ts': "export const c = () => import('./a.ts');",
    }).map(([path, text]) => [posix.normalize(path), `// What this is for.\n${text}`]),
  );
  assert.equal(loadedLater(houseOf(files), [MAIN]), ['agents/a.ts loads agents/b.ts', 'agents/a.ts loads zod']);
});

test.run();
