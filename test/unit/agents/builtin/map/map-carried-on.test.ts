// A map made from the cache of an earlier one equals one made from nothing: for random histories with edits, renames, deletions, changed
// modes, links, submodules, merges and odd names.

import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeMap } from '../../../../../agents/builtin/map/make-map.ts';
import { type Sandbox, sandbox } from '../../../runtime/workspace/sandbox.ts';
import { randomHistory } from './random-history.ts';

const test = suite<{ box: Sandbox }>('a map made from an earlier one');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const seeds = [Math.floor(Math.random() * 2 ** 31), 1, 2, 3];
const SCOPES = [[], ['src/**'], ['!lib/**']];

for (const seed of seeds) {
  test(`is the same as one made from scratch (seed ${seed})`, async ({ box }) => {
    const repo = box.repo();
    const commits = randomHistory(repo, seed, 12);
    const shelf = { folder: box.path('shelf'), maker: 'this' };
    let read = 0;
    let all = 0;
    for (const [at, commit] of commits.entries()) {
      const scope = SCOPES[(seed + at) % 7] ?? [];
      const asked = { gitDir: repo.gitDir, commit, scope };
      const [carriedOn, anew] = [await makeMap({ ...asked, shelf }), await makeMap(asked)];
      assert.is(JSON.stringify(carriedOn.map), JSON.stringify(anew.map), `seed ${seed}, commit ${at}, scope ${scope}`);
      await carriedOn.keep();
      if (at === 0) continue;
      read += carriedOn.read;
      all += anew.read;
    }
    // In a small history every file may have changed each time.
    assert.ok(read <= all, `seed ${seed}: ${read} of ${all} files were read`);
  });
}

test('reads only what has changed', async ({ box }) => {
  const repo = box.repo();
  const asked = { gitDir: repo.gitDir, scope: [], shelf: { folder: box.path('shelf'), maker: 'this' } };
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`src/a${n}.ts`, `export const a = ${n};\n`]));
  const first = await makeMap({ ...asked, commit: repo.commit(files) });
  await first.keep();
  assert.is(first.read, 20);
  repo.git('mv', 'src/a1.ts', 'src/b1.ts');
  repo.git('update-index', '--chmod=+x', 'src/a2.ts');
  repo.git('rm', '--quiet', 'src/a3.ts');
  repo.git('commit', '--quiet', '-m', 'Move, allow and remove');
  const second = await makeMap({ ...asked, commit: repo.commit({ 'src/a4.ts': '// TODO\n' }) });
  assert.equal([second.read, second.map.files, second.map.todos], [2, 19, 1]);
});

test('starts from the tree with the fewest changes, and keeps only a few', async ({ box }) => {
  const repo = box.repo();
  const asked = { gitDir: repo.gitDir, scope: [], shelf: { folder: box.path('shelf'), maker: 'this' } };
  const files = (text: string) => Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`a${n}.ts`, `${text} ${n}\n`]));
  const near = repo.commit(files('near'));
  const far = repo.commit(files('far'));
  for (const commit of [near, far]) await (await makeMap({ ...asked, commit })).keep();
  repo.git('checkout', '--quiet', near);
  const next = repo.commit({ 'a1.ts': 'changed\n' });
  assert.is((await makeMap({ ...asked, commit: next })).read, 1);
  for (let n = 0; n < 5; n++) await (await makeMap({ ...asked, commit: repo.commit({ 'a2.ts': `${n}\n` }) })).keep();
  assert.is(readdirSync(join(asked.shelf.folder, ...readdirSync(asked.shelf.folder))).length, 3);
});

test('ignores a cache that is damaged, truncated, or from another version', async ({ box }) => {
  const repo = box.repo();
  const asked = { gitDir: repo.gitDir, scope: [], commit: repo.commit({ 'a.ts': 'a\n', 'b.ts': 'b\n// TODO\n' }) };
  const shelf = { folder: box.path('shelf'), maker: 'this' };
  const { map, keep } = await makeMap({ ...asked, shelf });
  await keep();
  const only = (): string => {
    const folder = join(shelf.folder, ...readdirSync(shelf.folder));
    return join(folder, ...readdirSync(folder));
  };
  const whole = readFileSync(only());
  const readWith = async (maker = 'this') => {
    const again = await makeMap({ ...asked, shelf: { ...shelf, maker } });
    assert.equal(again.map, map);
    return again;
  };
  assert.is((await readWith()).read, 0);
  assert.is((await readWith('other')).read, 2);
  for (let at = 0; at < whole.length; at += 7) {
    const path = only();
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(at) ^ 4, at);
    writeFileSync(path, changed);
    const again = await readWith();
    assert.is(again.read, 2, `a flipped bit at ${at}`);
    await again.keep();
  }
  for (const length of [0, 10, 64, 65, 200, whole.length - 1]) {
    truncateSync(only(), length);
    const again = await readWith();
    assert.is(again.read, 2, `cut off at ${length}`);
    await again.keep();
  }
  utimesSync(only(), 1, 1);
  assert.is((await readWith()).read, 0, 'an old one is as good');
});

test('keeps counting when commits leave the window, and starts over if a shallow history was deepened', async ({ box }) => {
  const repo = box.repo();
  const commits = randomHistory(repo, 5, 1400, { files: 12, steps: 1 });
  const shelf = { folder: box.path('shelf'), maker: 'this' };
  for (const at of [1350, 1370, 1399]) {
    const asked = { gitDir: repo.gitDir, commit: commits[at] ?? '', scope: [] };
    const carriedOn = await makeMap({ ...asked, shelf });
    assert.equal(carriedOn.map, (await makeMap(asked)).map);
    assert.ok(carriedOn.map.hot.length > 0);
    await carriedOn.keep();
  }
  box.at(box.folder).git('clone', '--quiet', '--depth', '3', `file://${repo.root}`, 'shallow');
  const shallow = box.at(box.path('shallow'));
  const asked = { gitDir: shallow.gitDir, commit: shallow.git('rev-parse', 'HEAD'), scope: [] };
  await (await makeMap({ ...asked, shelf })).keep();
  shallow.git('fetch', '--quiet', '--deepen', '2');
  assert.equal((await makeMap({ ...asked, shelf })).map, (await makeMap(asked)).map);
});

test.run();
