// The session host's socket, spoken to by peers that are broken or hostile: what is no request is refused in
// one short sentence, a peer that is refused is heard no more, and no session is touched.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { openConnection } from '../../../../runtime/sessions/host/connection.ts';
import { openEpochFence } from '../../../../runtime/sessions/host/epoch.ts';
import { openSessionList } from '../../../../runtime/sessions/host/session-list.ts';
import { checkHello, checkRequest } from '../../../../runtime/sessions/protocol/check-request.ts';
import { always, alwaysSoon, spoiledText, words } from '../corpus.ts';
import { callAt, framesIn, type Peer } from './peers.ts';

const checks = suite('the check of a frame');
const KEY = 'r-k3f5qa.d1.1';
const SPEC = {
  argv: ['a', '-p', 'b'],
  cwd: '/',
  env: { PATH: '/bin' },
  transcript: '/t',
  transcriptCap: 4096,
  hardDeadline: 1000,
  grace: 0,
  cols: 80,
  rows: 24,
};
const CALLS = [
  { id: 1, call: 'list' },
  { id: 2, call: 'observe', keys: [KEY], cpu: true },
  { id: 3, call: 'stop', key: KEY },
  { id: 4, call: 'collect', key: KEY, tailBytes: 10 },
  { id: 5, call: 'hold', key: KEY, held: true },
  { id: 6, call: 'attach', key: KEY, write: true, cols: 80, rows: 24 },
  { id: 7, call: 'input', key: KEY, data: 'eA==' },
  { id: 8, call: 'resize', key: KEY, cols: 80, rows: 24 },
];
const EXAMPLES = CALLS.map((it) => JSON.stringify(it));
const HELLOS = ['{"type":"hello","protocol":1,"role":"daemon","epoch":3}', '{"type":"hello","protocol":1,"role":"viewer"}'];

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    assert.is(error.code, 'frame-invalid');
    assert.ok(error.message.length < 400, `${error.message.length} characters: ${error.message.slice(0, 400)}`);
    return false;
  }
}

checks('accepts or refuses a request, whatever the line is', () => {
  const start = JSON.stringify({ id: 9, call: 'start', key: KEY, spec: SPEC });
  always(
    spoiledText([...EXAMPLES, ...HELLOS, start]),
    (line) => {
      passes(() => checkRequest(line));
      passes(() => checkHello(line));
    },
    2_000,
  );
});

checks('returns what was requested, and nothing else', () => {
  const more = fc.dictionary(fc.constantFrom('x', '__proto__', 'constructor'), fc.jsonValue());
  always(
    fc.tuple(fc.constantFrom(...CALLS), more),
    ([call, odd]) => assert.equal(checkRequest(JSON.stringify({ ...odd, ...call })), call),
    300,
  );
  always(
    fc.record(
      {
        argv: fc.array(words({ maxLength: 40 }), { minLength: 1 }),
        cwd: words({ maxLength: 40 }),
        env: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), words({ maxLength: 40 }), { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    ),
    (part) => {
      const asked = { id: 1, call: 'start', key: KEY, spec: { ...SPEC, ...part } };
      assert.equal(checkRequest(JSON.stringify(asked)), asked);
    },
    200,
  );
});

checks('describes the longest and deepest frames in one sentence', () => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  const long = JSON.stringify('x'.repeat(3_000_000));
  for (const bad of [deep, long, `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`]) {
    for (const line of [
      bad,
      `{"id":1,"call":${bad}}`,
      `{"id":1,"call":"stop","key":${bad}}`,
      `{"id":1,"call":"observe","cpu":true,"keys":[${bad}]}`,
      `{"id":1,"call":"start","key":"${KEY}","spec":${JSON.stringify(SPEC).replace('{"PATH":"/bin"}', () => `{"A":[${bad}]}`)}}`,
    ])
      assert.not.ok(passes(() => checkRequest(line)));
  }
  const name = JSON.stringify({ id: 1, call: 'start', key: KEY, spec: { ...SPEC, env: { [`${'n'.repeat(1_000_000)}=`]: 'x' } } });
  assert.not.ok(passes(() => checkRequest(name)));
});

type Context = { home: string; place: string; server: Server; peers: Peer[]; call(hello?: string): Promise<Peer> };
const socket = suite<Context>('frames on the session socket');

socket.before.each(async (context) => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  mkdirSync(join(home, 'sessions'));
  const place = join(home, 'test.sock');
  const host = { pid: process.pid, start: '0', startOrder: 0 };
  const epochs = openEpochFence(home);
  const sessions = openSessionList({ home, host, log: () => undefined }, () => undefined);
  const server = createServer((peer) => void openConnection(peer, { sessions, epochs, host, onDaemon: () => undefined }));
  await new Promise<void>((resolve) => server.listen(place, resolve));
  context.home = home;
  context.server = server;
  context.peers = [];
  context.call = async (hello) => {
    const peer = await callAt(place);
    context.peers.push(peer);
    if (hello !== undefined) {
      peer.say(`${hello}\n`);
      await peer.answers(1);
    }
    return peer;
  };
});
socket.after.each(async ({ home, server, peers }) => {
  for (const peer of peers) peer.hangUp();
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

socket('damaged in any way get one answer each, and start no session', async ({ call, home }) => {
  const peers = [await call(HELLOS[0]), await call(HELLOS[1])];
  await alwaysSoon(
    fc.tuple(fc.constantFrom(...peers), spoiledText(EXAMPLES)),
    async ([peer, text]) => {
      const frames = framesIn(Buffer.from(text).toString('utf8'));
      peer.say(`${text}\n{"id":77,"call":"list"}\n`);
      const answers = (await peer.answers(frames + 1)) as { id: number | null; ok?: unknown; error?: { message: string } }[];
      assert.ok(answers.some((it) => it.id === 77 && Array.isArray(it.ok)));
      for (const { error } of answers) if (error) assert.ok(error.message.length < 400);
    },
    500,
  );
  assert.equal(
    readdirSync(join(home, 'sessions')).filter((it) => it !== 'epoch'),
    [],
  );
});

socket('a peer that does not say hello is told once, and then ignored', async ({ call, home }) => {
  await alwaysSoon(
    spoiledText(HELLOS).filter((it) => !passes(() => checkHello(it.split('\n').find((line) => line !== '') ?? '')) && framesIn(it) > 0),
    async (text) => {
      const peer = await call();
      peer.say(`${text}\n${HELLOS[0]}\n{"id":1,"call":"list"}\n`);
      const answers = (await peer.rest()) as { error?: { code: string } }[];
      assert.is(answers.length, 1, JSON.stringify(answers).slice(0, 300));
      assert.is(answers[0]?.error?.code, 'frame-invalid');
    },
    60,
  );
  assert.not.ok(existsSync(join(home, 'sessions', 'epoch')), 'no epoch was taken from one who was refused');
});

socket('an endless line is refused once, and its answer can be read completely', async ({ call }) => {
  const peer = await call(HELLOS[1]);
  for (let part = 0; part < 40; part++) peer.say(Buffer.alloc(512 * 1024, 'x'));
  const answers = (await peer.rest()) as { id: null; error: { code: string; message: string } }[];
  assert.is(answers.length, 1);
  assert.match(answers[0]?.error.message ?? '', /longer than 4194304 bytes/);
  const next = await call(HELLOS[1]);
  next.say('{"id":1,"call":"list"}\n');
  assert.equal(await next.answers(1), [{ id: 1, ok: [] }]);
});

checks.run();
socket.run();
