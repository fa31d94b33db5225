// An inbox that was empty is not listed again until its folder has changed; in doubt it is listed.

import fs, { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { quietIn } from '../../../../daemon/inbox/still-empty.ts';
import { systemClock } from '../../../../runtime/clock.ts';

const test = suite<{ folder: string }>('a quiet inbox');
test.before.each((context) => {
  context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'quiet-')));
  longAgo(context.folder);
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** Sets the folder's times as if nothing had happened in it for a minute. */
function longAgo(folder: string): void {
  const then = Date.now() / 1000 - 60;
  utimesSync(folder, then, then);
}

test('is unchanged until something is added or removed', async ({ folder }) => {
  const quiet = quietIn(folder, systemClock);
  assert.is(await quiet.still(), false, 'it was never listed');
  await quiet.begin();
  assert.is(await quiet.still(), false, 'it was not found empty');
  quiet.foundNothing();
  assert.is(await quiet.still(), true);
  writeFileSync(join(folder, 'task.md'), 'Look.');
  assert.is(await quiet.still(), false);
  // Also where the time of the folder is set back: its change of state is later.
  longAgo(folder);
  assert.is(await quiet.still(), false);
});

test('that changed a moment ago may change again unnoticed', async ({ folder }) => {
  writeFileSync(join(folder, 'task.md'), 'Look.');
  rmSync(join(folder, 'task.md'));
  let since = 900;
  const quiet = quietIn(folder, { now: () => statSync(folder).mtimeMs + since });
  await quiet.begin();
  quiet.foundNothing();
  assert.is(await quiet.still(), false);
  since = 1_100;
  assert.is(await quiet.still(), false, 'it was listed too early');
  await quiet.begin();
  quiet.foundNothing();
  assert.is(await quiet.still(), true);
});

test('does not include what came while it was listed', async ({ folder }) => {
  const quiet = quietIn(folder, systemClock);
  await quiet.begin();
  writeFileSync(join(folder, 'task.md'), 'Look.');
  quiet.foundNothing();
  assert.is(await quiet.still(), false);
});

test('is another one when it was replaced, and none when it is gone', async ({ folder }) => {
  const quiet = quietIn(folder, systemClock);
  await quiet.begin();
  quiet.foundNothing();
  renameSync(folder, `${folder}-old`);
  assert.is(await quiet.still(), false);
  mkdirSync(folder);
  longAgo(folder);
  assert.is(await quiet.still(), false);
  rmSync(`${folder}-old`, { recursive: true });
});

test('on a file system that does not answer holds nothing else', async ({ folder }) => {
  const { lstatSync } = fs;
  // A synchronous call would hold the whole daemon.
  Object.assign(fs, { lstatSync: () => assert.unreachable('it was looked at synchronously') });
  syncBuiltinESMExports();
  try {
    const quiet = quietIn(folder, systemClock);
    await quiet.begin();
    quiet.foundNothing();
    assert.is(await quiet.still(), true);
  } finally {
    Object.assign(fs, { lstatSync });
    syncBuiltinESMExports();
  }
});

test.run();
