// Hints: a change in a folder is told, in time and for as long as somebody follows it; nothing of it is an error.

import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Hints, openHints } from '../../../../runtime/watch/hints.ts';
import { until } from '../../../e2e/daemon-fixture.ts';

const test = suite<{ folder: string; hints: Hints }>('hints');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hints-'));
  context.hints = openHints(true);
});
test.after.each(({ folder, hints }) => {
  hints.close();
  rmSync(folder, { recursive: true, force: true });
});

test('come for each change after the call: a new file, more in it, a rename into place', async ({ folder, hints }) => {
  const changes = [
    () => writeFileSync(join(folder, '.result.tmp'), 'a'),
    () => appendFileSync(join(folder, '.result.tmp'), 'b'),
    () => renameSync(join(folder, '.result.tmp'), join(folder, 'result.json')),
  ];
  for (const [n, change] of changes.entries()) {
    // Each is followed anew: what is told then cannot be of the one before.
    const left = new AbortController();
    let told = 0;
    hints.follow(folder, () => told++, left.signal);
    change();
    await until(`change ${n}`, () => told > 0);
    left.abort();
  }
});

test('go on after the first change', async ({ folder, hints }) => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  for (const it of [first, second]) mkdirSync(it);
  let [told, between] = [0, 0];
  hints.follow(first, () => told++, new AbortController().signal);
  hints.follow(second, () => between++, new AbortController().signal);
  writeFileSync(join(first, 'a'), '');
  // Changes are told in their order: once the one in between is, everything of the first has been told.
  writeFileSync(join(second, 'a'), '');
  await until('what comes between', () => between > 0);
  const before = told;
  writeFileSync(join(first, 'b'), '');
  await until('the next change', () => before > 0 && told > before);
});

test('end with their signal, and are silent for a folder that is missing or removed', async ({ folder, hints }) => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  mkdirSync(one);
  mkdirSync(two);
  const left = new AbortController();
  let [ended, followed] = [0, 0];
  const absent = hints.follow(join(folder, 'absent'), () => assert.unreachable(), left.signal);
  const isTold = hints.follow(one, () => ended++, left.signal);
  assert.equal([absent(), isTold()], [false, process.platform === 'linux']);
  hints.follow(two, () => followed++, new AbortController().signal);
  left.abort();
  assert.not.ok(isTold());
  writeFileSync(join(one, 'a'), '');
  writeFileSync(join(two, 'a'), '');
  await until('the other folder', () => followed > 0);
  assert.is(ended, 0);
  rmSync(two, { recursive: true });
  assert.not.ok(openHints(false).follow(one, () => assert.unreachable(), new AbortController().signal)());
});

test.run();
