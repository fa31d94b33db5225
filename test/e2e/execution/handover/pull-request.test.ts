// Proved work as a pull request: a bare repository as the remote, and a program that passes for gh. Each step has a
// state of its own, and asked again only what is missing is done.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Plan } from '../../../../contracts/plan/plan.ts';
import { type Execution, factsOf, openExecution, planOf, read } from '../execution-fixture.ts';
import { PRICES, RED_TOGETHER, TWO } from '../prices.ts';

const pull = suite<{ it: Execution }>('a pull request for proved work');
pull.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
pull.after.each(({ it }) => it.clear());

/** Keeps the request in a file, as the real one keeps it elsewhere. */
const GH = (folder: string) => `#!/bin/sh
echo "$@" >> '${folder}/gh.log'
case "$1 $2" in
  'pr list') if [ -e '${folder}/opened' ]; then echo '[{"url":"https://example.org/pull/1"}]'; else echo '[]'; fi ;;
  'pr create') while [ $# -gt 0 ]; do [ "$1" = --body-file ] && cp "$2" '${folder}/opened'; shift; done; echo 'https://example.org/pull/1' ;;
esac
`;

pull('branch, push and request: killed in the middle, repeated, and never over others’ commits', async ({ it }) => {
  const project = it.project('prices', PRICES);
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const remote = join(it.folder, 'remote.git');
  execFileSync('git', ['clone', '-q', '--bare', project, remote]);
  git(project, 'remote', 'add', 'origin', remote);
  it.executor(RED_TOGETHER);
  const acceptance = [{ description: 'Labels are in dollars', validator: { kind: 'test-pass' as const, command: 'dollars' } }];
  const commands = { check: ['node', '--test'], dollars: ['node', 'dollars.mjs'] };
  const plan = await it.approved(project, Plan.parse({ ...planOf(TWO, commands), acceptance }));
  await it.up();
  const run = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  const { integrated } = factsOf(await it.ended(run, 240_000));
  const bin = join(it.folder, 'bin');
  it.write(join(bin, 'gh'), GH(it.folder));
  chmodSync(join(bin, 'gh'), 0o755);
  const name = `muster/${run}`;
  const pr = (more: string[] = [], env: Record<string, string> = {}) =>
    it.fixture.muster(['pr', run, ...more], { env: { PATH: `${bin}:${process.env.PATH}`, ...env } });
  const head = git(project, 'rev-parse', 'HEAD');

  const dead = await pr([], { MUSTER_FAILPOINT: 'handover.pushed' });
  assert.is(dead.signal ?? dead.code, 'SIGKILL', dead.err);
  assert.is(git(remote, 'rev-parse', `${name}^{tree}`), integrated?.tree);
  const rest = await pr(['--draft']);
  assert.is(rest.code, 0, rest.err);
  assert.match(
    rest.out,
    /branch +\S+: there already[\s\S]*push +origin: there already[\s\S]*pull request +opened: https:\/\/example.org\/pull\/1/,
  );
  assert.match(read(join(it.folder, 'gh.log')), `pr create --head ${name} --title`);
  assert.match(read(join(it.folder, 'gh.log')), /--base main --draft/);
  const body = read(join(it.folder, 'opened'));
  assert.match(body, /\| criterion \| met \|[\s\S]*Labels are in dollars \| yes \| .*dollars.* \| fails \| fails \| passes \| proves/);
  assert.match(body, /## Dissent[\s\S]*## What nobody proved[\s\S]*## Record[\s\S]*which a person approved/);
  assert.match(body, integrated?.tree ?? 'no tree');
  const twice = await pr();
  assert.match(twice.out, /pull request +there already: https/);
  assert.is(
    read(join(it.folder, 'gh.log'))
      .split('\n')
      .filter((one) => one.startsWith('pr create')).length,
    1,
  );
  assert.equal([git(project, 'rev-parse', 'HEAD'), git(project, 'status', '--porcelain')], [head, '']);

  // Somebody else's commit on the branch there.
  const other = join(it.folder, 'other');
  execFileSync('git', ['clone', '-q', '-b', name, remote, other]);
  git(other, '-c', 'user.name=o', '-c', 'user.email=o@o', 'commit', '-q', '--allow-empty', '-m', 'theirs');
  git(other, 'push', '-q', 'origin', name);
  const theirs = git(remote, 'rev-parse', name);
  const refused = await pr();
  assert.equal([refused.code, /has other commits .*[\s\S]*nothing was pushed/.test(refused.err)], [1, true], refused.err);
  assert.is(git(remote, 'rev-parse', name), theirs);

  const plain = await it.fixture.muster(['pr', run, '--branch', 'by-hand'], { env: { PATH: pathWithout('gh') } });
  assert.is(plain.code, 0, plain.err);
  assert.match(plain.out, /to be opened by you \(gh is not installed\)[\s\S]*## What was proved/);
  assert.is(git(remote, 'rev-parse', 'by-hand^{tree}'), integrated?.tree);
  const nowhere = await pr(['--remote', 'fork']);
  assert.equal([nowhere.code, /has no remote fork/.test(nowhere.err)], [2, true]);
});

const pathWithout = (program: string): string =>
  (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !existsSync(join(folder, program)))
    .join(':');

pull.run();
