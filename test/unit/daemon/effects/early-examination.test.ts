// A large checkout is examined when its worker has ended, and not again at the end of the run, unless another worker was given it since.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../contracts/run/base.ts';
import { assignAlone, assignShared, examineEarly, wasUnchanged } from '../../../../daemon/effects/attempt/early-examination.ts';
import { checkoutFor, violationIn } from '../../../../runtime/workspace/checkout/checkout.ts';
import { sealOf } from '../../../../runtime/workspace/checkout/make-checkout.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

/** The real examination, counted. */
type Watched = { looked: number; violationIn: typeof violationIn };
const test = suite<{ box: Sandbox; path: string; watched: Watched }>('an early look at a checkout');

test.before.each(async (context) => {
  context.box = sandbox();
  const repo = context.box.repo();
  const commit = repo.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const tree = repo.git('rev-parse', 'HEAD^{tree}');
  const base: Base = { kind: 'git', root: repo.root, gitDir: repo.gitDir, commit, tree, label: 'x', uncommitted: false, leftOut: [] };
  context.path = context.box.path('seat');
  await checkoutFor({ base, path: context.path });
  const watched: Watched = {
    looked: 0,
    violationIn(path, signal) {
      watched.looked++;
      return violationIn(path, signal);
    },
  };
  context.watched = watched;
});
test.after.each(({ box }) => box.remove());

test('saves the look at the end, once', async ({ path, watched }) => {
  assignAlone(watched, path, 'd-1');
  examineEarly(watched, 'd-1');
  examineEarly(watched, 'd-1');
  assert.is(await wasUnchanged(watched, path), true);
  assert.is(watched.looked, 1);
  assert.is(await wasUnchanged(watched, path), false, 'what was told is not told again');
});

test('never saves it if something was changed, or could not be examined', async ({ path, watched }) => {
  assignAlone(watched, path, 'd-1');
  writeFileSync(join(path, 'new.txt'), 'by a worker\n');
  examineEarly(watched, 'd-1');
  assert.is(await wasUnchanged(watched, path), false);
  assignAlone(watched, path, 'd-2');
  rmSync(join(sealOf(path), 'index'));
  examineEarly(watched, 'd-2');
  assert.is(await wasUnchanged(watched, path), false);
});

test('does not count any more once another dispatch was given the checkout', async ({ path, watched }) => {
  assignAlone(watched, path, 'd-1');
  examineEarly(watched, 'd-1');
  assignAlone(watched, path, 'd-2');
  writeFileSync(join(path, 'a.txt'), 'changed by the second\n');
  examineEarly(watched, 'd-1');
  assert.is(await wasUnchanged(watched, path), false, 'the end of the first says nothing of the second');
  assert.is(watched.looked, 1);
});

test('at a shared tree starts once the last of its users has ended', async ({ path, watched }) => {
  for (const it of ['d-1', 'd-2', 'd-3']) assignShared(watched, path, it, false);
  examineEarly(watched, 'd-2');
  examineEarly(watched, 'd-2');
  examineEarly(watched, 'd-1');
  assert.is(watched.looked, 0, 'one of them still works');
  examineEarly(watched, 'd-3');
  assert.is(watched.looked, 1);
  assignShared(watched, path, 'd-4', true);
  writeFileSync(join(path, 'a.txt'), 'changed by the fourth\n');
  assert.is(await wasUnchanged(watched, path), false, 'what was seen before it was given once more says nothing');
  for (const it of ['d-5', 'd-6']) assignShared(watched, path, it, false);
  examineEarly(watched, 'd-5');
  examineEarly(watched, 'd-6');
  assert.is(watched.looked, 2);
  assert.is(await wasUnchanged(watched, path), false, 'it is changed');
});

test('at an older tree is not started: unknown others may be working in it', async ({ path, watched }) => {
  assignShared(watched, path, 'd-9', true);
  examineEarly(watched, 'd-9');
  assert.is(watched.looked, 0);
  assert.is(await wasUnchanged(watched, path), false);
});

test('is not started if nobody was given it here, as after a restart', async ({ path, watched }) => {
  examineEarly(watched, 'd-1');
  assert.is(await wasUnchanged(watched, path), false);
  assert.is(watched.looked, 0);
});

test.run();
