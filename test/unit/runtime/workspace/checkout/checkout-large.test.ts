// The examination of a checkout whose index is so large that two programs of git look at it at once.

import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../../contracts/run/base.ts';
import { checkoutFor, violationIn } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { sealOf } from '../../../../../runtime/workspace/checkout/make-checkout.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('a large checkout');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

/** Long names make an index large with few files. */
const nameOf = (n: number): string => `${`${'long'.repeat(50)}/`.repeat(5)}${n}`;

test('is distinguished from one with changed, added or removed files', async ({ box }) => {
  const repo = box.repo();
  const files = Array.from({ length: 1000 }, (_, n) => `M 100644 inline ${nameOf(n)}\ndata 3\n${n % 10}\n\n`).join('');
  const script = `commit refs/heads/main\ncommitter A <a@example.org> 1700000000 +0000\ndata 1\nx\n${files}M 100644 inline .gitignore\ndata 6\n*.tmp\n\n`;
  execFileSync('git', ['-C', repo.root, 'fast-import', '--quiet'], { input: script });
  const [commit, tree] = [repo.git('rev-parse', 'main'), repo.git('rev-parse', 'main^{tree}')];
  const base: Base = { kind: 'git', root: repo.root, gitDir: repo.gitDir, commit, tree, label: 'x', uncommitted: false, leftOut: [] };
  const path = box.path('seat');
  await checkoutFor({ base, path });
  assert.ok(lstatSync(join(sealOf(path), 'index')).size >= 1024 * 1024);
  const at = (n: number) => join(path, nameOf(n));
  const changed = async () => (await violationIn(path))?.files;
  assert.is(await changed(), undefined);

  writeFileSync(join(path, 'x.tmp'), 'ignored');
  utimesSync(at(1), 1, 1);
  assert.is(await changed(), undefined, 'only touched');
  writeFileSync(at(2), 'zz\n');
  assert.equal(await changed(), [nameOf(2)], 'as long as before, and written in the same second');
  writeFileSync(at(2), '2\n\n');
  writeFileSync(join(path, 'new'), '');
  assert.equal(await changed(), ['new']);
  rmSync(join(path, 'new'));
  rmSync(at(3));
  assert.equal(await changed(), [nameOf(3)]);
  writeFileSync(at(3), '3\n\n');
  chmodSync(at(4), 0o755);
  assert.equal(await changed(), [nameOf(4)]);
});

test.run();
