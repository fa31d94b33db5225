// Sends messages that no client should send to the real `muster mcp`: each request is answered once, nothing invalid takes effect, the
// server goes on, and the daemon is unharmed. A failure names its seed.

import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';
import { type Fuzzed, framesFrom } from './frames-from.ts';
import type { Loose } from './mcp-client.ts';

const test = suite<{ fixture: CliFixture }>('frames of any kind');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const SEEDS = process.env.FUZZ_SEED === undefined ? [1, 2, 3] : [Number(process.env.FUZZ_SEED)];
const FRAMES = 250;

test('get an answer each, and change nothing', async ({ fixture }) => {
  fixture.agent('slow', 'forever.sh');
  const project = fixture.project('shop');
  const daemon = await fixture.up();
  fixture.drop('long.md', fixture.task(project, ['slow']));
  let run = '';
  await until('the run', async () => {
    [run = ''] = await fixture.runs();
    return run !== '';
  });
  const orders = async () => (await fixture.events(run)).filter((it) => it.actor.kind !== 'lead').map((it) => it.type);
  const before = await orders();
  for (const seed of SEEDS) await fuzz(seed, run, fixture, project);
  assert.equal(await fixture.runs(), [run], 'no run was started');
  assert.equal(await orders(), before, 'nothing was ordered');
  // Its worker says nothing, and is ended for that by the same daemon.
  assert.is(((await fixture.ask({ ask: 'status' })) as { pid: number }).pid, daemon, 'the daemon works on');
  assert.is.not((await fixture.ended(run)).outcome, 'aborted');
});

async function fuzz(seed: number, run: string, fixture: CliFixture, project: string): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, 'mcp'], { cwd: project, env: fixture.env, stdio: ['pipe', 'pipe', 'pipe'] });
  const answers: Loose[] = [];
  // Only a line feed ends a frame; Node's own reader of lines takes other letters for an end, too.
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    answers.push(...lines.map((line) => JSON.parse(line)));
  });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  const closed = once(child, 'close');
  const say = `seed ${seed}:`;
  const put = async (bytes: Uint8Array) => {
    if (!child.stdin.write(bytes)) await once(child.stdin, 'drain');
  };
  const fuzzed: Fuzzed[] = [...framesFrom(seed, FRAMES, run)];
  await put(
    Buffer.from(
      '{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"fuzz","version":"1"}}}\n',
    ),
  );
  for (const { bytes } of fuzzed) for (const part of bytes) await put(part);
  await put(Buffer.from('{"jsonrpc":"2.0","id":"last","method":"tools/list"}\n'));
  const withId = (id: unknown) => answers.filter((it) => it.id === id && it.method === undefined);
  // Once its client has gone, a server answers nothing more.
  const missing = () =>
    [...fuzzed.filter(({ wants }) => wants === 'refusal' || wants === 'answer').map(({ id }) => id), 'last'].filter(
      (id) => withId(id).length === 0,
    );
  await until(`${say} the answers`, () => child.exitCode !== null || missing().length === 0);
  child.stdin.end();
  const [code] = await closed;
  assert.is(code, 0, `${say} ${told}`);
  for (const it of answers) {
    assert.is(it.jsonrpc, '2.0', `${say} ${JSON.stringify(it)}`);
    assert.ok((it.result === undefined) !== (it.error === undefined) || it.method !== undefined, `${say} ${JSON.stringify(it)}`);
  }
  for (const { id, wants, what } of fuzzed) {
    const at = `${say} ${what}`;
    if (wants === 'refusal') {
      const [answer, another] = withId(id);
      assert.ok(answer && !another, `${at}: ${JSON.stringify(answer)} ${JSON.stringify(another)}`);
      assert.ok(answer.error !== undefined || answer.result.isError === true, `${at}: ${JSON.stringify(answer)}`);
    } else if (wants === 'answer') assert.is(withId(id).length, 1, at);
  }
  const unread = fuzzed.filter(({ wants }) => wants === 'complaint');
  assert.is(withId(null).length, unread.length, `${say} each frame that cannot be read is complained about`);
  assert.is(
    withId('last')[0]?.result.tools.length,
    withId('last')[0]?.result.tools.filter((it: Loose) => it.name.startsWith('run_')).length,
  );
  assert.not.match(told, /at .*\.ts:\d+/, say);
}

test.run();
