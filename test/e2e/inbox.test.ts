// What is dropped and cannot be a task: each gets one clear answer beside it, and nothing is lost.

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, names, openDaemonStage, until } from './daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('the inbox');

test.before.each((context) => {
  context.stage = openDaemonStage('heim mit Ümläuten');
});
test.after.each(async ({ stage }) => stage.clear());

const rejected = (stage: DaemonStage) => names(join(stage.home.inbox, 'rejected'));
const errorOf = (stage: DaemonStage, name: string) => readFileSync(join(stage.home.inbox, 'rejected', `${name}.error.txt`), 'utf8');

const BAD: [name: string, text: string, says: RegExp][] = [
  ['no-project.md', '---\ntitle: x\n---\nLook.', /names no `project`/],
  ['typo.md', '---\nproject: /tmp\nagnets: [builtin]\n---\nLook.', /line 3, column 1: unknown key `agnets`; did you mean `agents`\?/],
  ['type.md', '---\nproject: /usr\ntype: reveiw\n---\nLook.', /no task type `reveiw`; did you mean `review`\?/],
  ['nowhere.md', '---\nproject: /does/not/exist\n---\nLook.', /no folder \/does\/not\/exist/],
  ['yaml.md', '---\nproject: [\n---\nLook.', /not YAML/],
  ['unclosed.md', '---\nproject: /tmp\nLook.', /never closed/],
  ['ending.txt', 'Look.', /must end in \.md/],
  ['both.md', '---\nproject: /tmp\nbase: HEAD\nrange: a..b\n---\nLook.', /exclude each other/],
];

for (const [name, text, says] of BAD) {
  test(`rejects ${name} with its reason`, async ({ stage }) => {
    await stage.up();
    stage.drop(name, text);
    await until('the rejection', () => rejected(stage).includes(`${name}.error.txt`));
    assert.match(errorOf(stage, name), says);
    assert.is(readFileSync(join(stage.home.inbox, 'rejected', name), 'utf8'), text);
    assert.equal(await stage.runs(), []);
  });
}

test('moves aside links, folders and what is no text, and touches nothing behind them', async ({ stage }) => {
  const secret = join(stage.folder, 'secret.md');
  writeFileSync(secret, stage.task('/tmp', ['builtin']));
  mkdirSync(stage.home.inbox, { recursive: true });
  symlinkSync(secret, join(stage.home.inbox, 'link.md'));
  mkdirSync(join(stage.home.inbox, 'folder.md'));
  writeFileSync(join(stage.home.inbox, 'folder.md', 'inside.txt'), 'kept');
  execFileSync('mkfifo', [join(stage.home.inbox, 'pipe.md')]);
  writeFileSync(join(stage.home.inbox, 'binary.md'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  await stage.up();
  await until('four rejections', () => rejected(stage).filter((it) => it.endsWith('.error.txt')).length === 4);
  assert.match(errorOf(stage, 'pipe.md'), /no regular file/);
  assert.ok(lstatSync(join(stage.home.inbox, 'rejected', 'link.md')).isSymbolicLink());
  assert.is(readFileSync(join(stage.home.inbox, 'rejected', 'folder.md', 'inside.txt'), 'utf8'), 'kept');
  assert.match(errorOf(stage, 'binary.md'), /not UTF-8/);
  assert.ok(existsSync(secret));
});

test('waits for a file that is still being written', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  await stage.up();
  const whole = stage.task(project, ['one'], '', `begins here ${'and goes on '.repeat(500)}and ends here`);
  const file = openSync(join(stage.home.inbox, 'slow.md'), 'w');
  for (let at = 0; at < whole.length; at += 1500) {
    writeSync(file, whole.slice(at, at + 1500));
    // What was dropped after this piece is taken at the second look that sees it; the slow file was seen at both.
    stage.drop(`after-${at}.txt`, 'no task');
    await until('two looks', () => rejected(stage).includes(`after-${at}.txt`));
  }
  assert.equal(await stage.runs(), []);
  closeSync(file);
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  assert.match((await stage.ended(run)).task.brief, /and ends here$/);
});

test('takes five hundred files dropped at once, each once', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  stage.config('maxConcurrentRuns: 1\n');
  for (let i = 0; i < 500; i++) stage.drop(`${i}.md`, stage.task(project, ['one'], '', `number ${i}`));
  await stage.up();
  await until('five hundred runs', async () => (await stage.runs()).length === 500, 60_000);
  await until('the inbox to be empty', () => names(stage.home.inbox).filter((it) => it.endsWith('.md')).length === 0);
  // A run is there before its file has been shelved.
  await until('the last to be shelved', () => names(join(stage.home.inbox, '.claimed')).length === 0);
  assert.is(names(join(stage.home.inbox, 'accepted')).length, 500);
});

test('makes one run of what a killed daemon had claimed', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  for (const point of ['inbox.claimed', 'inbox.created']) {
    stage.drop(`${point}.md`, stage.task(project, ['one'], '', `killed at ${point}`));
    await stage.up({ MUSTER_FAILPOINT: point }).catch(() => undefined);
    await until('the daemon to die at the failpoint', async () => (await stage.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
    assert.is(names(join(stage.home.inbox, '.claimed')).length, 1);
    await stage.up();
    await until('the claim to be finished', () => names(join(stage.home.inbox, '.claimed')).length === 0);
    await stage.kill();
  }
  await stage.up();
  const runs = await stage.runs();
  assert.is(runs.length, 2);
  for (const run of runs) assert.is((await stage.ended(run)).outcome, 'completed');
});

test('finishes what a killed daemon had begun, whatever the settings and the project are by now', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  stage.drop('look.md', stage.task(project, ['one']));
  await stage.up({ MUSTER_FAILPOINT: 'inbox.created' }).catch(() => undefined);
  await until('the daemon to die', async () => (await stage.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
  await stage.kill();
  stage.config('maxConcurrentRuns: 3\n');
  renameSync(project, `${project}.moved`);
  await stage.up();
  await until('the claim to be finished', () => names(join(stage.home.inbox, '.claimed')).length === 0);
  const [run = ''] = await stage.runs();
  assert.equal(names(join(stage.home.inbox, 'accepted')), [`${run}.look.md`]);
  assert.equal(names(join(stage.home.inbox, 'rejected')), []);
});

test('shelves a drop once and says why it was rejected, also when it was killed in between', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  for (const text of [stage.task(project, ['one']), stage.task(project, ['one'], 'colour: red\n')]) {
    stage.drop('look.md', text);
    await stage.up({ MUSTER_FAILPOINT: 'inbox.linked' }).catch(() => undefined);
    await until('the daemon to die', async () => (await stage.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
    await stage.up();
    await until('the claim to be finished', () => names(join(stage.home.inbox, '.claimed')).length === 0);
    await stage.kill();
  }
  const [run = ''] = await stage.runs();
  assert.equal(names(join(stage.home.inbox, 'accepted')), [`${run}.look.md`]);
  assert.equal(names(join(stage.home.inbox, 'rejected')), ['look.md', 'look.md.error.txt']);
});

test.run();
