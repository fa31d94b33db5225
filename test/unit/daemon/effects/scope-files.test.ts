// The files of a base that are in a scope: listed once for all callers with the same question.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../contracts/run/base.ts';
import { areWithoutSecrets, startSecretScan } from '../../../../daemon/effects/world/scope/names-without-secrets.ts';
import { scopeFiles, scopeLists } from '../../../../daemon/effects/world/scope/scope-files.ts';
import { hiderOf } from '../../../../runtime/secrets/redact.ts';
import { inSlices } from '../../../../runtime/slices.ts';
import { until } from '../../../e2e/daemon-fixture.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const test = suite<{ box: Sandbox }>('the files of a scope');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const never = new AbortController().signal;

function based(box: Sandbox): Extract<Base, { kind: 'git' }> {
  const repo = box.repo();
  const from = repo.commit({ 'a.txt': '1', 'src/b.ts': '1' });
  const commit = repo.commit({ 'src/b.ts': '2' }, 'later');
  return { kind: 'git', root: repo.root, gitDir: repo.gitDir, commit, from, tree: commit, label: 'x', uncommitted: false, leftOut: [] };
}

test('are listed once for all who ask at the same time or later', async ({ box }) => {
  const base = based(box);
  const [one, other] = await Promise.all([scopeFiles(base, [], never), scopeFiles(base, [], never)]);
  assert.is(one, other);
  assert.is(await scopeFiles(base, [], never), one);
  assert.equal([one.files, [...(one.changed ?? [])]], [['a.txt', 'src/b.ts'], ['src/b.ts']]);
});

test('are listed again for another scope or another range', async ({ box }) => {
  const base = based(box);
  assert.equal((await scopeFiles(base, ['src/**'], never)).files, ['src/b.ts']);
  assert.is((await scopeFiles({ ...base, from: undefined }, [], never)).changed, null);
  assert.equal((await scopeFiles(base, [], never)).files, ['a.txt', 'src/b.ts']);
});

test('are delivered to the others when one caller is aborted', async ({ box }) => {
  const base = based(box);
  const one = new AbortController();
  const [aborted, other] = [scopeFiles(base, [], one.signal), scopeFiles(base, [], never)];
  one.abort(new Error('no longer needed'));
  await aborted.then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'no longer needed'),
  );
  assert.equal((await other).files, ['a.txt', 'src/b.ts']);
});

const MANY = 5_001;

test('are compressed when nobody has asked for a while, and are the same afterwards', async ({ box }) => {
  const repo = box.repo();
  const from = repo.commit({ 'other/ä.md': '1', 'other/gone.md': '1', 'src/0.ts': '1' });
  repo.git('rm', '-q', 'other/gone.md');
  const commit = repo.commit(Object.fromEntries(Array.from({ length: MANY }, (_, n) => [`src/${n}.ts`, `${n}`])));
  const base: Base = { ...based(box), gitDir: repo.gitDir, commit, from };
  const listFor = scopeLists(1);
  const first = await listFor(base, ['src/**'], never);
  assert.equal([first.files.length, first.all.size, [...first.removed]], [MANY, MANY + 1, ['other/gone.md']]);
  const hide = hiderOf({});
  startSecretScan(first.files, hide, inSlices);
  assert.is(await areWithoutSecrets(first.files, hide), true);
  // There is nothing left to list them from.
  box.remove();
  let second = first;
  await until('the list to be put away', async () => {
    second = await listFor(base, ['src/**'], never);
    return second !== first;
  });
  assert.equal(
    [second.files, [...second.all].sort(), second.changed, second.removed],
    [first.files, [...first.all].sort(), first.changed, first.removed],
  );
  assert.is(await areWithoutSecrets(second.files, hide), true, 'what was found out of the names is kept with them');
});

test.run();
