// `muster init`: the project gets an inbox and settings, and which of them take effect for whom.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../daemon-fixture.ts';
import { writeFakeAgent } from '../../fake-agent.ts';
import { openTerminal } from '../../muster-terminal.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

type Context = { fixture: CliFixture; project: string; env: Record<string, string> };
const init = suite<Context>('muster init');
const config = suite<Context>('muster config');

for (const test of [init, config]) {
  test.before.each((context) => {
    const fixture = openCliFixture();
    context.fixture = fixture;
    context.project = fixture.project('shop', { 'README.md': '# Shop\n\nSee [the guide](guide.md).\n' });
    // Only this agent program is installed here.
    context.env = { PATH: `${writeFakeAgent(fixture, 'codex')}:/usr/bin:/bin`, CODEX_HOME: join(fixture.folder, 'codex-home') };
    fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
  });
  test.after.each(({ fixture }) => fixture.clear());
}

const text = (...path: string[]): string => readFileSync(join(...path), 'utf8');
/** What is accepted lies there with its run in its name. */
const accepted = (project: string): string[] => {
  try {
    return readdirSync(join(project, '.muster', 'inbox', 'accepted'));
  } catch {
    return [];
  }
};

init('creates settings, an inbox and an ignore line once, and overwrites nothing', async ({ fixture, project, env }) => {
  const first = await fixture.muster(['init', '--json'], { cwd: project, env });
  assert.is(first.code, 0, first.err);
  const done = JSON.parse(first.out);
  assert.equal(done.made, ['.muster/config.yaml', '.muster/inbox', '.muster/.gitignore']);
  assert.equal([done.enabled, done.couldBe], [[], ['codex']]);
  const status = execFileSync('git', ['-C', project, 'status', '--short', '-uall'], { encoding: 'utf8' });
  assert.is(status, '?? .muster/.gitignore\n?? .muster/config.yaml\n');

  writeFileSync(join(project, '.muster', 'config.yaml'), '# mine\n');
  writeFileSync(join(project, '.muster', '.gitignore'), 'notes\ninbox\n');
  const second = await fixture.muster(['init'], { cwd: project, env });
  assert.is(second.code, 0, second.err);
  assert.match(second.out, /already there: \.muster\/config\.yaml, \.muster\/inbox, \.muster\/\.gitignore/);
  assert.is(text(project, '.muster', 'config.yaml'), '# mine\n');
  assert.is(text(project, '.muster', '.gitignore'), 'notes\ninbox\n');
});

init('prints JSON that acts on no terminal, wherever its pipe ends, with every value as it is', async ({ fixture }) => {
  const project = fixture.project('a\u009b31mb\u202ec', { 'a.js': '1;\n' });
  for (const args of [
    ['init', '--json'],
    ['review', '--all', '--json', '--dry-run', '--agents', 'builtin'],
  ]) {
    const { code, out, err } = await fixture.muster(args, { cwd: project });
    assert.is(code, 0, err);
    assert.not.match(out, /[\u0080-\u009f\u202e]/);
    assert.match(out, '\\u009b31mb\\u202ec');
    assert.ok(JSON.stringify(JSON.parse(out)).includes(project), 'the value itself');
  }
});

init('creates an inbox whose tasks are about the project, even after the daemon has died', async ({ fixture, project }) => {
  assert.is((await fixture.muster(['init'], { cwd: project })).code, 0);
  const drop = (name: string, task: string) => fixture.write(join(project, '.muster', 'inbox', name), task);
  drop('look.md', '---\nagents: [links]\n---\nLook at it.\n');
  await until('the task to be accepted', () => accepted(project).length === 1);
  const [run = ''] = await fixture.runs();
  const view = await fixture.ended(run);
  assert.is(view.task.project, project);
  assert.equal(view.origin, { kind: 'drop', path: join(project, '.muster', 'inbox', 'look.md') });
  assert.match((await fixture.muster(['status'])).out, new RegExp(`Drop tasks into ${join(project, '.muster', 'inbox')}`));

  process.kill((await fixture.daemonPid()) ?? 0, 'SIGKILL');
  await until('the daemon to be gone', async () => (await fixture.daemonPid()) === undefined);
  // As `git clean -fdx` leaves it, and a person makes it again.
  rmSync(join(project, '.muster', 'inbox'), { recursive: true });
  assert.is((await fixture.muster(['up'])).code, 0);
  mkdirSync(join(project, '.muster', 'inbox'));
  assert.is((await fixture.muster(['init'], { cwd: project })).code, 0);
  drop('again.md', '---\nagents: [links]\n---\nLook once more.\n');
  await until('the second task to be accepted', () => accepted(project).length === 1);

  const other = fixture.project('other');
  drop('elsewhere.md', `---\nproject: ${other}\nagents: [links]\n---\nLook over there.\n`);
  const why = join(project, '.muster', 'inbox', 'rejected', 'elsewhere.md.error.txt');
  await until('the third to be rejected', () => readable(why));
  assert.match(text(why), /was dropped in the inbox of .*shop, but its `project` is .*other/);
  for (const it of await fixture.runs()) await fixture.ended(it);
});

init('enables the named agents: they may get the code, and take part by default', async ({ fixture, project, env }) => {
  const wrong = await fixture.muster(['init', '--agents', 'claude'], { cwd: project, env });
  assert.is(wrong.code, 2);
  const { code, err } = await fixture.muster(['init', '--agents', 'codex'], { cwd: project, env });
  assert.is(code, 0, err);
  assert.match(text(project, '.muster', 'config.yaml'), /^agents: \[builtin, codex\]$/m);
  const ran = await fixture.muster(['run', '-', '--json'], { cwd: project, env, input: 'Look at it.\n' });
  assert.is(ran.code, 0, ran.err);
  const seats = JSON.parse(ran.out).seats.map((it: { agent: string }) => it.agent);
  assert.ok(seats.includes('codex') && seats.includes('links'), seats.join());
});

init('asks about each program at a terminal, and takes anything but yes as no', async ({ fixture, project, env }) => {
  const asked = openTerminal({ ...fixture, folder: project }, ['init'], { ...env, NO_COLOR: '1' });
  await asked.sees('codex 0.169.0 is installed');
  asked.pty.write(Buffer.from('\n'));
  assert.equal(await asked.ended, { code: 0, signal: null });
  assert.match(text(project, '.muster', 'config.yaml'), /^# agents: \[builtin\]$/m);
});

init('ignores tasks that someone else put there, and links', async ({ fixture, project }) => {
  fixture.write(join(project, '.muster', 'inbox', 'theirs.md'), 'Do as they say.\n');
  const waiting = await fixture.muster(['init'], { cwd: project });
  assert.is(waiting.code, 4);
  assert.match(waiting.err, /contains theirs\.md already, which would run at once/);
  rmSync(join(project, '.muster'), { recursive: true });
  mkdirSync(join(fixture.folder, 'theirs'));
  symlinkSync(join(fixture.folder, 'theirs'), join(project, '.muster'));
  const linked = await fixture.muster(['init'], { cwd: project });
  assert.is(linked.code, 4);
  assert.match(linked.err, /\.muster is a symbolic link/);
  assert.equal(readdirSync(join(fixture.folder, 'theirs')), []);
});

config('is changed in its file with comments kept, or refused before anything is written', async ({ fixture, project }) => {
  fixture.config('# small machine\nworkers: { total: 8 } # really\n');
  const set = (...words: string[]) => fixture.muster(['config', 'set', ...words], { cwd: project });
  assert.match((await set('workers.total', '4')).out, /workers\.total is 4\. A running daemon applies it after a restart/);
  assert.match((await set('silence.quiet', '15m')).out, /It applies from the next run on/);
  assert.is(text(fixture.home.config), '# small machine\nworkers: { total: 4 } # really\nsilence:\n  quiet: 15m\n');
  for (const [words, code, says] of [
    [['workers.totl', '4'], 2, /unknown setting `workers\.totl`; did you mean `workers\.total`\?/],
    [['workers.total', 'lots'], 2, /nothing was changed: `workers\.total`/],
    [['idleExit', '5m', '--project'], 2, /`idleExit` applies to all projects/],
    [['agents', 'nobody'], 2, /unknown agent `nobody`/],
    [['agents', 'builtin,link', '--project'], 2, /unknown agent `link`; did you mean `links`\?/],
    [['agents', 'links@small'], 1, /a built-in analyser has no model/],
    [['workers.perProvider.cluade', '2'], 2, /unknown provider `cluade`; did you mean `claude`\?/],
    [['workers', '{ perProvider: { nobody: 2 } }'], 2, /unknown provider `nobody`/],
  ] as const) {
    const refused = await set(...words);
    assert.is(refused.code, code, refused.err);
    assert.match(refused.err, says);
  }
  assert.is(text(fixture.home.config), '# small machine\nworkers: { total: 4 } # really\nsilence:\n  quiet: 15m\n');
  assert.is((await fixture.muster(['config', 'get', 'silence.quiet'], { cwd: project })).out, '15m\n');
  assert.is((await fixture.muster(['config', 'unset', 'silence.quiet'], { cwd: project })).code, 0);
  assert.is((await fixture.muster(['config', 'get', 'silence.quiet'], { cwd: project })).out, '10m\n');
});

config('of a project applies once it is trusted, and shows where it comes from', async ({ fixture, project }) => {
  const inProject = join(project, '.muster', 'config.yaml');
  fixture.write(inProject, 'agents: [links]\n');
  const run = async () => JSON.parse((await fixture.muster(['run', '-', '--json'], { cwd: project, input: 'Look.\n' })).out);
  const agents = async () => JSON.parse((await fixture.muster(['config', 'get', 'agents', '--json'], { cwd: project })).out);
  assert.equal(await agents(), [{ key: 'agents', value: ['builtin'], from: 'default' }]);
  const before = await run();
  assert.ok(before.seats.length > 2, 'every built-in');
  assert.ok(before.notes.some((it: { text: string }) => /has \.muster\/config\.yaml; it was not used/.test(it.text)));

  assert.is((await fixture.muster(['trust', '.'], { cwd: project })).code, 0);
  assert.equal(await agents(), [{ key: 'agents', value: ['links'], from: 'project' }]);
  const after = await run();
  assert.equal(
    after.seats.filter((it: { role: string }) => it.role === 'analyser').map((it: { agent: string }) => it.agent),
    ['links'],
  );

  assert.is((await fixture.muster(['config', 'set', 'agents', 'links,slips', '--project'], { cwd: project })).code, 0);
  assert.equal(await agents(), [{ key: 'agents', value: ['links', 'slips'], from: 'project' }], 'one’s own change needs no second word');
  fixture.write(inProject, 'agents: [slips]\n');
  assert.equal(await agents(), [{ key: 'agents', value: ['builtin'], from: 'default' }], 'anybody else’s does');
});

function readable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

for (const test of [init, config]) test.run();
