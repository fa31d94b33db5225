// The session host's socket and its peers: a stale, removed or too long socket path, too few descriptors, nonsense, other versions.

import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findSocketPlace } from '../../../runtime/wire/socket-place.ts';
import { ended, letters, livesNow, marked, said, until } from './sessions-fixture.ts';
import { codeIn, codeOf, hostMain, on } from './sessions-host-fixture.ts';

const hosts = suite('the socket of the session host');

hosts(
  'told to end, it ends its workers first',
  on(async (fixture) => {
    const host = await fixture.connect();
    const key = fixture.key();
    await host.start(key, fixture.spec('ignores-term.sh', { grace: 200 }));
    await said(host, key, 'deaf');
    const pid = host.hostPid() ?? 0;
    process.kill(pid, 'SIGTERM');
    await until(() => !livesNow(pid), 'the host to end');
    assert.equal(marked(key), []);
    assert.is((await ended(host, key)).by, 'lost');
  }),
);

hosts(
  'a home with a very long path has its socket elsewhere, and is found',
  on(
    async (fixture) => {
      const host = await fixture.connect();
      const place = findSocketPlace(fixture.home, 'sessions.sock') ?? '';
      assert.ok(Buffer.byteLength(place) < 104);
      assert.ok(existsSync(place));
      const key = fixture.key();
      await host.start(key, fixture.spec('prints-and-exits.sh'));
      assert.is((await ended(host, key)).code, 0);
    },
    join('ein sehr langer Weg', 'ü'.repeat(60), letters(60)),
  ),
);

hosts(
  'a home that others can write to is refused',
  on(async (fixture) => {
    const open = join(fixture.home, 'open');
    mkdirSync(open);
    const { chmodSync } = await import('node:fs');
    chmodSync(open, 0o777);
    const { connectHost } = await import('../../../runtime/sessions/client/client.ts');
    assert.is(await codeOf(connectHost({ home: open, epoch: 1 })), 'home-unsafe');
  }),
);

hosts(
  'out of descriptors, starts are refused for now; running workers continue, and their ends are seen; later the same start works',
  on(async (fixture) => {
    const hostMainWithFew = ['/usr/bin/prlimit', '--nofile=64:64', process.execPath, hostMain];
    const host = await fixture.connect({ launch: { argv: hostMainWithFew } });
    const keys = Array.from({ length: 20 }, () => fixture.key());
    const fates: string[] = [];
    for (const key of keys) fates.push(await host.start(key, fixture.spec('forever.sh')).then((view) => view.state, codeIn));
    assert.ok(fates.includes('running'));
    const refused = keys.filter((_, at) => fates[at] === 'out-of-resources');
    assert.ok(refused.length > 0);
    assert.is(fates.filter((it) => it === 'running').length, keys.length - refused.length, fates.join());
    for (const key of refused) assert.not(existsSync(join(fixture.home, 'sessions', key, 'intent.json')));
    for (const view of await host.list()) {
      const end = (await host.stop(view.key))?.end;
      assert.ok(end?.by === 'stopped' && end.gone, JSON.stringify(end));
    }
    for (const key of keys) assert.equal(marked(key), []);
    const [key = ''] = refused;
    await host.start(key, fixture.spec('prints-and-exits.sh'));
    assert.is((await ended(host, key)).code, 0);
  }),
);

hosts(
  'nonsense on the socket gets one clear error each, and the host continues',
  on(async (fixture) => {
    const host = await fixture.connect();
    const key = fixture.key();
    await host.start(key, fixture.spec('forever.sh'));
    const answers = await talk(fixture.home, [
      '{"type":"hello","protocol":1,"role":"daemon","epoch":1}',
      'not json',
      '{"id":5,"call":"start","key":"../../etc","spec":{}}',
      `{"id":6,"call":"start","key":"${key}","spec":{"argv":[]}}`,
      '{"id":7,"call":"fly"}',
      '[]',
      '{"id":8,"call":"list"}',
    ]);
    assert.equal(
      answers.map((answer) => [answer.id, answer.error?.code]),
      [
        [undefined, undefined],
        [null, 'frame-invalid'],
        [5, 'frame-invalid'],
        [6, 'frame-invalid'],
        [7, 'frame-invalid'],
        [null, 'frame-invalid'],
        [8, undefined],
      ],
    );
    const [first] = await talk(fixture.home, ['{"id":1,"call":"list"}']);
    assert.is(first?.error?.code, 'frame-invalid', 'a hello comes first');
    const [endless] = await talk(fixture.home, ['x'.repeat(5 * 1024 * 1024)]);
    assert.is(endless?.error?.code, 'frame-invalid');
    assert.is((await host.list()).length, 1);
  }),
);

hosts(
  'a daemon with another protocol may only list, observe and stop; a viewer may only watch',
  on(async (fixture) => {
    const host = await fixture.connect();
    const key = fixture.key();
    await host.start(key, fixture.spec('forever.sh'));
    const viewer = await talk(fixture.home, [
      '{"type":"hello","protocol":1,"role":"viewer"}',
      `{"id":1,"call":"stop","key":"${key}"}`,
      `{"id":2,"call":"input","key":"${key}","data":"eA=="}`,
      `{"id":3,"call":"collect","key":"${key}","tailBytes":10}`,
    ]);
    assert.equal(
      viewer.slice(1).map((answer) => answer.error?.code),
      ['not-allowed-here', 'not-allowed-here', undefined],
    );
    const newer = await talk(fixture.home, [
      '{"type":"hello","protocol":9,"role":"daemon","epoch":1}',
      `{"id":1,"call":"hold","key":"${key}","held":true}`,
      `{"id":2,"call":"observe","keys":["${key}"],"cpu":false}`,
      `{"id":3,"call":"stop","key":"${key}"}`,
    ]);
    assert.equal(newer[0], { type: 'welcome', protocol: 1, pid: host.hostPid(), pidStart: newer[0]?.pidStart });
    assert.is(newer[1]?.error?.code, 'host-version');
    assert.ok(newer.slice(2).every((answer) => answer.error === undefined));
    assert.is((await ended(host, key)).by, 'stopped');
  }),
);

type Said = { id?: number | null; error?: { code: string }; pidStart?: string };

/** Sends lines and gives as many answers, or fewer when the host hangs up. */
async function talk(home: string, lines: string[]): Promise<Said[]> {
  const socket = connect(join(home, 'sessions.sock'));
  let heard = '';
  let closed = false;
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    heard += chunk;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  socket.write(`${lines.join('\n')}\n`);
  await until(() => closed || heard.split('\n').length > lines.length, 'the answers');
  socket.destroy();
  return heard
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Said);
}

hosts.run();
