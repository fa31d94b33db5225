// Git hooks, in a real repository with a real push: only findings hold a push back, the time is limited, an existing hook still runs, and
// removal restores everything byte for byte.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

type Context = { fixture: CliFixture; project: string; git(...args: string[]): { status: number | null; said: string } };
const test = suite<Context>('a git hook');

const CONFLICT = 'function total() {\n<<<<<<< HEAD\n  return 1;\n=======\n  return 2;\n>>>>>>> other\n}\n';

test.before.each((context) => {
  const fixture = openCliFixture();
  const project = join(fixture.folder, 'the shop');
  mkdirSync(project);
  Object.assign(context, {
    fixture,
    project,
    git(...args: string[]) {
      const named = ['-c', 'user.name=Mira', '-c', 'user.email=mira@example.com', ...args];
      const { status, stdout, stderr } = spawnSync('git', named, { cwd: project, env: fixture.env, encoding: 'utf8' });
      return { status, said: `${stdout}${stderr}` };
    },
  });
  const { git } = context;
  spawnSync('git', ['init', '-q', '--bare', '-b', 'main', join(fixture.folder, 'origin.git')]);
  git('init', '-q', '-b', 'main');
  fixture.write(join(project, 'README.md'), '# Shop\n');
  git('add', '-A');
  git('commit', '-qm', 'The beginning');
  git('remote', 'add', 'origin', join(fixture.folder, 'origin.git'));
  git('push', '-q', 'origin', 'main');
  git('switch', '-qc', 'change');
});
test.after.each(({ fixture }) => fixture.clear());

test('works beside an older one, stops a push only for a finding, and is removed without a trace', async ({ fixture, project, git }) => {
  const place = join(project, '.git', 'hooks', 'pre-push');
  const older = `#!/bin/sh\ncat > '${join(fixture.folder, 'pushed')}'\necho "$1" >> '${join(fixture.folder, 'pushed')}'\n`;
  writeFileSync(place, older);
  chmodSync(place, 0o750);
  const muster = (...args: string[]) => fixture.muster(['hook', ...args], { cwd: project });
  const refused = await muster('install');
  assert.equal([refused.code, readFileSync(place, 'utf8')], [2, older]);
  assert.match(refused.err, 'With --chain it is kept and run first');
  assert.is((await muster('install', '--agents', 'nobody')).code, 2);

  const installed = await muster('install', '--chain');
  assert.is(installed.code, 0, installed.err);
  assert.match(
    (await muster('status')).out,
    /^pre-push: of Muster: pre-push --agents builtin --fail-on major --within 2m .*\npost-commit: not there/,
  );
  // Once more changes what it does, and keeps what was there.
  assert.is((await muster('install', '--within', '5m')).code, 0);

  fixture.write(join(project, 'merge.js'), CONFLICT);
  git('add', '-A');
  git('commit', '-qm', 'A merge gone wrong');
  const held = git('push', 'origin', 'change');
  assert.is.not(held.status, 0, held.said);
  assert.match(held.said, 'merge.js');
  assert.match(held.said, 'not pushed, because a finding of severity major or higher remains');
  assert.match(readFileSync(join(fixture.folder, 'pushed'), 'utf8'), /^refs\/heads\/change [0-9a-f]{40} refs\/heads\/change 0+\norigin\n$/);

  fixture.write(join(project, 'merge.js'), 'function total() {\n  return 2;\n}\n');
  git('commit', '-qam', 'Resolve it');
  const through = git('push', 'origin', 'change');
  assert.is(through.status, 0, through.said);
  // Another push is judged by what it adds to what the other end has, and a deleted branch by nothing.
  fixture.write(join(project, 'more.js'), 'export const more = 1;\n');
  git('add', '-A');
  git('commit', '-qm', 'More');
  assert.is(git('push', 'origin', 'change').status, 0);
  assert.is(git('push', 'origin', ':change').status, 0);

  const removed = await muster('remove');
  assert.match(removed.out, 'the hook that was there before is back');
  assert.equal([readFileSync(place, 'utf8'), statSync(place).mode & 0o777, existsSync(`${place}.before-muster`)], [older, 0o750, false]);
  assert.match((await muster('remove')).out, 'is not a hook of Muster; nothing was changed');
});

test('waits no longer than its limit, and lets git continue if Muster cannot work', async ({ fixture, project, git }) => {
  fixture.agent('slow', 'waits-for-file.mjs', join(fixture.folder, 'never'));
  const installed = await fixture.muster(['hook', 'install', '--agents', 'slow', '--within', '15s'], { cwd: project });
  assert.is(installed.code, 0, installed.err);
  // So that a slow machine hands the review in before the time is over.
  assert.is((await fixture.muster(['up'])).code, 0);
  fixture.write(join(project, 'merge.js'), CONFLICT);
  git('add', '-A');
  git('commit', '-qm', 'A merge gone wrong');
  const pushed = git('push', 'origin', 'change');
  assert.is(pushed.status, 0, pushed.said);
  assert.match(pushed.said, 'the review has not finished in time; the push goes on, and so does the review');

  // A review that had no time to begin does not go on.
  assert.is((await fixture.muster(['hook', 'install', '--agents', 'slow', '--within', '1ms'], { cwd: project })).code, 0);
  fixture.write(join(project, 'more.js'), CONFLICT);
  git('add', '-A');
  git('commit', '-qm', 'More of it');
  const hurried = git('push', 'origin', 'change');
  assert.is(hurried.status, 0, hurried.said);
  assert.match(hurried.said, 'the time was over before the review had begun; the push goes on without one');

  const many = await fixture.muster(['hook', 'install', '--agents', Array(17).fill('slow').join(',')], { cwd: project });
  assert.equal([many.code, many.err.split('.')[0]], [2, 'muster: `--agents` names 17 agents; a review has at most 16']);

  // A hook that somebody has changed is theirs now.
  const place = join(project, '.git', 'hooks', 'pre-push');
  writeFileSync(place, `${readFileSync(place, 'utf8')}# mine\n`);
  for (const act of ['install', 'remove']) {
    const refused = await fixture.muster(['hook', act], { cwd: project });
    assert.is(refused.code, 2);
    assert.match(refused.err, 'changed');
  }
});

test('that fails says so and stops nothing; the older hook still applies', async ({ fixture, project, git }) => {
  const place = join(project, '.git', 'hooks', 'pre-push');
  const said = join(fixture.folder, 'said');
  // Without a first line: git starts it by the shell.
  writeFileSync(place, `cat > '${said}'\n[ ! -e '${join(fixture.folder, 'no')}' ] || exit 3\n`);
  chmodSync(place, 0o755);
  fixture.agent('leaves', 'agrees.mjs');
  const installed = await fixture.muster(['hook', 'install', '--chain', '--agents', 'leaves'], { cwd: project });
  assert.is(installed.code, 0, installed.err);
  rmSync(join(fixture.home.agents, 'leaves.md'));
  let n = 0;
  const pushed = (env: Record<string, string> = {}) => {
    fixture.write(join(project, `${++n}.js`), `export const n = ${n};\n`);
    git('add', '-A');
    git('commit', '-qm', `${n}`);
    rmSync(said, { force: true });
    const { status, stderr } = spawnSync('git', ['push', '-q', 'origin', 'change'], {
      cwd: project,
      env: { ...fixture.env, ...env },
      encoding: 'utf8',
    });
    return [status, stderr, existsSync(said)] as const;
  };
  const gone = pushed();
  assert.equal([gone[0], gone[2]], [0, true], gone[1]);
  assert.match(gone[1], 'the review ended with exit code 2; the push goes on');

  const crashed = pushed({ NODE_OPTIONS: `--require=${join(fixture.folder, 'none.cjs')}` });
  assert.equal([crashed[0], crashed[2]], [0, true], crashed[1]);
  assert.match(crashed[1], /muster: it failed with exit code \d+, so nothing was reviewed/);

  writeFileSync(place, readFileSync(place, 'utf8').replace('--within 2m', '--within soon'));
  const wrong = pushed();
  assert.equal(wrong[0], 0, wrong[1]);
  assert.match(wrong[1], 'nothing was reviewed: --within must be a time, not `soon`');

  writeFileSync(join(fixture.folder, 'no'), '');
  writeFileSync(place, readFileSync(place, 'utf8').replace('--within soon', '--within 2m'));
  const held = pushed();
  assert.is.not(held[0], 0);
  assert.match(held[1], 'pre-push.before-muster ended with exit code 3');
});

test('is installed in core.hooksPath, unless that folder may serve others, and gets the pushed commits', async ({
  fixture,
  project,
  git,
}) => {
  git('config', 'core.hooksPath', '.hooks');
  assert.is((await fixture.muster(['hook', 'install', 'post-commit', '--within', '2m'], { cwd: project })).code, 0);
  assert.ok(existsSync(join(project, '.hooks', 'post-commit')));
  fixture.write(join(project, 'merge.js'), CONFLICT);
  git('add', 'merge.js');
  const committed = git('commit', '-qm', 'A merge gone wrong');
  assert.is(committed.status, 0, committed.said);
  await until('the run of the commit', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const view = await fixture.ended(run);
  assert.ok(view.findings.some((it) => it.category === 'slips/conflict-block'));
  assert.is((await fixture.muster(['hook', 'remove', 'post-commit'], { cwd: project })).code, 0);
  assert.not.ok(existsSync(join(project, '.hooks', 'post-commit')));

  git('config', 'core.hooksPath', join(fixture.folder, 'for all'));
  const shared = await fixture.muster(['hook', 'install'], { cwd: project });
  assert.is(shared.code, 2);
  assert.match(shared.err, 'may serve other repositories too');
  assert.not.ok(existsSync(join(fixture.folder, 'for all')));
});

test.run();
