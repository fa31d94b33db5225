// A reader that follows a file is woken soon after each write, and rarely otherwise.

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
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

/** Longer than any machine needs for what is woken: only that something wakes it ends its wait. */
const LONG = 600_000;

/** Waits until only rare looks are due. */
async function quiet(waker: FileWaker): Promise<void> {
  for (let look = 0; look < 5; look++) await waker.next(false);
}

/** The next look, or why there is none. */
async function next(waker: FileWaker, leave?: AbortSignal): Promise<string> {
  const late = AbortSignal.timeout(60_000);
  await waker.next(false, leave ? AbortSignal.any([late, leave]) : late);
  return late.aborted ? 'not woken' : 'woken';
}

it('is woken by what is written to the file, and to those that belong to it', async ({ folder }) => {
  const path = join(folder, 'a.db');
  for (const written of [path, `${path}-wal`]) {
    using waker = fileWaker(path, LONG);
    await quiet(waker);
    const woken = next(waker);
    appendFileSync(written, 'x');
    assert.is(await woken, 'woken', written);
  }
});

it('is not woken by other files of the folder, and rarely looks without any', async ({ folder }) => {
  using waker = fileWaker(join(folder, 'a.db'), LONG);
  using usual = fileWaker(join(folder, 'missing.db'));
  await Promise.all([quiet(waker), quiet(usual)]);
  const leave = new AbortController();
  const woken = waker.next(false, leave.signal).then(() => 'woken');
  const rare = usual.next(false).then(() => 'rare');
  appendFileSync(join(folder, 'other'), 'x');
  assert.is(await Promise.race([woken, rare]), 'rare');
  leave.abort();
  await woken;
});

it('looks again for a while, because a write may not be readable yet', async ({ folder }) => {
  using waker = fileWaker(join(folder, 'a.db'), LONG);
  await quiet(waker);
  const woken = next(waker);
  appendFileSync(join(folder, 'a.db'), 'x');
  assert.is(await woken, 'woken');
  for (let look = 0; look < 5; look++) assert.is(await next(waker), 'woken', 'although nothing more is written');
});

it('can be told to look at once, also by its abort signal', async ({ folder }) => {
  for (const end of ['now', 'leave'] as const) {
    using waker = fileWaker(join(folder, 'a.db'), LONG);
    await quiet(waker);
    const leave = new AbortController();
    const told = next(waker, leave.signal);
    if (end === 'now') waker.wake();
    else leave.abort();
    assert.is(await told, 'woken', end);
  }
});

it('keeps looking if the system cannot report changes of the folder', async ({ folder }) => {
  using waker = fileWaker(join(folder, 'missing', 'a.db'), LONG);
  for (let look = 0; look < 7; look++) assert.is(await next(waker), 'woken');
});

it.run();
