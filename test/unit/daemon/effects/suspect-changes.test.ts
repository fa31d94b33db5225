// What of a stage's changes is kept for the one who judges them, on a real repository.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { suspectIn } from '../../../../daemon/effects/stages/changes/suspect-changes.ts';
import { realStages } from '../../../../daemon/effects/world/stages.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const test = suite<{ box: Sandbox }>('suspect changes');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const { signal } = new AbortController();

test('a turned judge is told by its whole path, however long: by it, a stage that names the file is recognised', async ({ box }) => {
  const path = `${`${'deep'.repeat(25)}/`.repeat(4)}package.json`;
  const manifest = (script: string): string => JSON.stringify({ scripts: { test: script } });
  const repo = box.repo();
  const from = repo.commit({ [path]: manifest('node --test') });
  const to = repo.commit({ [path]: manifest(`node --test ${'a'.repeat(400)}`) });
  const changes = await realStages.rawChanges(repo.gitDir, from, to, signal);
  const { turned = [] } = await suspectIn(changes, () => false, [['npm', 'test']], repo.gitDir, realStages, signal);
  assert.is(turned.length, 1);
  assert.ok(turned[0]?.startsWith(`${path}: "test": "node --test a`), turned[0]);
});

test.run();
