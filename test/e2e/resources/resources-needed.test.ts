// Wrong things where files and folders of a home belong that are only needed once a run works: the daemon refuses to start, instead of
// letting each run try for minutes. One clear error with what to do; nothing is changed, and no process is left behind.

import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hostLockAt } from '../../../runtime/sessions/host/host-lock.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const needed = suite<{ fixture: CliFixture }>('what a home needs');
needed.before.each((context) => {
  context.fixture = openCliFixture();
});
needed.after.each(({ fixture }) => fixture.clear());

const IN_THE_WAY: [lay: (fixture: CliFixture) => string, says: RegExp][] = [
  [({ root }) => fileAt(join(root, 'sessions')), /sessions is a file, where Muster needs a directory\. Look at what is in it .*: mv /],
  [({ root }) => folderAt(join(root, 'sessions', 'epoch')), /sessions\/epoch is a directory, where Muster needs a file\. Look .*: mv /],
  [({ root }) => fileAt(hostLockAt(root)), /host\.1\.lock\.db is not a lock file\. Muster keeps no data in it: move it away, .*: mv /],
  [({ root }) => folderAt(hostLockAt(root)), /host\.1\.lock\.db is a directory, where Muster needs a lock file\./],
  [({ root }) => folderAt(join(root, 'sessions.sock')), /sessions\.sock is a directory, where Muster needs a socket\./],
  [({ home }) => fileAt(home.runs), /runs is a file, where Muster needs a directory\./],
  [
    ({ home, root }) => linkAt(home.objects, join(root, 'unmounted')),
    /objects is a link that leads nowhere\. Bring back what it leads to, /,
  ],
  [({ home }) => folderAt(home.progress), /progress\.log is a directory, where Muster needs a file\./],
  [({ home }) => fileAt(join(home.inbox, 'accepted')), /inbox\/accepted is a file, where Muster needs a directory\./],
];

needed('is there as what it has to be, or the daemon says what is wrong', async ({ fixture }) => {
  for (const [lay, says] of IN_THE_WAY) {
    const path = lay(fixture);
    const content = contentOf(path);
    const { code, out, err } = await fixture.muster(['up']);
    assert.equal([code, out], [3, ''], path);
    assert.match(err, /^muster: the daemon could not be started: [^\n]+\n$/);
    assert.match(err, says);
    assert.is(contentOf(path), content, 'it is left as it was');
    await until('no daemon to be left behind', () => fixture.processes().every((it) => it.pid === process.pid));
    // As it is told to do.
    renameSync(path, `${path}.old`);
    rmSync(`${path}.old`, { recursive: true });
  }
  assert.is((await fixture.muster(['up'])).code, 0);
});

needed('is looked at again for each task: a running daemon accepts none that it could not do', async ({ fixture }) => {
  const task = fixture.task(fixture.project('shop'), ['links']);
  assert.is((await fixture.muster(['up'])).code, 0);
  const path = folderAt(join(fixture.root, 'sessions', 'epoch'));
  const { code, out, err } = await fixture.muster(['run', '-'], { input: task });
  assert.equal([code, out], [1, '']);
  assert.match(err, /^muster: \S+\/sessions\/epoch is a directory, where Muster needs a file\. Look at what is in it [^\n]*: mv [^\n]+\n$/);
  assert.equal(await fixture.runs(), []);
  rmSync(path, { recursive: true });
  // Rules alone answer no question.
  assert.is((await fixture.muster(['run', '-'], { input: task })).code, 6);
});

needed(
  'is looked at for each dropped file, too: it is refused at once with the reason beside it, and makes no run',
  async ({ fixture }) => {
    const task = fixture.task(fixture.project('shop'), ['links']);
    assert.is((await fixture.muster(['up'])).code, 0);
    const path = folderAt(join(fixture.root, 'sessions', 'epoch'));
    fixture.drop('look.md', task);
    const refused = join(fixture.home.inbox, 'rejected', 'look.md');
    await until('an answer', async () => existsSync(`${refused}.error.txt`) || (await fixture.runs()).length > 0);
    assert.equal(await fixture.runs(), []);
    assert.is(readFileSync(refused, 'utf8'), task);
    assert.match(
      readFileSync(`${refused}.error.txt`, 'utf8'),
      /\/sessions\/epoch is a directory, where Muster needs a file\n\nLook at what is in it and move it away: mv [^\n]+\n\nThen drop the file again\.\n$/,
    );
    assert.match((await fixture.muster(['status'])).out, /look\.md/);
    rmSync(path, { recursive: true });
    renameSync(refused, join(fixture.home.inbox, 'look.md'));
    await until('it to become a run', async () => (await fixture.runs()).length === 1);
  },
);

needed('is named by doctor', async ({ fixture: { home, root, muster } }) => {
  fileAt(home.runs);
  folderAt(join(root, 'sessions', 'epoch'));
  const { code, out } = await muster(['doctor']);
  assert.is(code, 1);
  const said = out.replaceAll(/\n {2,}/g, ' ');
  assert.match(said, /^bad +home +\S+\/runs is a file, where Muster needs a directory\.? Look at what is in it and move it away: mv /m);
  assert.match(said, /^bad +home +\S+\/sessions\/epoch is a directory, where Muster needs a file\.? Look /m);
});

function contentOf(path: string): string {
  const about = lstatSync(path);
  if (about.isSymbolicLink()) return readlinkSync(path);
  return readFileSync(about.isDirectory() ? join(path, 'kept') : path, 'utf8');
}

function folderAt(path: string): string {
  mkdirSync(path, { recursive: true });
  return fileAt(join(path, 'kept')) && path;
}
function fileAt(path: string): string {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, 'no database, and long enough to be looked at. '.repeat(40));
  return path;
}
function linkAt(path: string, to: string): string {
  symlinkSync(to, path);
  return path;
}

needed.run();
