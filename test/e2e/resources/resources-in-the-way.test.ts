// Things in the way of a daemon's sockets, locks and ledger: it starts over what is harmless, and of the rest gives
// one clear error with what to do, leaves it as it was, and leaves nobody behind.

import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';

const way = suite<{ stage: CliStage }>('in the way of a daemon');
way.before.each((context) => {
  context.stage = openCliStage();
});
way.after.each(({ stage }) => stage.clear());

const nobodyIsLeft = (stage: CliStage): Promise<void> =>
  until('no daemon to be left behind', () => stage.processes().every((it) => it.pid === process.pid));

const HARMLESS: Record<string, (stage: CliStage) => void> = {
  'a file where the socket belongs': ({ home }) => writeFileSync(home.socket, 'a note to myself'),
  'an empty lock file': ({ home }) => writeFileSync(home.daemonLock, ''),
  'the mark of one that died': ({ home }) => {
    writeFileSync(home.daemonMark, '{"pid":1,"version":"0.0.1"}\n');
    mkdirSync(`${home.daemonMark}.lock`);
  },
  'half a mark': ({ home }) => writeFileSync(home.daemonMark, '{"pid":'),
};
for (const [what, lay] of Object.entries(HARMLESS)) {
  way(`${what}: it starts anyway`, async ({ stage }) => {
    lay(stage);
    const { code, err } = await stage.muster(['up']);
    assert.equal([code, err], [0, '']);
    assert.ok((await stage.daemonPid()) !== undefined);
  });
}

way('another program that listens on its socket: nobody crashes because of what it says, and the daemon replaces it', async ({ stage }) => {
  const server = createServer((socket) => socket.on('error', () => undefined).on('data', () => socket.write('I am a teapot\n')));
  await new Promise<void>((resolve) => server.listen(stage.home.socket, resolve));
  try {
    const status = await stage.muster(['status']);
    assert.equal([status.code, status.err], [0, '']);
    assert.match(status.out, /^No daemon is running/);
    const { code, err } = await stage.muster(['up']);
    assert.equal([code, err], [0, '']);
    assert.ok((await stage.daemonPid()) !== undefined);
    // Before that server closes: it takes away whatever lies at its place by then.
    assert.is((await stage.muster(['down'])).code, 0);
  } finally {
    server.close();
  }
});

const REFUSED: [what: string, lay: (stage: CliStage) => string, says: RegExp][] = [
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
  way(`${what}: one clear error, no process is left behind, and it starts when that is gone`, async ({ stage }) => {
    const path = lay(stage);
    const before = lstatSync(path).isFile() ? readFileSync(path) : undefined;
    const { code, out, err } = await stage.muster(['up']);
    assert.equal([code, out], [3, '']);
    assert.match(err, /^muster: the daemon could not be started: [^\n]+\n$/);
    assert.match(err, says);
    if (before) assert.ok(readFileSync(path).equals(before), 'it is left as it was');
    await nobodyIsLeft(stage);
    rmSync(path, { recursive: true });
    assert.is((await stage.muster(['up'])).code, 0);
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
