// What is seen in a worker's folder, and what is refused unread.

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../../../../runtime/canonical.ts';
import { readFolder, readResultFile } from '../../../../runtime/watch/worker-folder.ts';

type Fixture = { root: string; folder: string; result: string; beat: string; cap: number };
const test = suite<{ at: Fixture }>('what is seen of a folder');

test.before.each((context) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sight-')));
  const folder = join(root, 'results', 'd1');
  mkdirSync(folder, { recursive: true });
  context.at = { root, folder, result: join(folder, 'result.json'), beat: join(folder, 'beat.md'), cap: 100 };
});
test.after.each(({ at }) => rmSync(at.root, { recursive: true, force: true }));

const why = (at: Fixture): string => {
  const it = readResultFile(at, undefined);
  return it.kind === 'refused' ? it.why : it.kind;
};

test('is nothing if there is nothing', ({ at }) => {
  assert.equal(readFolder(at, undefined), { result: { kind: 'none' }, beat: undefined });
  rmSync(at.folder, { recursive: true });
  assert.equal(readFolder(at, undefined), { result: { kind: 'none' }, beat: undefined });
});

test('is the whole file with its digest', ({ at }) => {
  writeFileSync(at.result, 'hello');
  const it = readResultFile(at, undefined);
  assert.ok(it.kind === 'there');
  if (it.kind === 'there') assert.equal([Buffer.from(it.bytes).toString(), it.digest], ['hello', digestOf('hello')]);
});

test('is reused for an unchanged file, without reading it', ({ at }) => {
  writeFileSync(at.result, 'hello');
  const first = readResultFile(at, undefined);
  assert.is(readResultFile(at, first), first);
  appendFileSync(at.result, ' again');
  assert.is.not(readResultFile(at, first), first);
});

test('notices another file of the same size and time at the same place', ({ at }) => {
  writeFileSync(at.result, 'aaaaa');
  utimesSync(at.result, 1, 1);
  const first = readResultFile(at, undefined);
  writeFileSync(`${at.result}.part`, 'bbbbb');
  utimesSync(`${at.result}.part`, 1, 1);
  renameSync(`${at.result}.part`, at.result);
  const second = readResultFile(at, first);
  assert.ok(second.kind === 'there' && Buffer.from(second.bytes).toString() === 'bbbbb');
});

test('grows with the file, up to the cap', ({ at }) => {
  writeFileSync(at.result, 'a'.repeat(100));
  assert.is(why(at), 'there');
  appendFileSync(at.result, 'a');
  assert.is(why(at), 'the result has 101 bytes; the limit is 100');
  truncateSync(at.result, 1024 ** 3);
  assert.is(why(at), 'the result has 1073741824 bytes; the limit is 100');
});

test('refuses a link, wherever it leads', ({ at }) => {
  writeFileSync(join(at.folder, 'other'), 'hello');
  symlinkSync(join(at.folder, 'other'), at.result);
  assert.is(why(at), 'the result is a symbolic link');
  rmSync(at.result);
  symlinkSync('/no/such', at.result);
  assert.is(why(at), 'the result is a symbolic link');
  rmSync(at.result);
  symlinkSync(at.result, at.result);
  assert.is(why(at), 'the result is a symbolic link');
});

test('refuses what is no regular file, and does not block on a pipe', ({ at }) => {
  mkdirSync(at.result);
  assert.is(why(at), 'the result is not a regular file');
  rmSync(at.result, { recursive: true });
  execFileSync('mkfifo', [at.result]);
  assert.is(why(at), 'the result is not a regular file');
});

test('refuses a folder that was replaced by a link, at whatever depth', ({ at }) => {
  const other = join(at.root, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'result.json'), 'hello');
  renameSync(at.folder, `${at.folder}.away`);
  symlinkSync(other, at.folder);
  assert.is(why(at), 'the folder of the result was replaced by a link');
  rmSync(at.folder);
  renameSync(`${at.folder}.away`, at.folder);
  writeFileSync(at.result, 'hello');
  assert.is(why(at), 'there');
  renameSync(join(at.root, 'results'), join(at.root, 'elsewhere'));
  symlinkSync(join(at.root, 'elsewhere'), join(at.root, 'results'));
  assert.is(why(at), 'the folder of the result was replaced by a link');
});

test('is the same in a home that is itself reached through a link', ({ at }) => {
  writeFileSync(at.result, 'hello');
  const link = `${at.root}-link`;
  symlinkSync(at.root, link);
  try {
    const folder = join(link, 'results', 'd1');
    assert.is(why({ ...at, root: link, folder, result: join(folder, 'result.json') }), 'there');
  } finally {
    rmSync(link);
  }
});

test('is nothing, and no error, for an impossible path', ({ at }) => {
  rmSync(at.folder, { recursive: true });
  writeFileSync(at.folder, 'a file where the folder was');
  assert.equal(readFolder(at, undefined), { result: { kind: 'none' }, beat: undefined });
});

test('has a heartbeat that differs with every beat, whatever the clock of the worker says', ({ at }) => {
  const seen = new Set<string | undefined>();
  for (const time of [4_922_000_000, 1, 1, 0]) {
    appendFileSync(at.beat, '- PROGRESS: x 2126-01-01T00:00:00Z\n');
    utimesSync(at.beat, time, time);
    seen.add(readFolder(at, undefined).beat);
  }
  assert.is(seen.size, 4);
  assert.not.ok(seen.has(undefined));
  rmSync(at.beat);
  mkdirSync(at.beat);
  assert.is(readFolder(at, undefined).beat, undefined);
});

test.run();
