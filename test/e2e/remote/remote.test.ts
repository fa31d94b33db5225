// Another machine by ssh: a real sshd, two homes, and a checkout that only one of them has.

import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture, type Ran } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { fingerprint, gitIn } from '../execution/handover/proved-run.ts';
import { LAUNCHER } from '../program.ts';
import { openSsh, type SshFixture } from './ssh-fixture.ts';

const ASKED = `name: asked
description: a question after the analysis
roster: [{ role: analyser, seats: task }]
phases:
  - { key: analysis, kind: fan-out, role: analyser, skill: analysis, gates: [{ name: scope, asks: Was the right part looked at? }] }
quorum: 1
deadline: 5m
limits: {}
`;

function run(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { ...options, encoding: 'utf8' }, (error, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, out, err }),
    );
  });
}

const remote = suite<{ here: CliFixture; far: CliFixture; ssh: SshFixture }>('muster --on');
remote.before(async (context) => {
  context.here = openCliFixture('here');
  context.far = openCliFixture('far');
  context.ssh = await openSsh(context.far.root);
  const added = await context.here.muster(context.ssh.add('box'));
  assert.is(added.code, 0, added.err);
});
remote.after(async ({ here, far, ssh }) => {
  await ssh.clear();
  await far.clear();
  await here.clear();
});

remote('a broken connection leaves the run as it is, and the same command continues it', async ({ here, far, ssh }) => {
  const project = here.project('shop');
  const go = join(here.folder, 'go');
  far.agent('waiter', 'waits-for-file.mjs', go);
  writeFileSync(join(project, 'answer.js'), 'export function fortyTwo() {\n  return 40; // uncommitted\n}\n');
  writeFileSync(join(project, 'new.js'), 'export const untracked = true;\n');
  const before = fingerprint(project);

  const command = ['--on', 'box', 'review', '--all', '--agents', 'waiter'];
  const first = here.begin(command, { cwd: project });
  await until('the run', async () => (await far.runs()).length === 1);
  const [run = ''] = await far.runs();
  await until('its worker', async () => (await far.view(run)).dispatches.some((it) => it.state === 'open'));
  assert.ok(ssh.cut() > 0);
  const broken = await first.ended;
  assert.is(broken.code, 3, broken.out + broken.err);
  assert.match(broken.err, /the connection to box broke; runs there go on[\s\S]*To continue: muster --on box review --all --agents waiter/);
  assert.is((await far.view(run)).endedAt, null, 'the run there goes on');

  const second = here.begin(command, { cwd: project });
  await second.said(run);
  writeFileSync(go, '');
  const done = await second.ended;
  assert.is(done.code, 0, done.out + done.err);
  assert.equal(await far.runs(), [run], 'nothing was started twice');
  const view = await far.view(run);
  assert.is(view.outcome, 'completed');
  assert.match(view.task.project, new RegExp(`^${far.root}/incoming/[0-9a-f]{16}/tree/shop$`));
  const { gitDir = '', commit = '' } = view.base ?? {};
  const shown = (path: string) => execFileSync('git', ['--git-dir', gitDir, 'show', `${commit}:${path}`], { encoding: 'utf8' });
  assert.match(shown('answer.js'), /uncommitted/);
  assert.match(shown('new.js'), /untracked/);
  assert.is(fingerprint(project), before, 'nothing of the checkout here was touched');
  assert.equal(await here.runs(), [], 'this home has no run and no daemon');
});

remote('runs there are read, controlled and answered from here', async ({ here, far }) => {
  const project = join(here.folder, 'shop');
  const on = (...args: string[]) => here.muster(['--on', 'box', ...args], { cwd: project });
  const [first = ''] = await far.runs();
  const findings = JSON.parse((await on('findings', first, '--json')).out) as { run: string }[];
  assert.is(findings[0]?.run, first);
  // Here it is known where the run is.
  const shown = await here.muster(['show', first, '--json'], { cwd: project });
  assert.is((JSON.parse(shown.out) as RunView).id, first, shown.err);
  const tail = await here.muster(['tail', '--on=box', first], { cwd: project });
  assert.match(tail.out, /phase-7-persist/);
  assert.is((await on('report', first)).out, readFileSync(join(far.home.run(first).report, 'report.md'), 'utf8'));
  assert.match((await on('logs', `${first}.d1`)).out, /\./);
  assert.match((await on('journal', first)).out, /run\.created/);
  assert.match((await on('runs', '--json')).out, new RegExp(first));
  assert.match((await on('status')).out, /Daemon/);

  // A gate: the person who has the key of that machine answers it, through a daemon that proves who asks.
  far.write(join(far.home.templates, 'asked.yaml'), ASKED);
  const task = join(here.folder, 'asked.md');
  writeFileSync(task, '---\ntype: asked\nagents: [secrets]\n---\nIs it right?\n');
  const waiting = await on('run', task, '--no-wait-approval');
  assert.is(waiting.code, 5, waiting.out + waiting.err);
  const asked = (await far.runs()).find((it) => it !== first) ?? '';
  const gate = `${asked}.g1`;
  assert.match((await on('approvals')).out, new RegExp(gate));

  // What a run there came to goes on there: what was asked as in the earlier one is answered from it, until that is forgotten.
  const rows = JSON.parse((await on('reuse', first, '--json')).out) as { seat: string }[];
  assert.ok(rows.some((it) => it.seat === 'waiter'));
  const forked = await on('fork', first, '-m', 'once more');
  assert.is(forked.code, 0, forked.err);
  const fork = forked.out.trim();
  assert.is((await far.ended(fork)).outcome, 'completed');
  assert.is((await far.events(fork)).find((it) => it.type === 'note.added')?.payload.note.text, 'once more');
  const compared = await here.muster(['compare', first, fork, '--json', '--on', 'box'], { cwd: project });
  assert.match(compared.out, new RegExp(fork), compared.err);
  assert.match((await on('forget', first)).out, new RegExp(`Later runs no longer reuse the results of ${first}`));

  // No worker of this machine: not with its mark, and not below a process that has it.
  const bare = ['env', '-u', 'MUSTER_DISPATCH', process.execPath, LAUNCHER, '--on', 'box', 'approve', gate];
  for (const argv of [bare.slice(3), bare]) {
    const script = `${argv.map((it) => `'${it}'`).join(' ')}; exit $?`;
    const tried = await run('/bin/sh', ['-c', script], { cwd: project, env: { ...here.env, MUSTER_DISPATCH: 'r-aaaaaa.d1' } });
    assert.is(tried.code, 2, tried.out);
    assert.match(tried.err, /`muster --on` is for people; this came from inside the worker r-aaaaaa\.d1/);
  }
  assert.is((await far.view(asked)).gates[0]?.answer, null);
  const approved = await on('approve', gate);
  assert.is(approved.code, 0, approved.err);
  assert.is((await far.ended(asked)).outcome, 'completed');
  const journal = await far.events(asked);
  assert.is(journal.find((it) => it.type === 'gate.answered')?.actor.kind, 'person');
});

remote('a branch is sent with its history, and a folder without any', async ({ here, far }) => {
  const project = here.project('branchy', { 'a.js': 'export const a = 1;\n', 'b.js': 'export const b = 1;\n' });
  const { git } = gitIn(project);
  git('checkout', '-q', '-b', 'feature');
  writeFileSync(join(project, 'a.js'), 'export const a = 2;\n');
  git('commit', '-qam', 'two');
  writeFileSync(join(project, 'a.js'), 'export const a = 3;\n');
  const review = (...more: string[]) => here.muster(['--on', 'box', 'review', '--agents', 'secrets', '--json', ...more], { cwd: project });
  const viewOf = ({ out, err }: Ran): RunView => {
    assert.match(out, /^\{/, err);
    return JSON.parse(out) as RunView;
  };
  const sent = await review();
  const one = viewOf(sent);
  assert.match(sent.err, /sending branchy to box/);
  assert.is(one.base?.kind === 'git' && one.base.branch, 'refs/heads/feature');
  assert.is(one.base?.kind === 'git' && one.base.from, git('rev-parse', 'main'), 'its commits are the same ones');
  assert.is(one.base?.uncommitted, true);

  git('commit', '-qam', 'three');
  const again = viewOf(await review('main..HEAD'));
  assert.is(again.base?.commit, git('rev-parse', 'HEAD'));
  assert.is(again.base?.uncommitted, false);
  assert.is(again.task.project, one.task.project);
  const none = await review('main..HEAD', '--dry-run');
  assert.is(none.code, 0, none.err);
  assert.not.match(none.err, /sending/, 'what is there is not sent twice');
  // The far home is made again: what was sent before is gone, and all of it goes once more.
  rmSync(far.home.incoming, { recursive: true });
  assert.is(viewOf(await review('--all')).outcome, 'completed');

  const plain = join(here.folder, 'plain');
  here.write(join(plain, 'config.js'), 'export const sessionSecret = "Xk29vQ8sLmT4pRz7WdYb";\n');
  const ran = await here.muster(['review', '--on', 'box', '--all', '--agents', 'secrets'], { cwd: plain });
  assert.match(ran.out, /muster explain r-[a-z2-7]+\.F-001/, ran.out + ran.err);
  assert.not.match(ran.out, 'muster dismiss', 'it is no command for another machine');

  // A shallow clone has no history to give; its files go, and what they are compared with.
  const shallow = join(here.folder, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth', '1', '--no-single-branch', `file://${project}`, shallow]);
  writeFileSync(join(shallow, 'b.js'), 'export const b = 9;\n');
  const less = await here.muster(['--on', 'box', 'review', 'HEAD..', '--agents', 'secrets', '--json'], { cwd: shallow });
  assert.match(less.err, /this clone is shallow/);
  assert.is(viewOf(less).outcome, 'completed');
});

remote('what is impossible is said in one line', async ({ here, far, ssh }) => {
  const project = join(here.folder, 'shop');
  const refused = async (says: RegExp, code: number, ...args: string[]): Promise<void> => {
    const { code: came, err } = await here.muster(args, { cwd: project });
    assert.match(err, says);
    assert.is(err.trim().split('\n').length, 1, err);
    assert.is(came, code);
  };
  await refused(/cannot be used with --on/, 2, '--on', 'box', 'config');
  await refused(/unknown machine `bx`; did you mean `box`\?/, 2, '--on', 'bx', 'status');
  await refused(/--on needs a value/, 2, 'status', '--on');
  await refused(/the host cannot be `-oProxyCommand=x`/, 2, 'remote', 'add', 'evil', 'ssh://-oProxyCommand=x');
  assert.is(statSync(here.home.remotes).mode & 0o777, 0o600);

  const checked = await here.muster(['remote', 'check', 'box', '--json']);
  assert.is((JSON.parse(checked.out) as { home: string }).home, far.root, checked.err);
  // Its key is not the known one: ssh refuses, and says so.
  writeFileSync(join(ssh.folder, 'known'), '');
  await refused(
    /the connection to box broke: .*[Hh]ost key verification failed.*To continue: muster remote check box/,
    3,
    'remote',
    'check',
    'box',
  );
});

remote.run();
