// Who reads all that is new in one look is woken by what is written, and by next to nothing else.

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isLocal } from '../../../../runtime/watch/local.ts';
import { seldomStirsOf } from '../../../../runtime/watch/seldom-stirs.ts';
import { type Stirs, stirsOf } from '../../../../runtime/watch/stirs.ts';

const it = suite<{ folder: string }>('following with few looks');
const LONG = 600_000;

it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'stirs-'));
});
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** Until nothing is due but the look after a long time. */
async function quiet(stirs: Stirs): Promise<void> {
  for (let look = 0; look < 2; look++) await stirs.next(false);
}

/** Quiet, and then told of one write. */
async function toldOfOne(stirs: Stirs, path: string): Promise<void> {
  await quiet(stirs);
  const told = stirs.next(false);
  appendFileSync(path, 'x');
  await told;
}

/** Resolves when the rare look of the other kind is due, which had nothing written either. */
async function rare(folder: string): Promise<'rare'> {
  using other = stirsOf(join(folder, 'other.db'));
  for (let look = 0; look < 6; look++) await other.next(false);
  return 'rare';
}

// Where the kernel may not tell of every write, it is the other kind.
if (isLocal(tmpdir())) {
  it('waits until something is written to the file, or to one that belongs to it', async ({ folder }) => {
    using stirs = seldomStirsOf(join(folder, 'a.db'), LONG);
    await quiet(stirs);
    const next = stirs.next(false).then(() => 'told');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    appendFileSync(join(folder, 'a.db-wal'), 'x');
    assert.is(await Promise.race([next, rare(folder)]), 'told');
  });

  it('looks twice more after a write, and then ignores writes to other files', async ({ folder }) => {
    // A file that begins is told twice.
    appendFileSync(join(folder, 'a.db'), '');
    using stirs = seldomStirsOf(join(folder, 'a.db'), LONG);
    await toldOfOne(stirs, join(folder, 'a.db'));
    await stirs.next(false);
    await stirs.next(true);
    await stirs.next(false);
    const next = stirs.next(false).then(() => 'told');
    appendFileSync(join(folder, 'b.db'), 'x');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    stirs.now();
    assert.is(await next, 'told');
  });

  it('looks once more after a write that was read, if nothing was written for long before', async ({ folder }) => {
    appendFileSync(join(folder, 'a.db'), '');
    using stirs = seldomStirsOf(join(folder, 'a.db'), LONG);
    await toldOfOne(stirs, join(folder, 'a.db'));
    await stirs.next(true);
    const next = stirs.next(false).then(() => 'told');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    appendFileSync(join(folder, 'a.db'), 'x');
    assert.is(await next, 'told');
  });

  it('notices another log in the place of the original one', async ({ folder }) => {
    const log = join(folder, 'a.db-wal');
    appendFileSync(log, 'x');
    using stirs = seldomStirsOf(join(folder, 'a.db'), LONG);
    await quiet(stirs);
    const gone = stirs.next(false).then(() => 'told');
    rmSync(log);
    assert.is(await Promise.race([gone, rare(folder)]), 'told');
    for (let look = 0; look < 3; look++) await stirs.next(false);
    const next = stirs.next(false).then(() => 'told');
    assert.is(await Promise.race([next, rare(folder)]), 'rare');
    appendFileSync(log, 'x');
    assert.is(await Promise.race([next, rare(folder)]), 'told');
  });

  it('ends at once when aborted, and looks after its time although nothing was reported', async ({ folder }) => {
    using stirs = seldomStirsOf(join(folder, 'a.db'), LONG);
    await quiet(stirs);
    const leave = new AbortController();
    const next = stirs.next(false, leave.signal).then(() => 'left');
    leave.abort();
    assert.is(await Promise.race([next, rare(folder)]), 'left');
    using short = seldomStirsOf(join(folder, 'a.db'), 1);
    await quiet(short);
    assert.is(await Promise.race([short.next(false).then(() => 'after its time'), rare(folder)]), 'after its time');
  });
}

it('keeps looking if the system cannot report changes of the folder', async ({ folder }) => {
  using stirs = seldomStirsOf(join(folder, 'missing', 'a.db'), LONG);
  await quiet(stirs);
  assert.is(await Promise.race([stirs.next(false).then(() => 'often'), rare(folder)]), 'often');
});

it.run();
