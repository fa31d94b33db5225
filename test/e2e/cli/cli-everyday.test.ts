// Small things of every day: a drop that was refused is told wherever one looks, a run can be followed quietly or in
// full, settings are edited in an editor, a report is opened.

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-stage.ts';
import { type CliStage, openCliStage } from './cli-stage.ts';

const test = suite<{ stage: CliStage; project: string; program: (name: string, script: string) => string }>('every day');

test.before.each((context) => {
  const stage = openCliStage();
  context.stage = stage;
  context.project = stage.project('shop');
  context.program = (name, script) => {
    const path = join(stage.folder, 'bin', name);
    stage.write(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
});
test.after.each(({ stage }) => stage.clear());

test('a rejected file is reported by tail, status, runs and doctor', async ({ stage, project }) => {
  await stage.muster(['up']);
  const tail = stage.begin(['tail', '--lines', '0']);
  let told = '';
  tail.child.stderr?.on('data', (chunk) => {
    told += chunk;
  });
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  stage.drop('good.md', stage.task(project, ['one', 'two']));
  await tail.said('phase-7-persist');
  stage.drop('bad.md', stage.task(project, ['one'], 'deadlien: 3m\n'));
  const path = join(stage.home.inbox, 'rejected', 'bad.md');
  await until('the rejection', () => existsSync(`${path}.error.txt`) && existsSync(path));
  const words = new RegExp(`drop rejected: bad\\.md: .*deadlien.*\\(${path}\\.error\\.txt\\)`, 'i');
  const status = await stage.muster(['status']);
  assert.match(status.out, words);
  assert.equal(
    (JSON.parse((await stage.muster(['status', '--json'])).out) as { rejected: { name: string }[] }).rejected.map((it) => it.name),
    ['bad.md'],
  );
  assert.match((await stage.muster(['ls'])).err, words);
  assert.match((await stage.muster(['doctor'])).out.replace(/\n {21}/g, ' '), words);
  await until('tail to tell it', () => words.test(told));
  tail.child.kill('SIGINT');
  await tail.ended;
});

test('a run is followed as a summary, or line by line', async ({ stage, project }) => {
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  const quiet = await stage.muster(['run', '-', '-q'], { input: stage.task(project, ['one', 'two']) });
  assert.is(quiet.code, 0, quiet.err);
  assert.not.match(quiet.out, /PROGRESS/);
  assert.match(quiet.out, /^\nCompleted/);
  const full = await stage.muster(['run', '-', '--verbose'], { input: stage.task(project, ['one', 'two'], '', 'Again.') });
  assert.match(full.out, /PROGRESS: phase-7-persist/);
  const both = await stage.muster(['run', '-', '-q', '-v'], { input: '' });
  assert.equal([both.code, both.err], [2, 'muster: --quiet and --verbose cannot be combined. Choose one of them.\n']);
});

test('an unknown revision is a usage error, and reviews are named after their subject', async ({ stage, project }) => {
  const unknown = await stage.muster(['review', 'mian...'], { cwd: project });
  assert.equal([unknown.code, unknown.out], [2, '']);
  assert.match(unknown.err, /^muster: unknown revision mian .*main/);
  assert.is((await stage.muster(['review', '--all', '--agents', 'links', '-q'], { cwd: project })).code, 0);
  assert.match((await stage.muster(['runs'])).out, /shop +All of shop, on main: first\n$/);
});

test('open shows the page of the newest run in the browser', async ({ stage, project, program }) => {
  const opened = join(stage.folder, 'opened');
  program('xdg-open', `echo "$1" > '${opened}'`);
  program('open', `echo "$1" > '${opened}'`);
  await stage.muster(['review', '--all', '--agents', 'links', '-q'], { cwd: project });
  const env = { PATH: `${join(stage.folder, 'bin')}:${process.env.PATH}` };
  const ran = await stage.muster(['open'], { cwd: project, env });
  assert.match(ran.out, /\/report\/report\.html\n$/);
  await until('the browser', () => existsSync(opened) && readFileSync(opened, 'utf8') === ran.out);
});

test('config edit saves what is valid, and nothing else', async ({ stage, program }) => {
  const edit = (script: string) => stage.muster(['config', 'edit'], { env: { EDITOR: `${program('edit', script)} --wait`, VISUAL: '' } });
  const saved = await edit('[ "$1" = --wait ] && echo "gateExpires: 2d" > "$2"');
  assert.equal([saved.code, readFileSync(stage.home.config, 'utf8')], [0, 'gateExpires: 2d\n']);
  const wrong = await edit('echo "gateExpires: soon" > "$2"');
  assert.equal([wrong.code === 0, readFileSync(stage.home.config, 'utf8')], [false, 'gateExpires: 2d\n']);
  assert.match(wrong.err, /gateExpires/);
  assert.match((await edit('true')).out, /nothing was changed/);
  assert.match((await edit('exit 3')).err, /ended with 3; nothing was changed/);
  const version = await stage.muster(['version', '--json']);
  assert.is((JSON.parse(version.out) as { home: string }).home, stage.root);
});

test.run();
