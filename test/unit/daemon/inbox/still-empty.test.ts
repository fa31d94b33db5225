// An inbox that was empty is not listed again until its folder has changed; in doubt it is listed.

import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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

test('is unchanged until something is added or removed', ({ folder }) => {
  const quiet = quietIn(folder, systemClock);
  assert.is(quiet.still(), false, 'it was never listed');
  quiet.begin();
  assert.is(quiet.still(), false, 'it was not found empty');
  quiet.foundNothing();
  assert.is(quiet.still(), true);
  writeFileSync(join(folder, 'task.md'), 'Look.');
  assert.is(quiet.still(), false);
  // Also where the time of the folder is set back: its change of state is later.
  longAgo(folder);
  assert.is(quiet.still(), false);
});

test('that changed a moment ago may change again unnoticed', ({ folder }) => {
  writeFileSync(join(folder, 'task.md'), 'Look.');
  rmSync(join(folder, 'task.md'));
  let since = 900;
  const quiet = quietIn(folder, { now: () => statSync(folder).mtimeMs + since });
  quiet.begin();
  quiet.foundNothing();
  assert.is(quiet.still(), false);
  since = 1_100;
  assert.is(quiet.still(), false, 'it was listed too early');
  quiet.begin();
  quiet.foundNothing();
  assert.is(quiet.still(), true);
});

test('does not include what came while it was listed', ({ folder }) => {
  const quiet = quietIn(folder, systemClock);
  quiet.begin();
  writeFileSync(join(folder, 'task.md'), 'Look.');
  quiet.foundNothing();
  assert.is(quiet.still(), false);
});

test('is another one when it was replaced, and none when it is gone', ({ folder }) => {
  const quiet = quietIn(folder, systemClock);
  quiet.begin();
  quiet.foundNothing();
  renameSync(folder, `${folder}-old`);
  assert.is(quiet.still(), false);
  mkdirSync(folder);
  longAgo(folder);
  assert.is(quiet.still(), false);
  rmSync(`${folder}-old`, { recursive: true });
});

test.run();
