// The checkout that seats share if their programs cannot write there: made once, given to nobody else, and a change in it is reported for
// each of them.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { writeFakeAgent } from '../fake-agent.ts';

const test = suite<{ fixture: DaemonFixture }>('a tree that is only read');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** Two seats of a program that is confined, and one of a command that is not. */
async function looked(fixture: DaemonFixture, worker: string) {
  fixture.agent('good', 'agrees.mjs');
  fixture.config('checkouts: whole\n');
  const bin = writeFakeAgent(fixture, 'codex', { worker });
  await fixture.up({ PATH: `${bin}:${process.env.PATH}` });
  const project = fixture.project('shop');
  const order = { kind: 'allow' as const, project, providers: ['codex'] };
  await fixture.ask({ ask: 'order', command: { token: 'allow-codex', actor: { kind: 'person' as const }, order } });
  fixture.drop('task.md', fixture.task(project, ['codex', 'codex', 'good']));
  await until('the drop to become a run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const view = await fixture.ended(run);
  const places = new Map<string, string>();
  for (const { type, payload } of await fixture.events(run)) {
    const { seat, path } = payload as { seat: string; path: string };
    if (type === 'workplace.ready' && !places.has(seat)) places.set(seat, path);
  }
  const prompts = fixture.home.run(run).prompts;
  const texts = readdirSync(prompts).map((it) => readFileSync(join(prompts, it), 'utf8'));
  return { view, places, texts };
}

test('is made once for all seats of a confined program, and others do not get its path', async ({ fixture }) => {
  const { view, places, texts } = await looked(fixture, 'agrees.mjs');
  assert.is(view.outcome, 'completed');
  const [tree = '', second, own = ''] = ['codex', 'codex#2', 'good'].map((it) => places.get(it));
  assert.is(second, tree);
  assert.match(basename(tree), /^\+[0-9a-f]{12}$/);
  assert.is.not(own, tree);
  const naming = texts.filter((it) => it.includes(tree));
  assert.ok(naming.length >= 2);
  for (const it of naming) assert.is(/^\*\*Project Root:\*\* (.*)$/m.exec(it)?.[1], tree, 'a prompt names it only to who is to read it');
  const started = (await fixture.events(view.id)).filter((it) => it.type === 'attempt.started');
  for (const { payload } of started) {
    const { seat, argv } = payload as { seat: string; argv: string[] };
    const opened = argv[argv.indexOf('--add-dir') + 1] ?? '';
    if (seat !== 'good') assert.is(basename(dirname(opened)), 'results', 'only the folder of its result is opened to it');
    assert.not.ok(argv.includes(tree));
  }
  assert.equal(
    view.notes.filter((it) => it.kind === 'violation'),
    [],
  );
});

test('is examined at the end: if someone wrote despite the sandbox, every seat on it is under suspicion', async ({ fixture }) => {
  const { view, places } = await looked(fixture, 'writes-although-confined.mjs');
  const changed = (await fixture.events(view.id)).find((it) => it.type === 'workplace.changed');
  const { workplace = '', files = [] } = (changed?.payload ?? {}) as { workplace?: string; files?: string[] };
  assert.equal([workplace, files], [basename(places.get('codex') ?? ''), ['left-behind.js']]);
  const [note] = view.notes.filter((it) => it.kind === 'violation');
  assert.match(note?.text ?? '', /codex and codex#2 were to read only/);
  assert.match(note?.text ?? '', /left-behind\.js/);
  assert.not.match(note?.text ?? '', /good/);
});

test.run();
