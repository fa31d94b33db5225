// Proved work of a run on another machine, put on a branch of the checkout that was sent there.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { type Execution, openExecution } from '../execution/execution-fixture.ts';
import { fingerprint, gitIn, proved } from '../execution/handover/proved-run.ts';
import { PRICES, TWO } from '../execution/prices.ts';
import { openSsh, type SshFixture } from './ssh-fixture.ts';

const taking = suite<{ here: CliFixture; far: Execution; ssh: SshFixture }>('muster --on <machine> apply');
taking.before(async (context) => {
  context.here = openCliFixture('here');
  context.far = openExecution('checks: { retries: 0 }\n');
  context.ssh = await openSsh(context.far.root);
  const added = await context.here.muster(context.ssh.add('box'));
  assert.is(added.code, 0, added.err);
});
taking.after(async ({ here, far, ssh }) => {
  await ssh.clear();
  await far.clear();
  await here.clear();
});

taking('proved work comes back, with the same refusals as for a run of this home', async ({ here, far }) => {
  const project = here.project('prices', PRICES);
  const { git } = gitIn(project);
  const on = (...args: string[]) => here.muster(['--on', 'box', ...args], { cwd: project });
  const sent = await on('review', '--all', '--agents', 'secrets', '--json');
  const mirror = (JSON.parse(sent.out) as RunView).task.project;
  const down = await on('down');
  assert.is(down.code, 0, down.err);
  const { run, tree } = await proved(far, mirror, TWO);
  const first = git('rev-parse', 'HEAD');
  const applied = (...more: string[]) => on('apply', run, ...more);
  const refused = async (says: RegExp, ...more: string[]): Promise<void> => {
    const before = fingerprint(project);
    const { code, err } = await applied(...more);
    assert.is(code, 1, err);
    assert.match(err, says);
    assert.is(fingerprint(project), before, `nothing is touched: ${says}`);
  };
  writeFileSync(join(project, 'price.mjs'), 'export const price = () => 8;\n');
  await refused(/touch files of the work: price\.mjs/);
  git('commit', '-qam', 'eight');
  await refused(/the commit of cents conflicts with [0-9a-f]{12} in price\.mjs/, '--yes');
  git('reset', '-q', '--hard', first);
  const elsewhere = await here.muster(['--on', 'box', 'apply', run], { cwd: here.project('shop') });
  assert.match(elsewhere.err, /is about .*prices, not about .*shop/);

  // The branch has moved on: the work is made again here, and proved there.
  writeFileSync(join(project, 'README.md'), '# Prices, and more\n');
  git('commit', '-qam', 'more');
  await refused(/main has moved on since the work began; on it the work is: .*validators? pass.*Without a terminal this needs --yes/s);
  const moved = await applied('--yes');
  assert.is(moved.code, 0, moved.err);
  assert.match(moved.out, /Applied [23] commits of .* to main .*validators? pass/);
  assert.is(git('status', '--porcelain'), '');
  git('reset', '-q', '--hard', first);
  const plain = await applied();
  assert.is(plain.code, 0, plain.err);
  assert.is(git('rev-parse', 'HEAD^{tree}'), tree, 'the very tree that was proved');
  assert.match((await applied()).out, /on main already; nothing was changed/);
  assert.ok((await far.events(run)).some((it) => it.type === 'note.added' && /applied to main in/.test(JSON.stringify(it.payload))));
});

taking.run();
