// Proved work handed over as commits, as mail and as a branch; and everything that is refused, after which the person's repository is
// unchanged.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Pruned } from '../../../../daemon/records/prune-runs.ts';
import { type Execution, factsOf, openExecution, read } from '../execution-fixture.ts';
import { PRICES, RED_TOGETHER, TWO } from '../prices.ts';
import { fingerprint, gitIn, proved } from './proved-run.ts';

const ONE = TWO.slice(0, 1);

const handOver = suite<{ it: Execution }>('handing over what is proved');
handOver.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
handOver.after.each(({ it }) => it.clear());

handOver('branch and patch: once, never over others’ commits, and the mail gives the same tree', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const { git } = gitIn(project);
  const { run, tree } = await proved(it, project, ONE);
  const before = fingerprint(project);
  const made = await it.fixture.muster(['branch', run, 'work/prices']);
  assert.is(made.code, 0, made.err);
  const dead = await it.fixture.muster(['branch', run, 'work/dead'], { env: { MUSTER_FAILPOINT: 'handover.branch-made' } });
  assert.is(dead.signal ?? dead.code, 'SIGKILL', dead.err);
  assert.match((await it.fixture.muster(['branch', run, 'work/dead'])).out, /is there already/);
  assert.match(made.out, /Made the branch work\/prices, with 1 commit: the tree is the one that was proved/);
  assert.is(git('rev-parse', 'work/prices^{tree}'), tree);
  assert.match((await it.fixture.muster(['branch', run, 'work/prices'])).out, /is there already/);
  git('branch', 'other', 'HEAD');
  const other = await it.fixture.muster(['branch', run, 'other']);
  assert.equal([other.code, /the branch other has other commits/.test(other.err)], [1, true]);
  assert.is((await it.fixture.muster(['branch', run, '..'])).code, 2);
  assert.is(git('rev-parse', 'other'), git('rev-parse', 'main'));
  git('branch', '-D', 'work/prices', 'work/dead', 'other');
  rmSync(join(project, '.git', 'logs', 'refs', 'heads', 'work'), { recursive: true, force: true });
  assert.is(fingerprint(project), before);

  const written = await it.fixture.muster(['patch', run]);
  assert.is(written.code, 0, written.err);
  const file = join(it.folder, `${run}.patch`);
  assert.is((await it.fixture.muster(['patch', run])).code, 2, 'no file is written over');
  const copy = join(it.folder, 'copy');
  execFileSync('git', ['clone', '-q', project, copy]);
  gitIn(copy).git('am', '--quiet', '--keep-cr', file);
  assert.is(gitIn(copy).git('rev-parse', 'HEAD^{tree}'), tree);
  assert.is(fingerprint(project), before);
});

handOver('a plan made on a dirty checkout: the files to commit are named, and it works once they are committed', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const { git } = gitIn(project);
  it.write(join(project, 'price.mjs'), '// not committed\nexport const price = () => 7;\n');
  it.write(join(project, 'README.md'), '# Not committed\n');
  const { run, view } = await proved(it, project, ONE);
  assert.is(view.base?.kind === 'git' && view.base.uncommitted, true);
  const before = fingerprint(project);
  for (const command of [
    ['apply', run, '--yes'],
    ['branch', run, 'work'],
    ['pr', run],
  ]) {
    const { code, err } = await it.fixture.muster(command);
    assert.not.equal(code, 0);
    if (command[0] !== 'pr') assert.match(err, /[Cc]ommit these files first(, or stash them)?: price\.mjs/);
    assert.is(fingerprint(project), before);
  }
  git('stash', '-q');
  const stashed = await it.fixture.muster(['apply', run, '--yes']);
  assert.match(stashed.err, /began on changes that are in no commit[\s\S]*Commit these files first: price\.mjs\./);
  git('stash', 'pop', '-q');
  git('commit', '-qm', 'the price', 'price.mjs');
  const applied = await it.fixture.muster(['apply', run, '--yes']);
  assert.is(applied.code, 0, applied.err);
  assert.match(applied.out, /validators? pass(es)? there/, 'README is in no commit, so this is another tree than the proved one');
  assert.is(git('status', '--porcelain'), 'M README.md');
  assert.not.match(git('log', '--format=%s %an'), /checkout as it is/, 'no capture in the history of a person');
  assert.match(git('show', 'HEAD~1:price.mjs'), 'not committed');
  assert.match(read(join(project, 'README.md')), 'Not committed');
});

handOver('a plain folder gets a patch and nothing else', async ({ it }) => {
  const project = join(it.folder, 'plain');
  for (const [file, text] of Object.entries(PRICES)) it.write(join(project, file), text);
  const { run } = await proved(it, project, ONE);
  const apply = await it.fixture.muster(['apply', run]);
  assert.match(apply.err, /is not a git repository[\s\S]*muster patch/);
  assert.is((await it.fixture.muster(['patch', run, '-o', it.folder])).code, 0);
  execFileSync('git', ['apply', join(it.folder, `${run}.patch`)], { cwd: project });
  assert.match(read(join(project, 'price.mjs')), '700');
});

handOver('killed between the objects and the branch, or right after: repeated, it is done once', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const { git } = gitIn(project);
  const first = git('rev-parse', 'HEAD');
  const { run, tree } = await proved(it, project, ONE);
  const pruned = async () => JSON.parse((await it.fixture.muster(['prune', '--keep', '0', '--json'])).out) as Pruned;
  const whatOf = ({ rows }: Pruned) => rows.find((row) => row.run === run)?.what;
  assert.is(whatOf(await pruned()), 'kept: its work is on no branch');
  const dead = await it.fixture.muster(['apply', run], { env: { MUSTER_FAILPOINT: 'handover.objects-in' } });
  assert.is(dead.signal ?? dead.code, 'SIGKILL', dead.err);
  assert.equal([git('rev-parse', 'HEAD'), git('status', '--porcelain')], [first, '']);
  const again = await it.fixture.muster(['apply', run], { env: { MUSTER_FAILPOINT: 'handover.branch-moved' } });
  assert.is(again.signal ?? again.code, 'SIGKILL', again.err);
  assert.equal([git('rev-parse', 'HEAD^{tree}'), git('rev-parse', 'HEAD~1'), git('status', '--porcelain')], [tree, first, '']);
  assert.match((await it.fixture.muster(['apply', run])).out, /already/);
  assert.is(whatOf(await pruned()), 'pruned', 'the branch has it now');
});

handOver('what is not proved as a whole is not handed over', async ({ it }) => {
  const project = it.project('prices', PRICES);
  it.executor(`${RED_TOGETHER.split("write('test")[0]} return {}; }\nreturn null;`);
  const { run, view } = await it.carryOut(project, TWO.slice(0, 1));
  assert.is(factsOf(view).integrated, null);
  const before = fingerprint(project);
  for (const command of [
    ['apply', run],
    ['branch', run, 'x'],
    ['patch', run],
    ['pr', run],
  ]) {
    const { code, err } = await it.fixture.muster(command);
    assert.equal([code, /no work that is proved as a whole/.test(err)], [1, true], err);
  }
  assert.is(fingerprint(project), before);
});

handOver.run();
