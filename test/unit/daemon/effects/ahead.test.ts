// A checkout that is begun before its base is captured: made once, waited for, examined like any other once a worker may have been in it,
// and ended with its run.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginAhead, endAhead, forgetMade, isAhead, madeAhead } from '../../../../daemon/effects/attempt/ahead.ts';
import { checkoutFor, violationIn } from '../../../../runtime/workspace/checkout/checkout.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

type Workspace = { violationIn: typeof violationIn };
type Context = { box: Sandbox; path: string; workspace: Workspace; made: number; make(signal: AbortSignal): Promise<boolean> };
const test = suite<Context>('a tree that is built ahead of time');
const never = new AbortController().signal;

test.before.each((context) => {
  context.box = sandbox();
  const repo = context.box.repo();
  const commit = repo.commit({ 'a.txt': 'a\n' });
  context.path = context.box.path('tree');
  context.workspace = { violationIn };
  context.made = 0;
  context.make = async (signal) => {
    context.made += 1;
    return (await checkoutFor({ base: { gitDir: repo.gitDir, commit }, path: context.path, signal })).violation === undefined;
  };
});
test.after.each(({ box }) => box.remove());

test('is built once, and given to whoever asks until someone may have worked there', async (context) => {
  const { workspace, path, make } = context;
  beginAhead(workspace, path, make);
  beginAhead(workspace, path, make);
  assert.is(isAhead(workspace, path), true);
  assert.equal(await Promise.all([1, 2].map(() => madeAhead(workspace, path, never))), [true, true]);
  assert.is(await madeAhead(workspace, path, never), true);
  assert.is(context.made, 1);
  assert.is(await violationIn(path), undefined);
  forgetMade(workspace, dirname(path));
  assert.is(await madeAhead(workspace, path, never), false);
});

test('continues while workers of the run start elsewhere', async ({ workspace, path, make }) => {
  beginAhead(workspace, path, make);
  forgetMade(workspace, dirname(path));
  assert.is(await madeAhead(workspace, path, never), true);
});

test('is ignored if it fails, and then built by the caller', async ({ workspace, path }) => {
  beginAhead(workspace, path, () => Promise.reject(new Error('the disk is full')));
  assert.is(await madeAhead(workspace, path, never), false);
  assert.is(isAhead(workspace, path), false);
});

test('ends with its run, and with no other', async ({ workspace, path, make }) => {
  beginAhead(workspace, path, make);
  await endAhead(workspace, `${dirname(path)}-other`);
  assert.is(isAhead(workspace, path), true);
  await endAhead(workspace, dirname(path));
  assert.is(isAhead(workspace, path), false);
  // What was under way has ended: nothing comes after it.
  assert.is(existsSync(path), false);
});

test('is not waited for by a caller that is told to stop', async ({ workspace, path }) => {
  const held = Promise.withResolvers<boolean>();
  beginAhead(workspace, path, () => held.promise);
  const stop = new AbortController();
  const waiting = madeAhead(workspace, path, stop.signal);
  stop.abort(new Error('told to stop'));
  await waiting.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'told to stop'),
  );
  held.resolve(true);
  assert.is(await madeAhead(workspace, path, never), true);
});

test.run();
