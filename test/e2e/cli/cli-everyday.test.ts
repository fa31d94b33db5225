// Everyday behaviour: a rejected drop is reported everywhere, a run can be followed quietly or in full, settings open in an editor,
// reports open in a browser.

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from './cli-fixture.ts';

const test = suite<{ fixture: CliFixture; project: string; program: (name: string, script: string) => string }>('every day');

test.before.each((context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  context.project = fixture.project('shop');
  context.program = (name, script) => {
    const path = join(fixture.folder, 'bin', name);
    fixture.write(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
});
test.after.each(({ fixture }) => fixture.clear());

test('a rejected file is reported by tail, status, runs and doctor', async ({ fixture, project }) => {
  await fixture.muster(['up']);
  const tail = fixture.begin(['tail', '--lines', '0']);
  let told = '';
  tail.child.stderr?.on('data', (chunk) => {
    told += chunk;
  });
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  fixture.drop('good.md', fixture.task(project, ['one', 'two']));
  await tail.said('phase-7-persist');
  fixture.drop('bad.md', fixture.task(project, ['one'], 'deadlien: 3m\n'));
  const path = join(fixture.home.inbox, 'rejected', 'bad.md');
  await until('the rejection', () => existsSync(`${path}.error.txt`) && existsSync(path));
  const words = new RegExp(`drop rejected: bad\\.md: .*deadlien.*\\(${path}\\.error\\.txt\\)`, 'i');
  const status = await fixture.muster(['status']);
  assert.match(status.out, words);
  assert.equal(
    (JSON.parse((await fixture.muster(['status', '--json'])).out) as { rejected: { name: string }[] }).rejected.map((it) => it.name),
    ['bad.md'],
  );
  assert.match((await fixture.muster(['ls'])).err, words);
  assert.match((await fixture.muster(['doctor'])).out.replace(/\n {21}/g, ' '), words);
  await until('tail to tell it', () => words.test(told));
  tail.child.kill('SIGINT');
  await tail.ended;
});

test('a run is followed as a summary, or line by line', async ({ fixture, project }) => {
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  const quiet = await fixture.muster(['run', '-', '-q'], { input: fixture.task(project, ['one', 'two']) });
  assert.is(quiet.code, 0, quiet.err);
  assert.not.match(quiet.out, /PROGRESS/);
  assert.match(quiet.out, /^\nCompleted/);
  const full = await fixture.muster(['run', '-', '--verbose'], { input: fixture.task(project, ['one', 'two'], '', 'Again.') });
  assert.match(full.out, /PROGRESS: phase-7-persist/);
  const both = await fixture.muster(['run', '-', '-q', '-v'], { input: '' });
  assert.equal([both.code, both.err], [2, 'muster: --quiet and --verbose cannot be combined. Choose one of them.\n']);
});

test('an unknown revision is a usage error, and reviews are named after their subject', async ({ fixture, project }) => {
  const unknown = await fixture.muster(['review', 'mian...'], { cwd: project });
  assert.equal([unknown.code, unknown.out], [2, '']);
  assert.match(unknown.err, /^muster: unknown revision mian .*main/);
  assert.is((await fixture.muster(['review', '--all', '--agents', 'links', '-q'], { cwd: project })).code, 0);
  assert.match((await fixture.muster(['runs'])).out, /shop +All of shop, on main: first\n$/);
});

test('open shows the page of the newest run in the browser', async ({ fixture, project, program }) => {
  const opened = join(fixture.folder, 'opened');
  program('xdg-open', `echo "$1" > '${opened}'`);
  program('open', `echo "$1" > '${opened}'`);
  await fixture.muster(['review', '--all', '--agents', 'links', '-q'], { cwd: project });
  const env = { PATH: `${join(fixture.folder, 'bin')}:${process.env.PATH}` };
  const ran = await fixture.muster(['open'], { cwd: project, env });
  assert.match(ran.out, /\/report\/report\.html\n$/);
  await until('the browser', () => existsSync(opened) && readFileSync(opened, 'utf8') === ran.out);
});

test('config edit saves what is valid, and nothing else', async ({ fixture, program }) => {
  const edit = (script: string) => fixture.muster(['config', 'edit'], { env: { EDITOR: `${program('edit', script)} --wait`, VISUAL: '' } });
  const saved = await edit('[ "$1" = --wait ] && echo "gateExpires: 2d" > "$2"');
  assert.equal([saved.code, readFileSync(fixture.home.config, 'utf8')], [0, 'gateExpires: 2d\n']);
  const wrong = await edit('echo "gateExpires: soon" > "$2"');
  assert.equal([wrong.code === 0, readFileSync(fixture.home.config, 'utf8')], [false, 'gateExpires: 2d\n']);
  assert.match(wrong.err, /gateExpires/);
  assert.match((await edit('true')).out, /nothing was changed/);
  assert.match((await edit('exit 3')).err, /ended with 3; nothing was changed/);
  const version = await fixture.muster(['version', '--json']);
  assert.is((JSON.parse(version.out) as { home: string }).home, fixture.root);
});

test.run();
