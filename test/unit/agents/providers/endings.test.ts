// What an adapter reads from what its program really printed. The recordings are of claude 2.1.329,
// codex 0.169.0, gemini 0.61.0 and opencode 1.18.33, against a scripted model server.

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Ending } from '../../../../agents/provider.ts';
import { PROVIDERS } from '../../../../agents/providers.ts';
import { instant } from '../../../../contracts/time.ts';
import { USAGE_UNAVAILABLE } from '../../../../contracts/usage.ts';

const test = suite('what a program said at its end');

const AT = instant('2026-11-21T09:23:43.000Z');

function read(provider: string, output: string, more: Partial<Ending> = {}) {
  const it = PROVIDERS[provider];
  if (!it) throw new Error(provider);
  return it.readEnd({ output, whole: true, end: null, at: AT, ...more });
}

const recorded = (name: string): string => readFileSync(new URL(`../../../fixtures/agent-output/${name}.txt`, import.meta.url), 'utf8');

const exit = (code: number): Ending['end'] => ({ by: 'exit', code, signal: null, gone: true });

const SITUATIONS: readonly [recording: string, reason: string, code?: number][] = [
  ['claude-quota-oauth', 'quota'],
  ['claude-auth', 'auth'],
  ['claude-nologin', 'auth'],
  ['claude-overflow', 'context-overflow'],
  ['claude-unknown-model', 'config'],
  ['claude-badoption', 'config'],
  ['claude-wantsTooMuch', 'refused-permission'],
  ['codex-quota', 'quota'],
  ['codex-auth', 'auth'],
  ['codex-nokey', 'auth'],
  ['codex-overflow', 'context-overflow'],
  ['codex-unknown-model', 'config'],
  ['codex-badoption', 'config'],
  ['gemini-quota', 'quota'],
  ['gemini-auth', 'auth'],
  ['gemini-nologin', 'auth', 41],
  ['gemini-overflow', 'context-overflow'],
  ['gemini-unknown-model', 'config'],
  ['gemini-wantsTooMuch', 'refused-permission'],
  ['opencode-auth', 'auth'],
  ['opencode-overflow', 'context-overflow'],
  ['opencode-nomodel', 'config'],
];

for (const [recording, reason, code] of SITUATIONS) {
  test(`${recording} is ${reason}, and says so in words`, () => {
    const { because } = read(recording.split('-', 1)[0] ?? '', recorded(recording), code === undefined ? {} : { end: exit(code) });
    assert.is(because?.reason, reason);
    assert.ok((because?.detail ?? '').length > 10);
  });
}

const BY_NO_LINE_OF_ITS_OWN = new Set(['claude-badoption', 'codex-badoption', 'gemini-nologin']);
for (const [recording] of SITUATIONS) {
  test(`${recording} ${BY_NO_LINE_OF_ITS_OWN.has(recording) ? 'has no line that its adapter knows' : 'is read'}`, () => {
    const { unread } = read(recording.split('-', 1)[0] ?? '', recorded(recording));
    assert.is(unread ?? false, BY_NO_LINE_OF_ITS_OWN.has(recording));
  });
}

test('unknown output of a newer version is reported as unread, and no more than that', () => {
  for (const provider of ['claude', 'codex', 'gemini', 'opencode']) {
    assert.equal(read(provider, '{"kind":"done","tokens":{"in":1}}\nbye\n'), { ...read(provider, ''), unread: true }, provider);
    assert.is(read(provider, '').unread, undefined);
  }
});

test('says when a limit ends, if the program does', () => {
  assert.is(read('claude', recorded('claude-quota-oauth')).because?.resetAt, '2026-11-21T10:27:06.000Z');
  const codex = read('codex', recorded('codex-quota')).because?.resetAt ?? '';
  // It names a time of day, in the zone of the machine that reads it.
  assert.equal([new Date(codex).getHours(), new Date(codex).getMinutes()], [10, 23]);
});

test('accepts no implausible time for the end of a limit', () => {
  const said = recorded('claude-quota-oauth').replaceAll('"resetsAt":1795256826', '"resetsAt":179525682600000');
  const { because } = read('claude', said);
  assert.equal([because?.reason, because?.resetAt], ['quota', undefined]);
});

test('counts all tokens read, from a cache or not, and leaves an unreported price open', () => {
  const claude = read('claude', recorded('claude-wantsTooMuch'));
  assert.equal(claude.usage, {
    source: 'reported',
    input: 2400,
    output: 100,
    cached: 400,
    reasoning: 0,
    usd: 0.01008,
    turns: 2,
    toolCalls: 1,
  });
  assert.is(claude.model, 'claude-opus-5-5');
  const gemini = read('gemini', recorded('gemini-wantsTooMuch')).usage;
  assert.equal([gemini.input, gemini.output, gemini.cached, gemini.usd, gemini.toolCalls], [3000, 150, 600, null, 1]);
});

test('is not confused by escape sequences around and between the lines', () => {
  const noise = (text: string) => `\u001b]0;title\u0007\u001b[?25l${text.replaceAll('\n', '\u001b[0m\u001b[K\n')}\u001b[?25h\u001b7\u001b8`;
  for (const [recording, reason, code] of SITUATIONS) {
    const said = noise(recorded(recording));
    assert.is(
      read(recording.split('-', 1)[0] ?? '', said, code === undefined ? {} : { end: exit(code) }).because?.reason,
      reason,
      recording,
    );
  }
});

test('learns nothing from the output of another version, and never fails on it', () => {
  const strange = [
    '',
    '\u001b',
    '{"',
    '{"type":',
    '{"type":"result","status":7,"usage":"much","stats":[]}',
    '{"type":"turn.completed"}\n{"type":"step_finish","part":null}',
    '[1]\nnull\n{}',
  ];
  for (const name of ['claude', 'codex', 'gemini', 'opencode']) {
    for (const output of strange) {
      const { usage, because } = read(name, output);
      assert.equal({ ...usage, turns: null, toolCalls: null, usd: null }, USAGE_UNAVAILABLE, `${name}: ${JSON.stringify(output)}`);
      assert.is(because, null, `${name}: ${JSON.stringify(output)}`);
    }
  }
});

test('leaves the sum open if the first steps are lost', () => {
  const step =
    '{"type":"step_finish","sessionID":"ses_1","part":{"tokens":{"input":5,"output":2,"reasoning":0,"cache":{"read":1,"write":0}},"cost":0.5}}\n';
  assert.equal([read('opencode', step + step).usage.input, read('opencode', step + step).usage.usd], [12, 1]);
  assert.equal(read('opencode', step, { whole: false }).usage, USAGE_UNAVAILABLE);
});

test('detects that opencode sleeps until a limit ends, from its last log line', () => {
  const log =
    'timestamp=2026-11-21T09:26:18.247Z level=ERROR run=1 message="stream error" modelID=good error.error="AI_APICallError: Rate limit reached for requests"\r\n';
  const step = '{"type":"step_finish","sessionID":"ses_1","part":{}}\r\n';
  assert.is(read('opencode', log).because?.reason, 'quota');
  assert.is(read('opencode', log + step).because, null, 'it went on after that');
});

test.run();
