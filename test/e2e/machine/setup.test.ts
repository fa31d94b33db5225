// What Muster writes on a machine outside of its home, and how all of it is taken back: setup and uninstall by flags, the
// service as its system reads it and as it runs, completion where the shells look, the manual page.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

type World = {
  fixture: CliFixture;
  person: string;
  muster: (...args: string[]) => ReturnType<CliFixture['muster']>;
  listing: () => string[];
};
const test = suite<World>('setup and uninstall');

test.before.each((context) => {
  const fixture = openCliFixture();
  const person = join(fixture.folder, 'person');
  mkdirSync(person);
  context.fixture = fixture;
  context.person = person;
  const env = {
    HOME: person,
    XDG_CONFIG_HOME: join(person, '.config'),
    XDG_DATA_HOME: join(person, '.local', 'share'),
    XDG_RUNTIME_DIR: '',
    SHELL: '/bin/bash',
  };
  context.muster = (...args) => fixture.muster(args, { env });
  context.listing = () =>
    globSync('**', { cwd: person, exclude: () => false })
      .concat(globSync('**/.*', { cwd: person }))
      .sort();
});
test.after.each(({ fixture }) => fixture.clear());

const SCRIPTED = ['setup', '--yes', '--agents', 'none', '--service', 'yes', '--completion', 'bash', '--notify', 'notify-send'];

test('setup shows what it would write, writes it, and uninstall removes exactly that', async ({ fixture, person, muster, listing }) => {
  appendFileSync(join(person, '.zshrc'), 'mine=1\n');
  mkdirSync(join(person, '.config'));
  const before = listing();
  const shown = await muster(...SCRIPTED, '--dry-run');
  assert.match(shown.out, /^This would be written:\n {2}the setting notify\.command: \[notify-send\]\n/);
  assert.equal([listing(), existsSync(fixture.home.config)], [before, false]);
  const missing = await muster('setup', '--yes', '--agents', 'claude', '--dry-run');
  assert.is(missing.code, 2);
  assert.match(missing.err, 'no agent program is installed here');

  const { code, out, err } = await muster(...SCRIPTED);
  assert.is(code, 0, err);
  const unit = globSync('.config/systemd/user/musterd-*.service', { cwd: person })[0] ?? '';
  for (const path of [unit, '.local/share/bash-completion/completions/muster']) assert.match(out, `wrote the file ${join(person, path)}`);
  await muster('setup', '--yes', '--completion', 'zsh');
  assert.match(readFileSync(join(person, '.zshrc'), 'utf8'), /^mine=1\n# >>> muster setup >>>\n[\s\S]*# <<< muster setup <<<\n$/);
  assert.match(readFileSync(fixture.home.config, 'utf8'), /notify-send/);

  const gone = await muster('uninstall');
  assert.is(gone.code, 0, gone.err);
  assert.match(gone.out, `removed ${join(person, unit)}`);
  assert.match(gone.out, `left ${fixture.root}, your runs and settings`);
  assert.equal(listing(), before);
  assert.is(readFileSync(join(person, '.zshrc'), 'utf8'), 'mine=1\n');
  assert.ok(!existsSync(fixture.home.config) || !readFileSync(fixture.home.config, 'utf8').includes('notify-send'));
  const purged = await muster('uninstall', '--purge', '--yes');
  assert.equal([purged.code, existsSync(fixture.root)], [0, false]);
});

test('what was there before, or was changed since, is left alone and reported', async ({ fixture, person, muster }) => {
  const theirs = join(person, '.local/share/bash-completion/completions/muster');
  fixture.write(theirs, '# theirs\n');
  fixture.config('notify: { command: [mine] }\n');
  const set = await muster(...SCRIPTED);
  assert.is(set.code, 1);
  assert.match(set.out, `left ${theirs} is there already and is not ours`);
  assert.match(set.out, /left notify\.command is set in .* already/);
  const unit = join(person, globSync('.config/systemd/user/musterd-*.service', { cwd: person })[0] ?? '');
  appendFileSync(unit, '# tuned\n');
  const gone = await muster('uninstall');
  assert.match(gone.out, `left ${unit}, which was changed since`);
  assert.equal([readFileSync(theirs, 'utf8'), existsSync(unit)], ['# theirs\n', true]);
  assert.is(readFileSync(fixture.home.config, 'utf8'), 'notify: { command: [mine] }\n');
});

test('uninstall refuses while a run is going on', async ({ fixture, muster }) => {
  fixture.agent('one', 'waits-for-file.mjs', join(fixture.folder, 'never'));
  await fixture.muster(['submit', '-'], { input: fixture.task(fixture.project('shop'), ['one']) });
  const refused = await muster('uninstall');
  assert.equal([refused.code, /1 run has not ended/.test(refused.err)], [1, true]);
  await fixture.muster(['down', '--now']);
});

test('the service is valid for systemd, and finds an agent that is only on the user’s PATH', async ({ fixture, person, muster }) => {
  const bin = join(fixture.folder, 'odd $ "bin"');
  const agent = join(bin, 'only-here');
  fixture.write(agent, `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '../../fixtures/workers/reviews.mjs')}'\n`);
  chmodSync(agent, 0o755);
  fixture.write(
    join(fixture.home.agents, 'only.md'),
    '---\nname: only\ndescription: on the PATH of the user\nprovider: command\nroles: [analyser]\nargv: [only-here]\n---\n',
  );
  const installed = await fixture.muster(['service', 'install', '--no-start'], {
    env: { HOME: person, XDG_CONFIG_HOME: join(person, '.config'), PATH: `${bin}:${process.env.PATH}` },
  });
  assert.is(installed.code, 0, installed.err);
  const unit = join(person, globSync('.config/systemd/user/musterd-*.service', { cwd: person })[0] ?? '');
  const text = readFileSync(unit, 'utf8');
  for (const line of ['KillMode=process', 'Restart=on-failure']) assert.ok(text.split('\n').includes(line), text);
  const verified = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', unit], {
    encoding: 'utf8',
    env: { ...process.env, XDG_RUNTIME_DIR: fixture.folder },
  });
  assert.equal([verified.error, verified.status], [undefined, 0], verified.stderr);
  // It only warns of what it does not know.
  assert.not.match(verified.stderr, unit);

  // As systemd would start it: only what is recorded, and the words of ExecStart as they stand.
  const command = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
  const file = /^EnvironmentFile=-(.*)$/m.exec(text)?.[1] ?? '';
  const set = [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  const recorded = Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (/^(\w+)="(.*)"$/.exec(line) ? [[RegExp.$1, RegExp.$2.replace(/\\(.)/g, '$1')]] : [])),
  );
  const daemon = spawn('/bin/sh', ['-c', `exec ${command}`], {
    env: { ...Object.fromEntries(set), ...recorded, HOME: person, MUSTER_HOST_IDLE_MS: '500' },
    stdio: 'ignore',
  });
  await until('the service to answer', async () => /^(?!No daemon).* is running/.test((await fixture.muster(['status'])).out));
  const { code, out, err } = await fixture.muster(['run', '-', '-q'], { input: fixture.task(fixture.project('shop'), ['only']) });
  assert.ok(code === 0 || code === 6, `${out}${err}`);
  const [run = ''] = await fixture.runs();
  assert.equal((await fixture.view(run)).dispatches[0]?.status, 'completed');
  await fixture.muster(['down']);
  await until('the daemon to be gone', () => daemon.exitCode !== null || daemon.signalCode !== null);
  assert.match((await muster('service', 'status')).out, `${unit}: `);
  assert.match((await muster('service', 'remove')).out, `removed ${unit}`);
  assert.match((await muster('service', 'status')).out, /^Not installed/);
});

test('up --refresh-env records the PATH of this shell', async ({ fixture, person }) => {
  const at = (path: string) => ({ env: { HOME: person, XDG_CONFIG_HOME: join(person, '.config'), PATH: path } });
  await fixture.muster(['service', 'install', '--no-start'], at(`/before:${process.env.PATH}`));
  const recorded = () => readFileSync(join(fixture.root, 'service.env'), 'utf8');
  assert.match(recorded(), /PATH="\/before:/);
  assert.is((await fixture.muster(['up'], at(process.env.PATH ?? ''))).code, 0);
  const pid = await fixture.daemonPid();
  const { code, err } = await fixture.muster(['up', '--refresh-env'], at(`/after:${process.env.PATH}`));
  assert.is(code, 0, err);
  assert.match(recorded(), /PATH="\/after:/);
  assert.is.not(await fixture.daemonPid(), pid);
});

test('the manual page can be shown by man and has every command', async ({ fixture, muster }) => {
  const page = join(fixture.folder, 'muster.1');
  fixture.write(page, (await muster('help', '--man')).out);
  const shown = execFileSync('man', ['-P', 'cat', page], { encoding: 'utf8', env: { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8' } });
  for (const word of ['request-changes', 'service install', '--refresh-env', 'EXIT STATUS']) assert.match(shown, word);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.match(readFileSync(page, 'latin1'), /^[\u0000-\u007f]*$/);
});

test.run();
