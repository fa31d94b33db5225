// `muster apply` puts exactly the proved work on a person's branch; if anything speaks against it, their repository stays unchanged.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Plan } from '../../../../contracts/plan/plan.ts';
import { type Execution, factsOf, openExecution, planOf } from '../execution-fixture.ts';
import { PRICES, RED_TOGETHER, TWO } from '../prices.ts';
import { fingerprint, gitIn, proved } from './proved-run.ts';

const applying = suite<{ it: Execution }>('muster apply');
applying.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
applying.after.each(({ it }) => it.clear());

applying('a refusal changes nothing; a moved branch leads to an offer; the applied bytes are the proved ones', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const { git, tried } = gitIn(project);
  const first = git('rev-parse', 'HEAD');
  const { run, tree } = await proved(it, project, TWO);
  const apply = (...more: string[]) => it.fixture.muster(['apply', run, ...more]);
  const refused = async (says: RegExp, ...more: string[]): Promise<void> => {
    const before = fingerprint(project);
    const { code, err } = await apply(...more);
    assert.is(code, 1, err);
    assert.match(err, says);
    assert.is(fingerprint(project), before, `nothing is touched: ${says}`);
  };

  // Their own am is under way, and intact afterwards.
  git('checkout', '-q', '-b', 'side');
  it.write(join(project, 'README.md'), '# Side\n');
  git('commit', '-qam', 'side');
  const mail = execFileSync('git', ['-C', project, 'format-patch', '-1', '--stdout'], { encoding: 'utf8' });
  git('checkout', '-q', 'main');
  it.write(join(project, 'README.md'), '# Other\n');
  git('commit', '-qam', 'other');
  it.write(join(it.folder, 'side.patch'), mail);
  tried('am', join(it.folder, 'side.patch'));
  assert.ok(existsSync(join(project, '.git', 'rebase-apply')));
  await refused(/a git am of yours is under way/);
  git('am', '--abort');
  tried('merge', 'side');
  await refused(/a git merge of yours is under way/);
  git('merge', '--abort');
  tried('rebase', 'side');
  await refused(/a git rebase of yours is under way/);
  git('rebase', '--abort');
  git('reset', '-q', '--hard', first);

  it.write(join(project, 'price.mjs'), 'export const price = () => 8;\n');
  await refused(/touch files of the work: price\.mjs[\s\S]*Commit these files first/);
  git('add', 'price.mjs');
  await refused(/touch files of the work: price\.mjs/);
  git('reset', '-q', '--hard');
  it.write(join(project, '.git', 'info', 'exclude'), 'label.mjs\n');
  it.write(join(project, 'label.mjs'), 'mine, and ignored\n');
  await refused(/in no commit lie where the work has some: label\.mjs/);
  rmSync(join(project, 'label.mjs'));
  git('checkout', '-q', '--detach');
  await refused(/no branch is checked out/);
  git('checkout', '-q', 'main');

  it.write(join(project, 'price.mjs'), 'export const price = () => 9; // mine\n');
  git('commit', '-qam', 'mine');
  await refused(/the commit of cents conflicts with [0-9a-f]{12} in price\.mjs[\s\S]*Nothing was touched/, '--yes');
  git('reset', '-q', '--hard', first);

  it.write(
    join(project, 'test', 'seven.test.mjs'),
    "import { price } from '../price.mjs';\nif (price() !== 7) throw new Error('seven');\n",
  );
  git('add', '-A');
  git('commit', '-qm', 'seven');
  await refused(/the work is not what it was[\s\S]*exit code 1/, '--yes');
  git('reset', '-q', '--hard', first);

  // What does not touch the work may stay as it is.
  it.write(join(project, 'README.md'), '# Prices, of all kinds\n');
  git('commit', '-qam', 'readme');
  it.write(join(project, 'notes.txt'), 'mine\n');
  await refused(/main has moved on[\s\S]*--yes/);
  const moved = await apply('--yes');
  assert.is(moved.code, 0, moved.err);
  assert.match(moved.out, /Applied 3 commits of r-\w+ to main .*: the same changes on your branch, and \d+ validators pass there/);
  assert.equal(git('log', '--format=%s').split('\n'), ['Print dollars again', 'Print prices', 'Give prices in cents', 'readme', 'first']);
  assert.is(git('status', '--porcelain'), '?? notes.txt');
  assert.is(readFileSync(join(project, 'README.md'), 'utf8'), '# Prices, of all kinds\n');
  assert.match((await apply('--yes')).out, /is on main already; nothing was changed/);
  git('reset', '-q', '--hard', first);

  const direct = await apply();
  assert.is(direct.code, 0, direct.err);
  assert.match(direct.out, /the tree is the one that was proved[\s\S]*Give prices in cents[\s\S]*To undo: git reset --keep/);
  assert.is(git('rev-parse', 'HEAD^{tree}'), tree);
  assert.is(git('rev-parse', 'HEAD~3'), first, 'a straight line');
  assert.match(git('log', '-1', '--format=%B', 'HEAD~2'), /^Give prices in cents\n\nMuster-Run: r-\w+\nMuster-Stage: cents\nMuster-Plan: /);
  assert.match(git('reflog', '-1'), `muster apply ${run}`);
  assert.match((await apply()).out, /already/);
  assert.match((await it.fixture.muster(['show', run])).out, /applied to main/);
  git('fsck', '--strict', '--no-dangling');
});

applying('on a branch that lacks what was not committed when the work began says so, and not that the branch moved', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const { git } = gitIn(project);
  it.write(join(project, 'README.md'), '# Not committed\n');
  const { run } = await proved(it, project, TWO);
  const asked = await it.fixture.muster(['apply', run]);
  assert.is(asked.code, 1);
  assert.match(
    asked.err,
    /the work began with files that are not as main has them; on it the work is: .*Without a terminal this needs --yes/s,
  );
  const applied = await it.fixture.muster(['apply', run, '--yes']);
  assert.is(applied.code, 0, applied.err);
  assert.is(git('status', '--porcelain'), 'M README.md');
});

applying('a criterion that was not met, and was taken so, does not speak against a moved branch', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const { git } = gitIn(project);
  it.executor(RED_TOGETHER);
  const commands = { check: ['node', '--test'], never: ['node', '-e', 'process.exit(1)'] };
  const acceptance = [{ description: 'It is finished', validator: { kind: 'test-pass', command: 'never' } }];
  const plan = await it.approved(project, Plan.parse({ ...planOf(TWO, commands), acceptance }));
  await it.up();
  const run = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  const { integrated } = factsOf(await it.ended(run, 240_000));
  assert.equal([integrated?.state, integrated?.criteria.map(({ met }) => met)], ['proved', [false]]);
  it.write(join(project, 'README.md'), '# Prices, of all kinds\n');
  git('commit', '-qam', 'readme');
  const { code, err } = await it.fixture.muster(['apply', run, '--yes']);
  assert.is(code, 0, err);
});

applying.run();
