// What is dropped and cannot be a task: each gets one clear answer beside it, and nothing is lost.

import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkInbox } from '../checker/inbox.ts';
import { readJournal } from '../checker/journal.ts';
import { type DaemonStage, names, openDaemonStage, until } from './daemon-stage.ts';
import { DAEMON } from './program.ts';

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
  ['type.md', '---\nproject: /usr\ntype: reveiw\n---\nLook.', /unknown task type `reveiw`; did you mean `review`\?/],
  ['nowhere.md', '---\nproject: /does/not/exist\n---\nLook.', /no such directory: \/does\/not\/exist/],
  ['yaml.md', '---\nproject: [\n---\nLook.', /not YAML/],
  ['unclosed.md', '---\nproject: /tmp\nLook.', /starts with --- but does not end/],
  ['ending.txt', 'Look.', /must end in \.md/],
  ['force.md', '---\nproject: /tmp\nforce: perhaps\n---\nLook.', /line 3, column 1: `force`: /],
  ['related.md', '---\nproject: /usr\nrelated: [r-aaaaaa]\n---\nLook.', /`related` names r-aaaaaa, and there is no such run/],
  [
    'idle.md',
    '---\nproject: /usr\nconvergence: { enabled: false, maxRounds: 1 }\n---\nLook.',
    /`convergence\.maxRounds` has no effect while/,
  ],
  ['phase.md', '---\nproject: /usr\nphases: { analisys: { deadline: 5m } }\n---\nLook.', /no such phase; did you mean `analysis`\?/],
  ['both.md', '---\nproject: /tmp\nbase: HEAD\nrange: a..b\n---\nLook.', /cannot be combined/],
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

test('takes a task that is related to a run of the same project, and of no other', async ({ stage }) => {
  await stage.up();
  const [shop, other] = [stage.project('shop'), stage.project('other')];
  stage.drop('first.md', stage.task(shop, ['links']));
  await until('the first run', async () => (await stage.runs()).length === 1);
  const [first = ''] = await stage.runs();
  stage.drop('again.md', stage.task(shop, ['links'], `related: [${first}]\n`));
  await until('the second run', async () => (await stage.runs()).length === 2);
  stage.drop('elsewhere.md', stage.task(other, ['links'], `related: [${first}]\n`));
  await until('the rejection', () => rejected(stage).includes('elsewhere.md.error.txt'));
  assert.match(errorOf(stage, 'elsewhere.md'), new RegExp(`${first}, which is about ${shop}`));
});

test('moves aside links, folders and binary files, and does not touch the targets of links', async ({ stage }) => {
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
  assert.match(errorOf(stage, 'pipe.md'), /not a regular file/);
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
  await until('five hundred runs', async () => (await stage.runs()).length === 500, 150_000);
  await until('the inbox to be empty', () => names(stage.home.inbox).filter((it) => it.endsWith('.md')).length === 0);
  // A run is there before its file has been shelved.
  await until('the last to be shelved', () => names(join(stage.home.inbox, '.claimed')).length === 0);
  assert.is(names(join(stage.home.inbox, 'accepted')).length, 500);
});

/** Names that a file system takes, each of a task that is right. */
const HOSTILE: (string | Buffer)[] = [
  `${'n'.repeat(252)}.md`,
  `${'n'.repeat(242)}.md`,
  `${'ü'.repeat(126)}.md`,
  `${'x'.repeat(240)}.${'y'.repeat(8)}.md`,
  Buffer.from([...Buffer.from('caf'), 0xe9, ...Buffer.from('.md')]),
  Buffer.concat([Buffer.alloc(252, 0xff), Buffer.from('.md')]),
  Buffer.from([0xc3, 0x28, ...Buffer.from('.md')]),
  'two\nlines.md',
  '\u001b[2J\u202egnp.md',
  '-rf .md',
  '  .md',
  'it\'s $(a) `b` "c".md',
  '\\xE9.md',
  'r-aaaaaa.drop.md',
];

test('takes a file whatever its name, and is not stopped by one bad file', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  stage.config('maxConcurrentRuns: 1\n');
  const at = (name: string | Buffer) => Buffer.concat([Buffer.from(`${stage.home.inbox}/`), Buffer.from(name)]);
  mkdirSync(stage.home.inbox, { recursive: true });
  HOSTILE.forEach((name, n) => {
    writeFileSync(at(name), stage.task(project, ['one'], '', `named ${n}`));
  });
  for (let n = 0; n < 12; n++) stage.drop(`${n}.md`, stage.task(project, ['one'], '', `plain ${n}`));
  // What is wrong is answered, whatever it is called: by its words, by its kind, by its ending.
  writeFileSync(at(`${'w'.repeat(252)}.md`), 'no front matter');
  writeFileSync(at(Buffer.from([0xe9, ...Buffer.from('.txt')])), 'Look.');
  writeFileSync(at(`${'a'.repeat(240)}.approve`), 'a'.repeat(64));
  mkdirSync(at('f'.repeat(255)));
  mkdirSync(at(Buffer.from([0xfe, 0xfe])));
  await stage.up();

  const left = () => readdirSync(stage.home.inbox).filter((it) => !['.claimed', 'accepted', 'rejected'].includes(it));
  await until('the inbox to be empty', () => left().length === 0, 60_000);
  await until('the claims to be dealt with', () => names(join(stage.home.inbox, '.claimed')).length === 0, 60_000);
  const runs = await stage.runs();
  assert.is(runs.length, HOSTILE.length + 12);
  const created = await Promise.all(runs.map(async (run) => (await stage.events(run))[0]?.payload as { origin: { path: string } }));
  const origins = created.map(({ origin }) => origin.path.slice(`${stage.home.inbox}/`.length));
  for (const name of HOSTILE)
    if (typeof name === 'string') assert.ok(origins.includes(name), `the journal has ${JSON.stringify(name)} whole`);
  assert.ok(origins.includes('caf\\xE9.md'));
  assert.is(rejected(stage).filter((it) => it.endsWith('.error.txt')).length, 5);
  assert.is(rejected(stage).length, 10);
  await stage.kill();
  const differences: string[] = [];
  const say = (line: string) => void differences.push(line);
  checkInbox([stage.root], readJournal(stage.home.ledger, say), say);
  assert.equal(differences, []);
});

test('makes one run of a file with a long name that a killed daemon had claimed', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'agrees.mjs');
  const name = `${'n'.repeat(252)}.md`;
  for (const point of ['inbox.claimed', 'inbox.created']) {
    stage.drop(name, stage.task(project, ['one'], '', `killed at ${point}`));
    await stage.up({ MUSTER_FAILPOINT: point }).catch(() => undefined);
    await until('the daemon to die at the failpoint', async () => (await stage.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
    await stage.up();
    await until('the claim to be finished', () => names(join(stage.home.inbox, '.claimed')).length === 0);
    await stage.kill();
  }
  await stage.up();
  const runs = await stage.runs();
  assert.is(runs.length, 2);
  for (const run of runs) {
    const view = await stage.ended(run);
    assert.ok(view.origin.kind === 'drop' && view.origin.path.endsWith(`/${name}`));
  }
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

test('finishes what a killed daemon had started, even if settings and project have changed since', async ({ stage }) => {
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

test('files a rejected task once with the reason, even if it was killed in between', async ({ stage }) => {
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

test('the session host starts while a task is still being written', async ({ stage }) => {
  await stage.up();
  const host = join(stage.root, 'sessions.sock');
  assert.not(existsSync(host));
  const writing = openSync(join(stage.home.inbox, 'slow.md'), 'w');
  try {
    writeSync(writing, '---\n');
    await until('the host to listen', () => existsSync(host));
    assert.equal(await stage.runs(), []);
  } finally {
    closeSync(writing);
  }
});

test('a daemon that a command starts launches its session host at the same time', async ({ stage }) => {
  const child = spawn(process.execPath, [DAEMON, '--home', stage.root, '--mode', 'on-demand'], {
    // Long enough for the daemon to come, however slow the machine: a host that nobody asks ends itself.
    env: { ...process.env, MUSTER_HOST_IDLE_MS: '60000' },
    stdio: 'ignore',
  });
  try {
    const log = join(stage.root, 'sessions', 'host.log');
    await until('the daemon and its host', () => existsSync(stage.home.daemonMark) && existsSync(join(stage.root, 'sessions.sock')));
    assert.is(
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((it) => it.includes(' listens at ')).length,
      1,
    );
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
});

test('a run that is queried before its first event exists is not set aside', async ({ stage }) => {
  await stage.up();
  const note = { kind: 'note', run: 'r-abcdef', text: 'early' };
  const asked = stage.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person' }, order: note } } as never);
  assert.match(String(await asked.catch((error: unknown) => error)), /unknown run r-abcdef/);
  const { setAside } = (await stage.ask({ ask: 'status' })) as { setAside: unknown[] };
  assert.equal(setAside, []);
});

test.run();
