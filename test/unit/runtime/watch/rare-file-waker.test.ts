// A reader that takes everything new in one look is woken by writes, and by almost nothing else.

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FileWaker, fileWaker } from '../../../../runtime/watch/file-waker.ts';
import { isLocal } from '../../../../runtime/watch/on-local-disk.ts';
import { rareFileWaker } from '../../../../runtime/watch/rare-file-waker.ts';

const it = suite<{ folder: string }>('following with few looks');
const LONG = 600_000;

it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'stirs-'));
});
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** Waits until only the rare look is due. */
async function quiet(waker: FileWaker): Promise<void> {
  for (let look = 0; look < 2; look++) await waker.next(false);
}

/** Quiet, and then told of one write. */
async function toldOfOne(waker: FileWaker, path: string): Promise<void> {
  await quiet(waker);
  const told = waker.next(false);
  appendFileSync(path, 'x');
  await told;
}

/** What wakes it is awaited for much longer than any machine needs, and the look after a long time is not among it. */
const soon = (next: Promise<string>): Promise<string> => Promise.race([next, late('it was not woken')]);
const late = (what: string): Promise<string> => sleep(60_000, what, { ref: false });

/** Resolves when the rare look of the other kind is due, which had nothing written either. */
async function rare(folder: string): Promise<'rare'> {
  using other = fileWaker(join(folder, 'other.db'));
  for (let look = 0; look < 6; look++) await other.next(false);
  return 'rare';
}

// Where the kernel may not tell of every write, it is the other kind.
if (isLocal(tmpdir())) {
  it('waits until something is written to the file, or to one that belongs to it', async ({ folder }) => {
    using waker = rareFileWaker(join(folder, 'a.db'), LONG);
    await quiet(waker);
    const next = waker.next(false).then(() => 'told');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    appendFileSync(join(folder, 'a.db-wal'), 'x');
    assert.is(await soon(next), 'told');
  });

  it('looks twice more after a write, and then ignores writes to other files', async ({ folder }) => {
    // A file that begins is told twice.
    appendFileSync(join(folder, 'a.db'), '');
    using waker = rareFileWaker(join(folder, 'a.db'), LONG);
    await toldOfOne(waker, join(folder, 'a.db'));
    await waker.next(false);
    await waker.next(true);
    await waker.next(false);
    const next = waker.next(false).then(() => 'told');
    appendFileSync(join(folder, 'b.db'), 'x');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    waker.wake();
    assert.is(await next, 'told');
  });

  it('looks once more after a write that was read, if nothing was written for long before', async ({ folder }) => {
    appendFileSync(join(folder, 'a.db'), '');
    using waker = rareFileWaker(join(folder, 'a.db'), LONG);
    await toldOfOne(waker, join(folder, 'a.db'));
    await waker.next(true);
    const next = waker.next(false).then(() => 'told');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    appendFileSync(join(folder, 'a.db'), 'x');
    assert.is(await next, 'told');
  });

  it('notices another log in the place of the original one', async ({ folder }) => {
    const log = join(folder, 'a.db-wal');
    appendFileSync(log, 'x');
    using waker = rareFileWaker(join(folder, 'a.db'), LONG);
    await quiet(waker);
    const gone = waker.next(false).then(() => 'told');
    rmSync(log);
    assert.is(await soon(gone), 'told');
    for (let look = 0; look < 3; look++) await waker.next(false);
    const next = waker.next(false).then(() => 'told');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    appendFileSync(log, 'x');
    assert.is(await soon(next), 'told');
  });

  it('ends at once when aborted, and looks after its time although nothing was reported', async ({ folder }) => {
    using waker = rareFileWaker(join(folder, 'a.db'), LONG);
    await quiet(waker);
    const leave = new AbortController();
    const next = waker.next(false, leave.signal).then(() => 'left');
    leave.abort();
    assert.is(await soon(next), 'left');
    using short = rareFileWaker(join(folder, 'a.db'), 1);
    await quiet(short);
    assert.is(await soon(short.next(false).then(() => 'after its time')), 'after its time');
  });
}

it('keeps looking if the system cannot report changes of the folder', async ({ folder }) => {
  using waker = rareFileWaker(join(folder, 'missing', 'a.db'), LONG);
  await quiet(waker);
  assert.is(await soon(waker.next(false).then(() => 'often')), 'often');
});

it.run();
