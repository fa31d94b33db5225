// Our own programs share Node's compile cache, and programs that they start do not use it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const MODULE = fileURLToPath(new URL('../../../runtime/compile-cache.ts', import.meta.url));
const TELLS = 'console.log(JSON.stringify([process.env.NODE_COMPILE_CACHE ?? null, compileCacheEnvironment()]));';

let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function told(program: string, env: NodeJS.ProcessEnv): [inherited: string | null, given: Record<string, string>] {
  const path = join(folder, 'program.mjs');
  writeFileSync(
    path,
    `import { compileCacheEnvironment, useCompileCache, hideCompileCacheFromChildren } from '${MODULE}';\n${program}\n${TELLS}`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  assert.is(stderr, '');
  return JSON.parse(stdout);
}

test('is stored in an existing home, and no home is created for it', () => {
  const root = join(folder, 'home');
  const home = JSON.stringify({ root, compiled: join(root, 'compiled') });
  assert.equal(told(`useCompileCache(${home});`, {}), [null, {}]);
  assert.not(existsSync(root));
  mkdirSync(root);
  assert.equal(told(`useCompileCache(${home});`, {}), [null, { NODE_COMPILE_CACHE: join(root, 'compiled') }]);
  assert.ok(existsSync(join(root, 'compiled')));
});

test('is passed on to our own programs, and to no others', () => {
  const given = join(folder, 'given');
  const elsewhere = JSON.stringify({ root: folder, compiled: join(folder, 'elsewhere') });
  for (const program of ['hideCompileCacheFromChildren();', `useCompileCache(${elsewhere});`])
    assert.equal(told(program, { NODE_COMPILE_CACHE: given }), [null, { NODE_COMPILE_CACHE: given }], program);
  assert.not(existsSync(join(folder, 'elsewhere')));
});

test('is off if a person disabled it', () => {
  assert.equal(told('hideCompileCacheFromChildren();', { NODE_DISABLE_COMPILE_CACHE: '1', NODE_COMPILE_CACHE: folder }), [null, {}]);
});

test.run();
