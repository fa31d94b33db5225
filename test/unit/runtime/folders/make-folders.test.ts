// Folders with their missing parents, and the reason why one cannot be made.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { houseOf } from '../../../../.ci/house/source.ts';
import { filesOf } from '../../../../.ci/house.ts';
import { codeOf } from '../../../../runtime/files.ts';
import { makeFolders, makeFoldersSync } from '../../../../runtime/folders/make-folders.ts';

const test = suite<{ folder: string }>('folders with their parents');

test.before.each((here) => {
  here.folder = mkdtempSync(join(tmpdir(), 'folders-'));
});

test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const WAYS = { makeFolders, makeFoldersSync: async (path: string, mode?: number) => makeFoldersSync(path, mode) };
const ways = Object.values(WAYS);

test('are made with their mode, and left as they are if they are there', async ({ folder }) => {
  for (const [at, make] of ways.entries()) {
    const path = join(folder, `${at}`, 'b', 'c');
    await make(path, 0o700);
    await make(path);
    for (const it of [path, join(path, '..')]) assert.is(statSync(it).mode & 0o777, 0o700);
    symlinkSync(path, join(folder, `link${at}`));
    await make(join(folder, `link${at}`));
  }
  assert.is(await makeFolders(join(folder, 'x', 'y', 'z')), join(folder, 'x'));
  assert.is(await makeFolders(join(folder, 'x', 'y', 'z')), undefined);
});

test('say what is in the way', async ({ folder }) => {
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere', 'a'), join(folder, 'link'));
  for (const make of ways) {
    const codeAt = (path: string) => make(join(folder, path)).then(() => 'made', codeOf);
    assert.is(await codeAt('file'), 'EEXIST');
    assert.is(await codeAt('file/a'), 'ENOTDIR');
    assert.is(await codeAt('link'), 'EEXIST');
    assert.is(await make('/proc/none/a').then(() => 'made', codeOf), 'ENOENT');
  }
});

/** In a namespace of its own, so that nobody else sees what it mounts. */
const ALONE = ['--mount', '--propagation', 'private', '--'];

if (spawnSync('unshare', [...ALONE, 'true']).status === 0)
  test('say that the disk is read-only', ({ folder }) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const program = `const ways = Object.values(await import(process.argv[1]));
      for (const make of ways) await (async () => make(process.argv[2]))().catch((error) => console.log(error.code));`;
    const made = new URL('../../../../runtime/folders/make-folders.ts', import.meta.url).href;
    const shell = 'mount -t tmpfs -o ro none "$0" && exec "$@"';
    const node = [process.execPath, '--input-type=module', '-e', program, made, join(disk, 'a', 'b')];
    const { stdout, stderr } = spawnSync('unshare', [...ALONE, 'sh', '-c', shell, disk, ...node], { encoding: 'utf8' });
    assert.equal(stdout.trim().split('\n'), ['EROFS', 'EROFS'], stderr);
  });

/** Where it does not matter why: something else is done then, or there is a single folder to make. */
const OTHERWISE = [
  'runtime/workspace/checkout/kept/kept-trees.ts',
  'runtime/workspace/checkout/reflink/clone-files.ts',
  'runtime/wire/socket-place.ts',
];

test('are made in this way wherever a person may read the reason', () => {
  const house = houseOf(filesOf(join(import.meta.dirname, '..', '..', '..', '..')));
  const found = [...house].filter(([, { scanned }]) => /\bmkdir(Sync)?\(.*\brecursive: true/.test(scanned.code)).map(([path]) => path);
  const own = found.filter((path) => /^(contracts|runtime|validators|agents|skills|daemon)\//.test(path));
  assert.equal(own.sort(), OTHERWISE.toSorted());
});

test.run();
