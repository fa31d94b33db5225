// A program that sleeps until its limit ends, and says so only before it falls silent, is ended for that: long
// before its silence would be one.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a worker that sleeps at its limit');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

const REFUSED = 'timestamp=2026-11-21T10:00:00.000Z level=ERROR message="stream error" error.error="Too Many Requests"';

test('is ended with the reason quota, and its provider rests', async ({ stage }) => {
  const program = join(stage.folder, 'bin', 'opencode');
  stage.write(program, `#!/bin/sh\n[ "$1" = --version ] && echo 1.18.33 && exit 0\necho starting\necho '${REFUSED}'\nsleep 600\n`);
  chmodSync(program, 0o755);
  stage.config('silence: { beatEvery: 1s, quiet: 8s, quietButBusy: 10m, startup: 10m }\ngrace: { kill: 1s }\n');
  stage.program('sleeper', 'opencode');
  await stage.up({ PATH: `${join(stage.folder, 'bin')}:${process.env.PATH}` });
  const project = stage.project('shop');
  const order = { kind: 'allow' as const, project, providers: ['opencode'] };
  await stage.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
  stage.drop('look.md', stage.task(project, ['sleeper']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  await until('the provider to rest', async () => (await stage.events(run)).some((it) => it.type === 'provider.held'), 60_000);
  const ended = (await stage.events(run)).find((it) => it.type === 'attempt.ended')?.payload as { reason: string; detail: string };
  assert.equal([ended.reason, ended.detail], ['quota', 'Too Many Requests']);
});

test.run();
