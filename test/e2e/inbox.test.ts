// Dropped files that are no valid tasks: each gets one clear answer beside it, and none is lost.

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
import { type DaemonFixture, names, openDaemonFixture, until } from './daemon-fixture.ts';
import { DAEMON } from './program.ts';

const test = suite<{ fixture: DaemonFixture }>('the inbox');

test.before.each((context) => {
  context.fixture = openDaemonFixture('heim mit Ümläuten');
});
test.after.each(async ({ fixture }) => fixture.clear());

const rejected = (fixture: DaemonFixture) => names(join(fixture.home.inbox, 'rejected'));
const errorOf = (fixture: DaemonFixture, name: string) => readFileSync(join(fixture.home.inbox, 'rejected', `${name}.error.txt`), 'utf8');

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
  test(`rejects ${name} with its reason`, async ({ fixture }) => {
    await fixture.up();
    fixture.drop(name, text);
    await until('the rejection', () => rejected(fixture).includes(`${name}.error.txt`));
    assert.match(errorOf(fixture, name), says);
    assert.is(readFileSync(join(fixture.home.inbox, 'rejected', name), 'utf8'), text);
    assert.equal(await fixture.runs(), []);
  });
}

test('takes a task that is related to a run of the same project, and of no other', async ({ fixture }) => {
  await fixture.up();
  const [shop, other] = [fixture.project('shop'), fixture.project('other')];
  fixture.drop('first.md', fixture.task(shop, ['links']));
  await until('the first run', async () => (await fixture.runs()).length === 1);
  const [first = ''] = await fixture.runs();
  fixture.drop('again.md', fixture.task(shop, ['links'], `related: [${first}]\n`));
  await until('the second run', async () => (await fixture.runs()).length === 2);
  fixture.drop('elsewhere.md', fixture.task(other, ['links'], `related: [${first}]\n`));
  await until('the rejection', () => rejected(fixture).includes('elsewhere.md.error.txt'));
  assert.match(errorOf(fixture, 'elsewhere.md'), new RegExp(`${first}, which is about ${shop}`));
});

test('moves aside links, folders and binary files, and does not touch the targets of links', async ({ fixture }) => {
  const secret = join(fixture.folder, 'secret.md');
  writeFileSync(secret, fixture.task('/tmp', ['builtin']));
  mkdirSync(fixture.home.inbox, { recursive: true });
  symlinkSync(secret, join(fixture.home.inbox, 'link.md'));
  mkdirSync(join(fixture.home.inbox, 'folder.md'));
  writeFileSync(join(fixture.home.inbox, 'folder.md', 'inside.txt'), 'kept');
  execFileSync('mkfifo', [join(fixture.home.inbox, 'pipe.md')]);
  writeFileSync(join(fixture.home.inbox, 'binary.md'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  await fixture.up();
  await until('four rejections', () => rejected(fixture).filter((it) => it.endsWith('.error.txt')).length === 4);
  assert.match(errorOf(fixture, 'pipe.md'), /not a regular file/);
  assert.ok(lstatSync(join(fixture.home.inbox, 'rejected', 'link.md')).isSymbolicLink());
  assert.is(readFileSync(join(fixture.home.inbox, 'rejected', 'folder.md', 'inside.txt'), 'utf8'), 'kept');
  assert.match(errorOf(fixture, 'binary.md'), /not UTF-8/);
  assert.ok(existsSync(secret));
});

test('waits for a file that is still being written', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  await fixture.up();
  const whole = fixture.task(project, ['one'], '', `begins here ${'and goes on '.repeat(500)}and ends here`);
  const file = openSync(join(fixture.home.inbox, 'slow.md'), 'w');
  for (let at = 0; at < whole.length; at += 1500) {
    writeSync(file, whole.slice(at, at + 1500));
    // What was dropped after this piece is taken at the second look that sees it; the slow file was seen at both.
    fixture.drop(`after-${at}.txt`, 'no task');
    await until('two looks', () => rejected(fixture).includes(`after-${at}.txt`));
  }
  assert.equal(await fixture.runs(), []);
  closeSync(file);
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  assert.match((await fixture.ended(run)).task.brief, /and ends here$/);
});

test('takes five hundred files dropped at once, each once', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  fixture.config('maxConcurrentRuns: 1\n');
  for (let i = 0; i < 500; i++) fixture.drop(`${i}.md`, fixture.task(project, ['one'], '', `number ${i}`));
  await fixture.up();
  await until('five hundred runs', async () => (await fixture.runs()).length === 500, 150_000);
  await until('the inbox to be empty', () => names(fixture.home.inbox).filter((it) => it.endsWith('.md')).length === 0);
  // A run is there before its file has been shelved.
  await until('the last to be shelved', () => names(join(fixture.home.inbox, '.claimed')).length === 0);
  assert.is(names(join(fixture.home.inbox, 'accepted')).length, 500);
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

test('takes a file whatever its name, and is not stopped by one bad file', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  fixture.config('maxConcurrentRuns: 1\n');
  const at = (name: string | Buffer) => Buffer.concat([Buffer.from(`${fixture.home.inbox}/`), Buffer.from(name)]);
  mkdirSync(fixture.home.inbox, { recursive: true });
  HOSTILE.forEach((name, n) => {
    writeFileSync(at(name), fixture.task(project, ['one'], '', `named ${n}`));
  });
  for (let n = 0; n < 12; n++) fixture.drop(`${n}.md`, fixture.task(project, ['one'], '', `plain ${n}`));
  // What is wrong is answered, whatever it is called: by its words, by its kind, by its ending.
  writeFileSync(at(`${'w'.repeat(252)}.md`), 'no front matter');
  writeFileSync(at(Buffer.from([0xe9, ...Buffer.from('.txt')])), 'Look.');
  writeFileSync(at(`${'a'.repeat(240)}.approve`), 'a'.repeat(64));
  mkdirSync(at('f'.repeat(255)));
  mkdirSync(at(Buffer.from([0xfe, 0xfe])));
  await fixture.up();

  const left = () => readdirSync(fixture.home.inbox).filter((it) => !['.claimed', 'accepted', 'rejected'].includes(it));
  await until('the inbox to be empty', () => left().length === 0);
  await until('the claims to be dealt with', () => names(join(fixture.home.inbox, '.claimed')).length === 0);
  const runs = await fixture.runs();
  assert.is(runs.length, HOSTILE.length + 12);
  const created = await Promise.all(runs.map(async (run) => (await fixture.events(run))[0]?.payload as { origin: { path: string } }));
  const origins = created.map(({ origin }) => origin.path.slice(`${fixture.home.inbox}/`.length));
  for (const name of HOSTILE)
    if (typeof name === 'string') assert.ok(origins.includes(name), `the journal has ${JSON.stringify(name)} whole`);
  assert.ok(origins.includes('caf\\xE9.md'));
  assert.is(rejected(fixture).filter((it) => it.endsWith('.error.txt')).length, 5);
  assert.is(rejected(fixture).length, 10);
  await fixture.kill();
  const differences: string[] = [];
  const say = (line: string) => void differences.push(line);
  checkInbox([fixture.root], readJournal(fixture.home.ledger, say), say);
  assert.equal(differences, []);
});

test('makes one run of a file with a long name that a killed daemon had claimed', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  const name = `${'n'.repeat(252)}.md`;
  for (const point of ['inbox.claimed', 'inbox.created']) {
    fixture.drop(name, fixture.task(project, ['one'], '', `killed at ${point}`));
    await fixture.up({ MUSTER_FAILPOINT: point }).catch(() => undefined);
    await until('the daemon to die at the failpoint', async () => (await fixture.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
    await fixture.up();
    await until('the claim to be finished', () => names(join(fixture.home.inbox, '.claimed')).length === 0);
    await fixture.kill();
  }
  await fixture.up();
  const runs = await fixture.runs();
  assert.is(runs.length, 2);
  for (const run of runs) {
    const view = await fixture.ended(run);
    assert.ok(view.origin.kind === 'drop' && view.origin.path.endsWith(`/${name}`));
  }
});

test('makes one run of what a killed daemon had claimed', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  for (const point of ['inbox.claimed', 'inbox.created']) {
    fixture.drop(`${point}.md`, fixture.task(project, ['one'], '', `killed at ${point}`));
    await fixture.up({ MUSTER_FAILPOINT: point }).catch(() => undefined);
    await until('the daemon to die at the failpoint', async () => (await fixture.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
    assert.is(names(join(fixture.home.inbox, '.claimed')).length, 1);
    await fixture.up();
    await until('the claim to be finished', () => names(join(fixture.home.inbox, '.claimed')).length === 0);
    await fixture.kill();
  }
  await fixture.up();
  const runs = await fixture.runs();
  assert.is(runs.length, 2);
  for (const run of runs) assert.is((await fixture.ended(run)).outcome, 'completed');
});

test('finishes what a killed daemon had started, even if settings and project have changed since', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  fixture.drop('look.md', fixture.task(project, ['one']));
  await fixture.up({ MUSTER_FAILPOINT: 'inbox.created' }).catch(() => undefined);
  await until('the daemon to die', async () => (await fixture.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
  await fixture.kill();
  fixture.config('maxConcurrentRuns: 3\n');
  renameSync(project, `${project}.moved`);
  await fixture.up();
  await until('the claim to be finished', () => names(join(fixture.home.inbox, '.claimed')).length === 0);
  const [run = ''] = await fixture.runs();
  assert.equal(names(join(fixture.home.inbox, 'accepted')), [`${run}.look.md`]);
  assert.equal(names(join(fixture.home.inbox, 'rejected')), []);
});

test('files a rejected task once with the reason, even if it was killed in between', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'agrees.mjs');
  for (const text of [fixture.task(project, ['one']), fixture.task(project, ['one'], 'colour: red\n')]) {
    fixture.drop('look.md', text);
    await fixture.up({ MUSTER_FAILPOINT: 'inbox.linked' }).catch(() => undefined);
    await until('the daemon to die', async () => (await fixture.ask({ ask: 'hello' }).catch(() => 'gone')) === 'gone');
    await fixture.up();
    await until('the claim to be finished', () => names(join(fixture.home.inbox, '.claimed')).length === 0);
    await fixture.kill();
  }
  const [run = ''] = await fixture.runs();
  assert.equal(names(join(fixture.home.inbox, 'accepted')), [`${run}.look.md`]);
  assert.equal(names(join(fixture.home.inbox, 'rejected')), ['look.md', 'look.md.error.txt']);
});

test('the session host starts while a task is still being written', async ({ fixture }) => {
  // It has nothing to do, and must not end between two looks.
  await fixture.up({ MUSTER_HOST_IDLE_MS: '60000' });
  const host = join(fixture.root, 'sessions.sock');
  assert.not(existsSync(host));
  const writing = openSync(join(fixture.home.inbox, 'slow.md'), 'w');
  try {
    writeSync(writing, '---\n');
    await until('the host to listen', () => existsSync(host));
    assert.equal(await fixture.runs(), []);
  } finally {
    closeSync(writing);
  }
});

test('a daemon that a command starts launches its session host at the same time', async ({ fixture }) => {
  const child = spawn(process.execPath, [DAEMON, '--home', fixture.root, '--mode', 'on-demand'], {
    // Long enough for the daemon to come, however slow the machine: a host that nobody asks ends itself.
    env: { ...process.env, MUSTER_HOST_IDLE_MS: '60000' },
    stdio: 'ignore',
  });
  try {
    const log = join(fixture.root, 'sessions', 'host.log');
    await until('the daemon and its host', () => existsSync(fixture.home.daemonMark) && existsSync(join(fixture.root, 'sessions.sock')));
    // It listens a moment before it has written so.
    await until('the host to say that it listens', () => existsSync(log) && readFileSync(log, 'utf8').includes(' listens at '));
    assert.is(readFileSync(log, 'utf8').split(' listens at ').length - 1, 1);
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
});

test('a run that is queried before its first event exists is not set aside', async ({ fixture }) => {
  await fixture.up();
  const note = { kind: 'note', run: 'r-abcdef', text: 'early' };
  const asked = fixture.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person' }, order: note } } as never);
  assert.match(String(await asked.catch((error: unknown) => error)), /unknown run r-abcdef/);
  const { setAside } = (await fixture.ask({ ask: 'status' })) as { setAside: unknown[] };
  assert.equal(setAside, []);
});

test.run();
