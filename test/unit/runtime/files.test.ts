// Durable files, private folders, confined paths, bounded reads: each on a real file system.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { confine, exists, privateFolder, readBounded, writeDurably } from '../../../runtime/files.ts';
import { failsWith } from './ledger/ledger-fixture.ts';

type Context = { folder: string };
const inFolder = (name: string) => {
  const test = suite<Context>(name);
  test.before.each((context) => {
    context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'files ü-')));
  });
  test.after.each(({ folder }) => rmSync(folder, { recursive: true }));
  return test;
};
const modeOf = (path: string): number => statSync(path).mode & 0o777;

async function codeFrom(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'nothing',
    (error) => error.code,
  );
}

const writing = inFolder('writing durably');

writing('replaces a file as a whole, for its owner only', async ({ folder }) => {
  const path = join(folder, 'state.json');
  await writeDurably(path, 'one');
  linkSync(path, join(folder, 'old'));
  await writeDurably(path, Buffer.from('two, longer'));
  assert.is(readFileSync(path, 'utf8'), 'two, longer');
  assert.is(readFileSync(join(folder, 'old'), 'utf8'), 'one', 'whoever had it open still reads the old content');
  assert.is(modeOf(path), 0o600);
  assert.equal(readdirSync(folder).sort(), ['old', 'state.json']);
});

writing('leaves what was there, and no draft, when it fails', async ({ folder }) => {
  const path = join(folder, 'taken');
  mkdirSync(path);
  assert.is(await codeFrom(writeDurably(path, 'x')), 'EISDIR');
  assert.is(await codeFrom(writeDurably(join(folder, 'no', 'where'), 'x')), 'ENOENT');
  assert.equal(readdirSync(folder), ['taken']);
});

writing('lets many write the same file at once, and one of them win', async ({ folder }) => {
  const path = join(folder, 'contested');
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(5_000));
  await Promise.all(contents.map((content) => writeDurably(path, content)));
  assert.ok(contents.includes(readFileSync(path, 'utf8')));
  assert.equal(readdirSync(folder), ['contested']);
});

const folders = inFolder('a private folder');

folders('is made with those above it, closed to others', async ({ folder }) => {
  await privateFolder(join(folder, 'a', 'b', 'c'));
  for (const part of ['a', 'a/b', 'a/b/c']) assert.is(modeOf(join(folder, part)), 0o700, part);
  await privateFolder(join(folder, 'a', 'b', 'c'));
});

folders('is closed when others could read it, refused when they could write to it', async ({ folder }) => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  await privateFolder(open);
  assert.is(modeOf(open), 0o700);
  chmodSync(open, 0o775);
  const error = await failsWith('home-unsafe', privateFolder(open), /writable by other users/);
  assert.match(error.hint, /chmod 700/);
  assert.is(modeOf(open), 0o775, 'it is for a person to look at first');
});

folders('is no file', async ({ folder }) => {
  writeFileSync(join(folder, 'file'), '');
  assert.is(await codeFrom(privateFolder(join(folder, 'file'))), 'EEXIST');
});

/** In a namespace of its own, so that nobody else sees what it mounts. */
const ALONE = ['--mount', '--propagation', 'private', '--'];
const mayMount = (): boolean => spawnSync('unshare', [...ALONE, 'true']).status === 0;

if (mayMount())
  folders('says why it cannot be made: a read-only disk is no missing folder', async ({ folder }) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const program = `const { privateFolder } = await import(process.argv[1]);
      await privateFolder(process.argv[2]).catch((error) => console.log(error.code));`;
    const files = new URL('../../../runtime/files.ts', import.meta.url).href;
    const shell = 'mount -t tmpfs -o ro none "$0" && exec "$@"';
    const node = [process.execPath, '--input-type=module', '-e', program, files, join(disk, 'a', 'b')];
    const { stdout, stderr } = spawnSync('unshare', [...ALONE, 'sh', '-c', shell, disk, ...node], { encoding: 'utf8' });
    assert.is(stdout.trim(), 'EROFS', stderr);
  });

const confining = inFolder('confining a path');

confining('gives the real path of what is inside, there or not', async ({ folder }) => {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'sub'), { recursive: true });
  writeFileSync(join(root, 'sub', 'file'), '');
  symlinkSync('sub', join(root, 'inner'));
  symlinkSync(root, join(folder, 'alias'));
  for (const [path, real] of [
    ['sub/file', 'sub/file'],
    ['./sub/../sub/file', 'sub/file'],
    ['inner/file', 'sub/file'],
    ['inner/new/deeper', 'sub/new/deeper'],
    ['..data', '..data'],
    [join(root, 'sub'), 'sub'],
    ['.', ''],
  ] as const) {
    assert.is(await confine(path, root), join(root, real), path);
    assert.is(await confine(path, join(folder, 'alias')), join(root, real), `${path} by an alias of the root`);
  }
});

confining('refuses whatever leads out', async ({ folder }) => {
  const root = join(folder, 'root');
  mkdirSync(root);
  mkdirSync(join(folder, 'root-beside'));
  symlinkSync(folder, join(root, 'up'));
  symlinkSync('/etc/passwd', join(root, 'passwd'));
  symlinkSync(join(folder, 'not-there-yet'), join(root, 'dangling'));
  symlinkSync('circle', join(root, 'circle'));
  writeFileSync(join(root, 'file'), '');
  for (const path of [
    '..',
    '../root-beside/x',
    'a/../../x',
    '/etc/passwd',
    'up/secret',
    'up',
    'passwd',
    'dangling',
    'dangling/x',
    'circle/x',
    'file/x',
    'nul\0byte',
    'x'.repeat(300),
  ]) {
    await failsWith('path-refused', confine(path, root), /is not a path inside/);
  }
});

const reading = inFolder('reading within bounds');

reading('reads up to the limit, and not a byte more', async ({ folder }) => {
  const path = join(folder, 'result.json');
  writeFileSync(path, 'x'.repeat(1_000));
  assert.equal(await readBounded(path, 1_000), { kind: 'read', bytes: Buffer.from('x'.repeat(1_000)) });
  assert.equal(await readBounded(path, 999), { kind: 'refused', why: 'too-large' });
  writeFileSync(path, '');
  assert.equal(await readBounded(path, 0), { kind: 'read', bytes: Buffer.alloc(0) });
  assert.equal(await readBounded(join(folder, 'none'), 10), { kind: 'absent' });
  assert.equal(await readBounded(join(path, 'below'), 10), { kind: 'absent' });
});

reading('stops at the limit where the size does not tell', async () => {
  // The kernel says 0 for the size of what is in /proc, as for a file that grows after it was looked at.
  const path = '/proc/self/status';
  if (!(await exists(path))) return;
  const whole = await readBounded(path, 1_000_000);
  assert.is(whole.kind, 'read');
  assert.ok(whole.kind === 'read' && whole.bytes.length > 500 && whole.bytes.toString().startsWith('Name:'));
  assert.equal(await readBounded(path, 100), { kind: 'refused', why: 'too-large' });
});

reading('follows no link and waits for no pipe', async ({ folder }) => {
  writeFileSync(join(folder, 'file'), 'secret');
  symlinkSync('file', join(folder, 'link'));
  mkdirSync(join(folder, 'folder'));
  assert.is(spawnSync('/usr/bin/mkfifo', [join(folder, 'pipe')]).status, 0);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  try {
    assert.equal(await readBounded(join(folder, 'link'), 100), { kind: 'refused', why: 'symbolic-link' });
    for (const name of ['folder', 'pipe', 'socket']) {
      assert.equal(await readBounded(join(folder, name), 100), { kind: 'refused', why: 'not-a-file' }, name);
    }
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

reading('knows what exists, a broken link included', async ({ folder }) => {
  symlinkSync('nowhere', join(folder, 'broken'));
  assert.ok(await exists(join(folder, 'broken')));
  assert.not(await exists(join(folder, 'none')));
  assert.not(await exists(join(folder, 'none', 'deeper')));
});

writing.run();
folders.run();
confining.run();
reading.run();
