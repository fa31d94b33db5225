// With too few descriptors every operation fails as a temporary shortage: nothing crashes, nothing is taken for absent, and whatever was
// opened on the way is closed.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startChild } from '../../../runtime/processes/child.ts';
import { runProgram } from '../../../runtime/processes/run-program.ts';
import { isShortage, rethrowShortage, shortage } from '../../../runtime/shortage.ts';
import { countedFailures } from '../../../skills/dispatch/retry.ts';
import { until } from '../../e2e/daemon-fixture.ts';
import { sandbox } from './workspace/sandbox.ts';

const test = suite('too few descriptors');
const PROGRAM = fileURLToPath(new URL('../../fixtures/processes/out-of-descriptors.ts', import.meta.url));
const error = (code: string) => Object.assign(new Error(code), { code });

test('is reported by everything that starts a program, from zero descriptors up to enough', async () => {
  const box = sandbox();
  try {
    const repo = box.repo();
    repo.commit({ 'a.txt': 'a\n' });
    repo.write({ 'b.txt': 'b\n' });
    mkdirSync(box.path('scratch'));
    const args = ['--nofile=100', process.execPath, PROGRAM, repo.root, box.path('scratch')];
    const { stdout } = await promisify(execFile)('prlimit', args, { env: { PATH: process.env.PATH } });
    const said = Map.groupBy(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
      ([name = '']) => name,
    );
    assert.equal(
      [...said.keys()],
      ['child', 'program', 'git', 'blobs', 'project', 'capture', 'checkout', 'detect', 'acp', 'host'],
      'nothing else is printed, and nothing ended it',
    );
    for (const [name, rows] of said) {
      const answers = rows.map(([, , answer]) => answer ?? '');
      assert.is(answers[0], name === 'host' ? 'out-of-resources' : answers[0]);
      for (const answer of answers) assert.ok(['done', 'EMFILE', 'out-of-resources'].includes(answer), `${name}: ${answers}`);
      assert.not.equal(answers[0], 'done', name);
      if (!['capture', 'host', 'acp'].includes(name)) assert.is(answers.at(-1), 'done', `${name}: ${answers}`);
    }
  } finally {
    box.remove();
  }
});

test('is distinguished from every other reason', () => {
  for (const code of ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']) assert.ok(isShortage(error(code)), code);
  for (const code of ['ENOENT', 'EACCES', 'ENOSPC']) assert.not.ok(isShortage(error(code)), code);
  const told = shortage('git could not be started', error('EMFILE'));
  assert.ok(isShortage(told));
  assert.equal([told.code, told.class, told.message], ['out-of-resources', 'recoverable', 'git could not be started: EMFILE']);
  assert.is(rethrowShortage(error('ENOENT')), undefined);
  assert.throws(() => rethrowShortage(error('EMFILE')), 'EMFILE');
});

test('never counts towards giving up, unlike other failures', () => {
  let counted = 0;
  for (const [at, code] of ['EMFILE', 'git-failed', 'out-of-resources', 'ENFILE', 'git-failed'].entries())
    counted = countedFailures({ counted }, at + 1, code);
  assert.is(counted, 2);
  assert.is(countedFailures({ counted: 5 }, 1, 'git-failed'), 1, 'what is long past is forgotten');
});

test('differs from a missing program', async () => {
  const child = startChild('/no/such/program', [], { env: {} });
  child.stdout.on('data', () => undefined);
  child.stdin.end('nobody reads it');
  const ending = await child.ended;
  assert.equal(await child.gone, ending);
  assert.ok(ending.kind === 'not-started' && !isShortage(ending.cause));
  const argument = await startChild('true', ['a\0b'], { env: {} }).ended;
  assert.is(argument.kind, 'not-started', 'what Node throws is an answer as well');
});

test('differs from a program that is ended for its time or its output', async () => {
  const env = { PATH: process.env.PATH };
  const box = sandbox();
  assert.is((await runProgram('sleep', ['600'], { env, maxBytes: 10, atMost: 50 })).stopped, 'too-long');
  assert.is((await runProgram('yes', [], { env, maxBytes: 1000 })).stopped, 'too-much');
  const stop = new AbortController();
  // Somebody that it started has its output open, and says so, until the file is there, which comes only afterwards.
  const stays = '(echo; while [ ! -e "$0" ]; do sleep 0.1; done; rm "$0") & exec sleep 600';
  const limits = { env, maxBytes: 10, signal: stop.signal, heard: () => stop.abort() };
  assert.is((await runProgram('sh', ['-c', stays, box.path('go')], limits)).stopped, 'aborted');
  writeFileSync(box.path('go'), '');
  await until('who stayed to be gone', () => !existsSync(box.path('go')));
  box.remove();
  const fine = await runProgram('sh', ['-c', 'cat; echo no >&2; exit 3'], { env, maxBytes: 10, input: 'yes' });
  assert.equal([fine.ending, String(fine.stdout), fine.stderr], [{ kind: 'exited', code: 3, signal: null }, 'yes', 'no\n']);
});

test.run();
