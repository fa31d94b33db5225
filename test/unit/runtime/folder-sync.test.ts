// A sync that was asked for is one that began afterwards, however many ask at once.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { syncFolder } from '../../../runtime/files.ts';

const test = suite<{ folder: string }>('the sync of a folder');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'folder-sync-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

test('whoever comes while one is under way waits for the next, all for the same', async ({ folder }) => {
  const first = syncFolder(folder);
  const second = syncFolder(folder);
  const third = syncFolder(folder);
  assert.is.not(second, first);
  assert.is(third, second);
  await Promise.all([first, second, third]);
  const later = syncFolder(folder);
  assert.is.not(later, second);
  await later;
});

test('one that fails fails those who asked for it, and the next is tried', async ({ folder }) => {
  const missing = join(folder, 'not-there');
  const all = await Promise.allSettled([syncFolder(missing), syncFolder(missing), syncFolder(folder)]);
  assert.equal(
    all.map((it) => it.status),
    ['rejected', 'rejected', 'fulfilled'],
  );
  await syncFolder(folder);
});

test.run();
