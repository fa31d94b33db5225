// Commands in a deleted folder, with an unnamed home, or with closed output: each does what it can and says the rest in one line; its exit
// code tells scripts that the output is incomplete.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { names } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';
import { type CliFixture, openCliFixture } from './cli-fixture.ts';

const test = suite<{ fixture: CliFixture }>('a command that is nowhere');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** Through a shell, for only a shell can take a folder or a reader away from a program that it starts. */
function inShell({ env, folder }: CliFixture, script: string): { code: number | null; out: string; err: string } {
  const found = { ...env, NODE: process.execPath, MUSTER: LAUNCHER };
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { cwd: folder, env: found, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

test('works in a folder that was deleted unless it is about that folder, and then says so', ({ fixture }) => {
  const gone = join(fixture.folder, 'gone');
  const there = (command: string) => inShell(fixture, `mkdir '${gone}'; cd '${gone}'; rmdir '${gone}'; exec "$NODE" "$MUSTER" ${command}`);
  for (const command of ['--version', 'help', 'schema task', 'up', 'status']) {
    const { code, out, err } = there(command);
    assert.equal([code, err], [0, ''], command);
    assert.is.not(out, '', command);
  }
  for (const command of ['review', 'findings', 'show'])
    assert.equal(
      there(command),
      { code: 2, out: '', err: 'muster: the folder that you are in was deleted. Change to another folder.\n' },
      command,
    );
});

test('says that its output was lost, and does not exit as if all were well', ({ fixture }) => {
  if (!existsSync('/dev/full')) return;
  for (const command of ['--version', 'help', 'runs --json', 'schema task'])
    assert.equal(
      inShell(fixture, `"$NODE" "$MUSTER" ${command} > /dev/full`),
      { code: 1, out: '', err: 'muster: cannot write to standard output: ENOSPC: no space left on device, write\n' },
      command,
    );
  assert.is(inShell(fixture, '"$NODE" "$MUSTER" nonsense > /dev/full').code, 2);
});

test('is quiet if its reader has left', ({ fixture }) => {
  for (const command of ['--version', 'help', 'schema task'])
    assert.equal(inShell(fixture, `{ "$NODE" "$MUSTER" ${command}; echo $? >&2; } | true`), { code: 0, out: '', err: '0\n' }, command);
});
test('takes an empty variable for one that is not set, and writes nothing into the folder that it is given in', ({ fixture }) => {
  const project = fixture.project('shop');
  const user = join(fixture.folder, 'user');
  const before = names(project);
  const here = (variables: string, command: string) =>
    inShell(fixture, `mkdir -p '${user}'; cd '${project}'; ${variables} exec env "$NODE" "$MUSTER" ${command}`);
  const home = (variables: string): string => JSON.parse(here(variables, 'version --json').out).home;
  assert.is(home(`HOME='${user}' MUSTER_HOME=`), join(user, '.muster'));
  const { homedir } = userInfo();
  for (const odd of ['HOME=', 'HOME=x', 'unset HOME;']) assert.is(home(`MUSTER_HOME= ${odd}`), join(homedir, '.muster'), odd);
  const { out } = here(`HOME='${user}' XDG_CONFIG_HOME= XDG_DATA_HOME=x`, 'setup --dry-run --yes --completion bash --service yes --json');
  for (const written of JSON.parse(out).writes) assert.match(written, fixture.folder);
  assert.equal(names(project), before);
});

test('names the file that cannot be written, and what helps', ({ fixture }) => {
  const before = '# mine\nkeepAwake: false\n';
  fixture.config(before);
  const { code, err } = inShell(fixture, 'ulimit -f 0; "$NODE" "$MUSTER" config set keepAwake true');
  assert.is(code, 1);
  assert.match(err, /^muster: EFBIG: file too large, write '[^']*config\.yaml'\. A limit on the size of files is reached/);
  assert.is(readFileSync(fixture.home.config, 'utf8'), before);
});

test.run();
