// Who follows a file looks soon after something was written to it, and rarely otherwise.

import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FileWaker, fileWaker } from '../../../../runtime/watch/file-waker.ts';

const it = suite<{ folder: string }>('following what is written');

it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'stirs-'));
});
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** Until only rare looks are due. */
async function quiet(waker: FileWaker): Promise<void> {
  for (let look = 0; look < 5; look++) await waker.next(false);
}

/** Which of the two comes first, although the other one has waited for longer. */
async function firstOf(folder: string, write: (path: string) => void): Promise<string> {
  for (const name of ['still', 'written']) mkdirSync(join(folder, name), { recursive: true });
  using still = fileWaker(join(folder, 'still', 'a.db'));
  using written = fileWaker(join(folder, 'written', 'a.db'));
  await Promise.all([quiet(still), quiet(written)]);
  const waits = [still.next(false).then(() => 'still'), written.next(false).then(() => 'written')];
  write(join(folder, 'written', 'a.db'));
  return await Promise.race(waits);
}

it('is woken by what is written to the file, and to those that belong to it', async ({ folder }) => {
  assert.is(await firstOf(folder, (path) => appendFileSync(path, 'x')), 'written');
  assert.is(await firstOf(folder, (path) => appendFileSync(`${path}-wal`, 'x')), 'written');
});

it('is not woken by other files of the folder', async ({ folder }) => {
  assert.is(await firstOf(folder, (path) => appendFileSync(join(path, '..', 'other'), 'x')), 'still');
});

it('looks again for a while, because a write may not be readable yet', async ({ folder }) => {
  using waker = fileWaker(join(folder, 'a.db'));
  using other = fileWaker(join(folder, 'other.db'));
  await Promise.all([quiet(waker), quiet(other)]);
  const rare = other.next(false).then(() => 'rare');
  appendFileSync(join(folder, 'a.db'), 'x');
  await waker.next(false);
  assert.is(await Promise.race([waker.next(false).then(() => 'soon'), rare]), 'soon');
});

it('can be told to look at once, also by its abort signal', async ({ folder }) => {
  using waker = fileWaker(join(folder, 'a.db'));
  using other = fileWaker(join(folder, 'other.db'));
  for (const end of ['now', 'leave'] as const) {
    await Promise.all([quiet(waker), quiet(other)]);
    const leave = new AbortController();
    const waits = [other.next(false).then(() => 'other'), waker.next(false, leave.signal).then(() => 'told')];
    if (end === 'now') waker.wake();
    else leave.abort();
    assert.is(await Promise.race(waits), 'told');
    other.wake();
  }
});

it('keeps looking if the system cannot report changes of the folder', async ({ folder }) => {
  using waker = fileWaker(join(folder, 'missing', 'a.db'));
  using quietOne = fileWaker(join(folder, 'a.db'));
  await quiet(quietOne);
  const rare = quietOne.next(false).then(() => 'rare');
  await waker.next(false);
  assert.is(await Promise.race([waker.next(false).then(() => 'often'), rare]), 'often');
});

it.run();
