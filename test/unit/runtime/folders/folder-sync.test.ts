// A request to sync is answered only by a sync that began after it, however many ask at once.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { syncFolder } from '../../../../runtime/files.ts';

const test = suite<{ folder: string }>('the sync of a folder');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'folder-sync-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

test('callers that come during one share the next', async ({ folder }) => {
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

test('one that fails fails its callers, and the next is tried', async ({ folder }) => {
  const missing = join(folder, 'not-there');
  const all = await Promise.allSettled([syncFolder(missing), syncFolder(missing), syncFolder(folder)]);
  assert.equal(
    all.map((it) => it.status),
    ['rejected', 'rejected', 'fulfilled'],
  );
  await syncFolder(folder);
});

test.run();
