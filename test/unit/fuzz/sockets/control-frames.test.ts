// The control socket, spoken to by peers that are broken, impatient or hostile: each line has one answer, a
// line that is no request reaches nobody, and the next peer is served as if nothing had been.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ControlAnswer, ControlRequest } from '../../../../contracts/control.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { type ControlServer, serveControl } from '../../../../daemon/control/server.ts';
import { findSocketPlace } from '../../../../runtime/wire/socket-place.ts';
import { alwaysSoon, spoiledText, words } from '../corpus.ts';
import { callAt, framesIn, type Peer } from './peers.ts';

type Context = {
  folder: string;
  server: ControlServer;
  peer: Peer;
  heard: ControlRequest[];
  aborted: Promise<void>;
  call(): Promise<Peer>;
};
const test = suite<Context>('frames on the control socket');

test.before.each(async (context) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  const aborted = Promise.withResolvers<void>();
  context.folder = folder;
  context.heard = [];
  context.aborted = aborted.promise;
  context.server = await serveControl(folder, async (request, { gone }) => {
    context.heard.push(request);
    gone.addEventListener('abort', () => aborted.resolve());
    if (request.ask === 'settled') await new Promise(() => undefined);
    if (request.ask === 'status') throw new MusterError('run-unknown', 'there is no such run', '`muster runs` lists the runs.');
    if (request.ask === 'down') throw new RangeError('a fault of our own');
    return request.ask;
  });
  context.call = () => callAt(findSocketPlace(folder, 'daemon.sock') ?? '');
  context.peer = await context.call();
});
test.after.each(async ({ folder, server, peer }) => {
  peer.hangUp();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const PERSON = { kind: 'person', pid: 7, tty: '/dev/pts/1', user: 'ann' };
const EXAMPLES: string[] = [
  { id: 1, ask: 'hello' },
  {
    id: 2,
    ask: 'submit',
    run: 'r-k3f5qa',
    text: '---\nproject: /tmp\n---\nLook.',
    name: 'a.md',
    origin: { kind: 'command', command: 'run', cwd: '/tmp' },
    actor: PERSON,
    project: '/tmp',
  },
  { id: 3, ask: 'order', command: { token: '0123-4567-89ab', actor: PERSON, order: { kind: 'abort', run: 'r-k3f5qa', reason: 'enough' } } },
  {
    id: 4,
    ask: 'order',
    command: { token: '0123-4567-89ac', actor: PERSON, order: { kind: 'allow', project: '/p', providers: ['claude'] } },
  },
].map((it) => JSON.stringify(it));

const HELLO = '{"id":77,"ask":"hello"}\n';
const WELCOMED = { id: 77, ok: true, result: 'hello' };

/** One answer to each line, then the hello's: the socket is as good as before. */
async function isAnswered(text: string, { peer, heard }: Context): Promise<void> {
  const before = heard.length;
  const frames = framesIn(Buffer.from(text).toString('utf8'));
  peer.say(`${text}\n${HELLO}`);
  const answers = await peer.answers(frames + 1);
  // Those that are refused are answered at once, those that are heard when they have been dealt with.
  const refused = answers.filter((it) => ControlAnswer.parse(it).ok === false && (it as { id: unknown }).id === null);
  assert.equal(answers.filter((it) => (it as { id: unknown }).id === 77).at(-1), WELCOMED);
  assert.is(heard.length - before, frames + 1 - refused.length, 'what is refused is heard by nobody');
  for (const request of heard.slice(before)) assert.equal(ControlRequest.parse(request), request);
  for (const answer of refused) {
    const { error } = answer as { error: { code: string; message: string; hint: string } };
    assert.is(error.code, 'frame-invalid');
    assert.ok(error.message.length <= 310 && error.hint !== '', error.message.slice(0, 400));
    assert.not.match(error.message, /call stack|Cannot read/);
  }
}

test('damaged in any way get one answer each, and nothing is done', async (context) => {
  await alwaysSoon(spoiledText(EXAMPLES), (text) => isAnswered(text, context), 700);
  await alwaysSoon(
    fc.jsonValue().map((it) => JSON.stringify(it)),
    (text) => isAnswered(text, context),
    200,
  );
});

test('in any valid form are understood, however the stream is split', async (context) => {
  const requests = fc
    .record(
      {
        id: fc.nat(60),
        ask: fc.constant('submit' as const),
        run: fc.stringMatching(/^r-[a-z2-7]{6,26}$/),
        text: words({ maxLength: 400 }),
        name: words({ maxLength: 60 }),
        project: words({ maxLength: 40 }),
      },
      { requiredKeys: ['id', 'ask', 'run', 'text', 'name'], noNullPrototype: true },
    )
    .map((it) => ({ ...it, origin: { kind: 'tool' as const, tool: 't' }, actor: { kind: 'person' as const } }));
  await alwaysSoon(
    fc.tuple(requests, fc.integer({ min: 1, max: 40 })),
    async ([request, size]) => {
      const bytes = Buffer.from(`${JSON.stringify(request)}\n`);
      for (let at = 0; at < bytes.length; at += size) context.peer.say(bytes.subarray(at, at + size));
      assert.equal(await context.peer.answers(1), [{ id: request.id, ok: true, result: 'submit' }]);
      assert.equal(context.heard.at(-1), request);
    },
    60,
  );
});

const LONG = 'x'.repeat(3_000_000);
const CASES: [what: string, frame: string, says: RegExp][] = [
  ['a key as long as a book', `{"id":1,"ask":"hello","${LONG}":1}`, /Unrecognized key/],
  ['a call as long as a book', `{"id":1,"ask":"${LONG}"}`, /`ask`/],
  ['lists in lists', '['.repeat(1_500_000) + ']'.repeat(1_500_000), /wrong at/],
  ['maps in maps', `{"id":1,"ask":"hello","x":${'{"x":'.repeat(300_000)}1${'}'.repeat(300_001)}`, /Unrecognized key/],
  ['a prototype', '{"id":1,"ask":"hello","__proto__":{"ask":"down"}}', /__proto__/],
  ['an id that is no number', '{"id":1e999,"ask":"hello"}', /`id`/],
  [
    'a token that looks like a decision of the lead',
    '{"id":1,"ask":"order","command":{"token":"house:12:x","actor":{"kind":"person"},"order":{"kind":"resume","run":"r-aaaaaa"}}}',
    /a token of 8 to 100/,
  ],
  [
    'a token of half a character',
    '{"id":1,"ask":"order","command":{"token":"\\ud800aaaaaaaaa","actor":{"kind":"person"},"order":{"kind":"resume","run":"r-aaaaaa"}}}',
    /a token of 8 to 100/,
  ],
  ['a text over the limit', JSON.stringify({ ...JSON.parse(EXAMPLES[1] ?? ''), text: 'x'.repeat(1_000_001) }), /`text`/],
  ['nothing but a return', '\r', /not JSON/],
];
for (const [what, frame, says] of CASES) {
  test(`${what}: one short answer`, async (context) => {
    context.peer.say(`${frame}\n${HELLO}`);
    const [refusal, hello] = (await context.peer.answers(2)) as [
      { id: null; ok: false; error: { code: string; message: string } },
      unknown,
    ];
    assert.is(refusal.error.code, 'frame-invalid');
    assert.match(refusal.error.message, says);
    assert.ok(refusal.error.message.length <= 310);
    assert.equal(hello, WELCOMED);
    assert.is(context.heard.length, 1);
  });
}

test('an endless line: one answer, which can be read completely, and the next peer is served', async (context) => {
  const { peer, heard } = context;
  for (let part = 0; part < 40; part++) peer.say(Buffer.alloc(512 * 1024, 'x'));
  peer.say(`\n${HELLO}`);
  const answers = (await peer.rest()) as { ok: boolean; error: { code: string; message: string } }[];
  assert.is(answers.length, 1);
  assert.is(answers[0]?.error.code, 'frame-invalid');
  assert.match(answers[0]?.error.message ?? '', /longer than 4194304 bytes/);
  assert.equal(heard, [], 'nothing after it is heard');
  context.peer = await context.call();
  await isAnswered('', context);
});

test('a peer that hangs up in the middle of a line has asked nothing, and a waiting one is noticed to be gone', async (context) => {
  context.peer.say((EXAMPLES[1] ?? '').slice(0, 60));
  context.peer.hangUp();
  const waits = await context.call();
  waits.say('{"id":1,"ask":"settled","run":"r-aaaaaa"}\n');
  context.peer = await context.call();
  await isAnswered('', context);
  assert.equal(context.heard.map((it) => it.ask).sort(), ['hello', 'settled']);
  waits.hangUp();
  await context.aborted;
});

test('an error in the handler becomes the answer, and ends nothing', async (context) => {
  context.peer.say('{"id":5,"ask":"status"}\n{"id":6,"ask":"down","how":"now"}\n');
  assert.equal(await context.peer.answers(2), [
    { id: 5, ok: false, error: { code: 'run-unknown', message: 'there is no such run', hint: '`muster runs` lists the runs.' } },
    { id: 6, ok: false, error: { code: 'internal', message: 'a fault of our own', hint: '' } },
  ]);
  await isAnswered('', context);
});

test('a peer that never hangs up does not keep the daemon from exiting', async (context) => {
  const stubborn = await callAt(findSocketPlace(context.folder, 'daemon.sock') ?? '', true);
  stubborn.say(HELLO);
  await stubborn.answers(1);
  await context.server.close();
  stubborn.hangUp();
});

test.run();
