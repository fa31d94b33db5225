// Another machine: what can be its address, what becomes an argument of ssh, and when a checkout there may be replaced.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { MusterError } from '../../../../contracts/errors.ts';
import type { RemoteRun } from '../../../../contracts/remote.ts';
import { mayReplace } from '../../../../daemon/cli/bridge/may-replace.ts';
import { receiveBundle } from '../../../../daemon/cli/bridge/receive-bundle.ts';
import { addressOf, remoteFrom } from '../../../../daemon/cli/remote/address.ts';
import { machineAsked, OFFERED, runIn } from '../../../../daemon/cli/remote/may-run-remotely.ts';
import { beginOrGoOn, closeRun, keepSent, placeOf, readMemory } from '../../../../daemon/cli/remote/remembered-runs.ts';
import { keepRemotes } from '../../../../daemon/cli/remote/remotes.ts';
import { sshArguments } from '../../../../daemon/cli/remote/ssh-line.ts';
import { COMMANDS } from '../../../../daemon/cli/words/commands.ts';
import { homeAt } from '../../../../runtime/home.ts';

const it = suite('remote');

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.instance(error, MusterError);
    return (error as MusterError).code;
  }
  return 'taken';
}

it('accepts an address, and nothing that ssh could take for an option or a shell for a second word', () => {
  for (const [address, remote] of [
    ['ssh://box', { host: 'box' }],
    ['ssh://me@box.example:2222/', { user: 'me', host: 'box.example', port: 2222 }],
    ['ssh://[::1]:22', { host: '[::1]', port: 22 }],
  ] as const) {
    const read = remoteFrom({ name: 'box', address }).remote;
    assert.equal(read, remote);
    assert.is(addressOf(read), address.replace(/\/$/, ''));
  }
  for (const address of [
    ...[
      'box',
      'http://box',
      'ssh://',
      'ssh://-oProxyCommand=x',
      'ssh://-box',
      'ssh://-l@box',
      'ssh://me:secret@box',
      'ssh://a@b@c',
      'ssh://box:0',
    ],
    ...['ssh://box:70000', 'ssh://box/path', 'ssh://box;id', 'ssh://$(id)', 'ssh://box id', 'ssh://bo\nx', 'ssh://m e@box', 'ssh://@box'],
  ])
    assert.is(
      codeOf(() => remoteFrom({ name: 'box', address })),
      'usage',
      address,
    );
  for (const more of [{ home: 'relative' }, { home: '/a\nb' }, { muster: '-x' }, { muster: 'muster;id' }, { muster: '$(id)' }])
    assert.is(
      codeOf(() => remoteFrom({ name: 'box', address: 'ssh://box', ...more })),
      'usage',
      JSON.stringify(more),
    );
  for (const name of ['', '-x', 'Box', '__proto__', 'a/b'])
    assert.is(
      codeOf(() => remoteFrom({ name, address: 'ssh://box' })),
      'usage',
      name,
    );
});

it('gives ssh options, then `--`, then the machine and one command in which nothing typed is read by a shell', () => {
  const remote = { user: 'me', host: '[fe80::1%eth0]', port: 2222, home: "/home/it's", muster: '/opt/my muster/bin/muster' };
  const typed = "x'; touch /tmp/owned; '$(id)";
  const args = sshArguments({ name: 'box', remote }, { act: 'call', argv: ['show', typed], plain: true }, { terminal: false });
  const at = args.indexOf('--');
  assert.is(args.length, at + 3);
  assert.is(args[at + 1], 'me@fe80::1%eth0');
  const [, payload = ''] =
    /^env 'MUSTER_HOME=\/home\/it'\\''s' '\/opt\/my muster\/bin\/muster' bridge ([\w-]+)$/.exec(args[at + 2] ?? '') ?? [];
  assert.equal((JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { argv: string[] }).argv, ['show', typed]);
  assert.ok(args.slice(0, at).includes('BatchMode=yes'));
});

it('takes `--on` out of a command line, wherever it is', () => {
  assert.equal(machineAsked(['--on', 'box', 'show', 'r-a']), { on: 'box', args: ['show', 'r-a'] });
  assert.equal(machineAsked(['show', '--on=box', 'r-a']), { on: 'box', args: ['show', 'r-a'] });
  assert.equal(machineAsked(['note', 'r-a', '--', '--on', 'x']), { on: undefined, args: ['note', 'r-a', '--', '--on', 'x'] });
  for (const words of [
    ['show', '--on'],
    ['--on', '--json', 'show'],
    ['--on', 'a', '--on', 'b', 'show'],
    ['--on=', 'show'],
  ])
    assert.is(
      codeOf(() => machineAsked(words)),
      'usage',
      words.join(' '),
    );
  assert.equal(['r-k3f', 'r-k3f.F-001', 'r-', 'latest', 'xr-k3f'].map(runIn), ['r-k3f', 'r-k3f', undefined, undefined, undefined]);
});

it('offers only existing commands', () => {
  for (const name of Object.keys(OFFERED)) assert.ok(Object.hasOwn(COMMANDS, name), name);
});

it('replaces a checkout only once no run needs it any more', () => {
  const at = 1_000_000;
  const may = (reached: 'not-begun' | 'not-captured' | 'captured', later: number) =>
    mayReplace({ run: 'r-aaaaaa', at }, reached, at + later).kind;
  assert.equal(
    [may('captured', 0), may('not-captured', 1e9), may('not-begun', 1_000), may('not-begun', 60_000)],
    ['yes', 'no', 'no', 'yes'],
  );
  assert.is(may('not-begun', -1), 'yes', 'a clock that was set back locks nobody out');
});

it('remembers runs until their command has reported how they ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'remote-'));
  const home = homeAt(join(folder, 'home'));
  try {
    const fresh = (run: string, command: string): RemoteRun => ({
      run,
      remote: 'box',
      at: '2026-01-01T00:00:00.000Z',
      command,
      open: true,
    });
    assert.is((await beginOrGoOn(fresh('r-aaaaaa', 'x'), home)).run, 'r-aaaaaa');
    assert.is((await beginOrGoOn(fresh('r-bbbbbb', 'x'), home)).run, 'r-aaaaaa', 'the same command goes on');
    assert.is((await beginOrGoOn(fresh('r-aabbbb', 'y'), home)).run, 'r-aabbbb');
    await closeRun('r-aaaaaa', home);
    assert.is((await beginOrGoOn(fresh('r-cccccc', 'x'), home)).run, 'r-cccccc');
    await keepSent('box/0', ['a'.repeat(40)], home);
    const memory = await readMemory(home);
    assert.is(placeOf('r-ccc', memory)?.remote, 'box');
    assert.is(placeOf('r-aa', memory), undefined, 'two fit');
    assert.equal(memory.sent, { 'box/0': ['a'.repeat(40)] });
    await keepRemotes({ box: { host: 'box' } }, home);
    assert.equal(
      [home.remotes, home.remoteRuns].map((path) => statSync(path).mode & 0o777),
      [0o600, 0o600],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('accepts what was sent completely, or not at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'remote-'));
  const form = z.strictObject({ bytes: z.int() });
  const taken = (...chunks: string[]) =>
    receiveBundle(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), form, join(folder, 'bundle')).then(
      ({ bytes }) => bytes,
      (error: MusterError) => error.message,
    );
  try {
    assert.is(await taken('{"by', 'tes":5}\nab', 'cde'), 5);
    assert.is(await taken('{"bytes":0}\n'), 0);
    for (const chunks of [['{"bytes":5}\nabcd'], ['{"bytes":5}'], [], ['{"bytes":1}\nab'], ['nonsense\n'], ['{"other":1}\n']])
      assert.match(String(await taken(...chunks)), /was not accepted/, chunks.join('|'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.run();
