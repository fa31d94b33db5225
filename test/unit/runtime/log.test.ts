// The daemon's log: whole at the end, rotated, private, without secrets, and in spite of its disk.

import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openLog } from '../../../runtime/log/log.ts';
import { logFile } from '../../../runtime/log/log-file.ts';

const test = suite<{ folder: string; path: string }>('the log');
test.before.each((context) => {
  context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'log-')));
  context.path = join(context.folder, 'daemon.log');
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const linesOf = (path: string): { message: string; n?: number }[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((it) => it !== '')
    .map((it) => JSON.parse(it));

test('has every line on disk when it is closed, for this user only, without secrets', async ({ path }) => {
  const log = openLog({ path, level: 'info', bytes: 10_000_000, files: 3, secrets: ['hunter2-hunter2'] });
  log.debug('not heard');
  for (let n = 0; n < 2_000; n++) log.info('line', { n });
  log.error('the key is hunter2-hunter2', { error: new RangeError('too far') });
  await log.close();
  const lines = linesOf(path);
  assert.equal(
    lines.slice(0, -1).map((it) => it.n),
    Array.from({ length: 2_000 }, (_, n) => n),
  );
  assert.match(JSON.stringify(lines.at(-1)), /"message":"too far"/);
  assert.not.match(readFileSync(path, 'utf8'), /hunter2/);
  assert.is(statSync(path).mode & 0o777, 0o600);
});

for (const files of [1, 3]) {
  test(`is rotated: ${files} at most, the newest by its plain name, no line twice`, async ({ folder, path }) => {
    for (let n = 0; n < 40; n++) {
      const log = openLog({ path, level: 'info', bytes: 4_096, files });
      log.info('x'.repeat(500), { n });
      await log.close();
    }
    const names = ['daemon.log', 'daemon1.log', 'daemon2.log'].slice(0, files);
    assert.equal(readdirSync(folder).sort(), names);
    const kept = names.toReversed().flatMap((name) => linesOf(join(folder, name)).map((it) => it.n ?? -1));
    assert.equal(
      kept,
      Array.from({ length: kept.length }, (_, at) => 40 - kept.length + at),
    );
    for (const name of names) assert.ok(statSync(join(folder, name)).size < 4_096 + 1_000);
  });
}

test('loses what a full disk refuses, and says how much when there is space again', async ({ path }) => {
  symlinkSync('/dev/full', path);
  const file = logFile({ path, bytes: 100_000, files: 2 });
  // Each is refused before the next is written; how fast a machine gets there changes nothing.
  const written = (message: string) => new Promise((resolve) => file.write(`${JSON.stringify({ message })}\n`, resolve));
  for (let n = 0; n < 300; n++) await written(`refused ${'x'.repeat(500)}`);
  rmSync(path);
  for (const message of ['again', 'and again']) await written(message);
  assert.equal(
    linesOf(path).map((it) => it.message),
    ['earlier lines could not be written: 300', 'again', 'and again'],
  );
});

test('goes on in spite of a full disk, and closes anyway', async ({ path }) => {
  symlinkSync('/dev/full', path);
  const full = openLog({ path, level: 'info', bytes: 100_000, files: 2 });
  const log = openLog({ path, level: 'info', bytes: 100_000, files: 2 });
  for (let n = 0; n < 300; n++) for (const each of [full, log]) each.info(`refused ${'x'.repeat(500)}`);
  await full.close();
  rmSync(path);
  for (const until = Date.now() + 30_000; !existsSync(path) && Date.now() < until; await sleep(5)) log.info('again');
  await log.close();
  assert.is(linesOf(path).at(-1)?.message, 'again');
});

test.run();
