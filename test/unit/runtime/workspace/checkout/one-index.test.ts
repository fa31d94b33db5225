// The index that the seats of a run share: made once, and made again by each who cannot have that of another.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oneIndex, type PreparedIndex } from '../../../../../runtime/workspace/checkout/one-index.ts';

const test = suite<{ folder: string }>('one index for several checkouts');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'index-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** Four who ask at once; each writes its own number where it has to prepare. */
function four(folder: string, of: string, told: (n: number) => PreparedIndex | Error, bytes = 10) {
  const made: number[] = [];
  const asking = [0, 1, 2, 3].map((n) => {
    const file = join(folder, `${n}`);
    return oneIndex(of, file, async () => {
      made.push(n);
      await new Promise(setImmediate);
      const it = told(n);
      if (it instanceof Error) throw it;
      writeFileSync(file, `${n}`.repeat(bytes));
      return it;
    }).then(
      (unlinked) => ({ unlinked, text: readFileSync(file, 'utf8').slice(0, 1) }),
      (error: Error) => error.message,
    );
  });
  return Promise.all(asking).then((all) => ({ made, all }));
}

test('is made by the first caller, for concurrent and for later ones', async ({ folder }) => {
  const certain = { unlinked: ['out'], certain: true };
  const { made, all } = await four(folder, 'a 1', () => certain);
  assert.equal([made, all], [[0], Array(4).fill({ unlinked: ['out'], text: '0' })]);
  assert.equal((await four(folder, 'a 1', () => certain)).made, []);
  assert.equal((await four(folder, 'b 1', () => certain)).made, [0]);
});

test('is made by each caller if the first fails, if it depends on more than the commit, and if it is large', async ({ folder }) => {
  const failed = await four(folder, 'a 2', (n) => (n === 0 ? new Error('told to stop') : { unlinked: [], certain: true }));
  assert.equal(failed.all[0], 'told to stop');
  assert.equal(failed.made, [0, 1, 2, 3]);
  assert.equal((await four(folder, 'a 3', () => ({ unlinked: [], certain: false }))).made, [0, 1, 2, 3]);
  const large = await four(folder, 'a 4', () => ({ unlinked: [], certain: true }), 2 * 1024 * 1024);
  assert.equal(large.made, [0, 1, 2, 3]);
});

test.run();
