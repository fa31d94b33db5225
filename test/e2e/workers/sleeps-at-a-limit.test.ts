// A program that sleeps until its limit ends, and says so only before it falls silent, is ended for that: long
// before its silence would be one.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a worker that sleeps at its limit');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

const REFUSED = 'timestamp=2026-11-21T10:00:00.000Z level=ERROR message="stream error" error.error="Too Many Requests"';

test('is ended with the reason quota, and its provider rests', async ({ fixture }) => {
  const program = join(fixture.folder, 'bin', 'opencode');
  fixture.write(program, `#!/bin/sh\n[ "$1" = --version ] && echo 1.18.33 && exit 0\necho starting\necho '${REFUSED}'\nsleep 600\n`);
  chmodSync(program, 0o755);
  fixture.config('silence: { beatEvery: 1s, quiet: 8s, quietButBusy: 10m, startup: 10m }\ngrace: { kill: 1s }\n');
  fixture.program('sleeper', 'opencode');
  await fixture.up({ PATH: `${join(fixture.folder, 'bin')}:${process.env.PATH}` });
  const project = fixture.project('shop');
  const order = { kind: 'allow' as const, project, providers: ['opencode'] };
  await fixture.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
  fixture.drop('look.md', fixture.task(project, ['sleeper']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await until('the provider to rest', async () => (await fixture.events(run)).some((it) => it.type === 'provider.held'));
  const ended = (await fixture.events(run)).find((it) => it.type === 'attempt.ended')?.payload as { reason: string; detail: string };
  assert.equal([ended.reason, ended.detail], ['quota', 'Too Many Requests']);
});

test.run();
