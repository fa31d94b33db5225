// Foreign files where a daemon's sockets, locks and ledger should be: it replaces harmless ones, and for all others gives one clear error
// with what to do, changes nothing and leaves no process behind.

import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const way = suite<{ fixture: CliFixture }>('in the way of a daemon');
way.before.each((context) => {
  context.fixture = openCliFixture();
});
way.after.each(({ fixture }) => fixture.clear());

const nobodyIsLeft = (fixture: CliFixture): Promise<void> =>
  until('no daemon to be left behind', () => fixture.processes().every((it) => it.pid === process.pid));

const HARMLESS: Record<string, (fixture: CliFixture) => void> = {
  'a file where the socket belongs': ({ home }) => writeFileSync(home.socket, 'a note to myself'),
  'an empty lock file': ({ home }) => writeFileSync(home.daemonLock, ''),
  'the mark of one that died': ({ home }) => {
    writeFileSync(home.daemonMark, '{"pid":1,"version":"0.0.1"}\n');
    mkdirSync(`${home.daemonMark}.lock`);
  },
  'half a mark': ({ home }) => writeFileSync(home.daemonMark, '{"pid":'),
};
for (const [what, lay] of Object.entries(HARMLESS)) {
  way(`${what}: it starts anyway`, async ({ fixture }) => {
    lay(fixture);
    const { code, err } = await fixture.muster(['up']);
    assert.equal([code, err], [0, '']);
    assert.ok((await fixture.daemonPid()) !== undefined);
  });
}

way(
  'another program that listens on its socket: nobody crashes because of what it says, and the daemon replaces it',
  async ({ fixture }) => {
    const server = createServer((socket) => socket.on('error', () => undefined).on('data', () => socket.write('I am a teapot\n')));
    await new Promise<void>((resolve) => server.listen(fixture.home.socket, resolve));
    try {
      const status = await fixture.muster(['status']);
      assert.equal([status.code, status.err], [0, '']);
      assert.match(status.out, /^No daemon is running/);
      const { code, err } = await fixture.muster(['up']);
      assert.equal([code, err], [0, '']);
      assert.ok((await fixture.daemonPid()) !== undefined);
      // Before that server closes: it takes away whatever lies at its place by then.
      assert.is((await fixture.muster(['down'])).code, 0);
    } finally {
      server.close();
    }
  },
);

const REFUSED: [what: string, lay: (fixture: CliFixture) => string, says: RegExp][] = [
  [
    'a folder where the socket belongs',
    ({ home }) => folderAt(home.socket),
    /daemon\.sock is a directory, where the daemon's socket should be\. Check what is in it and move it away: mv /,
  ],
  [
    'noise in the lock file',
    ({ home }) => fileAt(home.daemonLock, 'no database, and long enough to be looked at. '.repeat(40)),
    /daemon\.lock\.db is not a lock file\. It contains no data: remove /,
  ],
  [
    'a folder where the lock belongs',
    ({ home }) => folderAt(home.daemonLock),
    /daemon\.lock\.db.*Check that you have write permission for/,
  ],
  ['a folder where the ledger belongs', ({ home }) => folderAt(home.ledger), /ledger\.db/],
  ['an empty ledger', ({ home }) => fileAt(home.ledger, ''), /ledger\.db is empty.*restore a backup/],
];
for (const [what, lay, says] of REFUSED) {
  way(`${what}: one clear error, no process is left behind, and it starts when that is gone`, async ({ fixture }) => {
    const path = lay(fixture);
    const before = lstatSync(path).isFile() ? readFileSync(path) : undefined;
    const { code, out, err } = await fixture.muster(['up']);
    assert.equal([code, out], [3, '']);
    assert.match(err, /^muster: the daemon could not be started: [^\n]+\n$/);
    assert.match(err, says);
    if (before) assert.ok(readFileSync(path).equals(before), 'it is left as it was');
    await nobodyIsLeft(fixture);
    rmSync(path, { recursive: true });
    assert.is((await fixture.muster(['up'])).code, 0);
  });
}

function folderAt(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'kept'), 'by somebody');
  return path;
}
function fileAt(path: string, text: string): string {
  writeFileSync(path, text);
  return path;
}

way.run();
