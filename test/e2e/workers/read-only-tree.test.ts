// The tree that seats share whose program keeps itself from writing: made once, given to nobody else, and what was changed in it all the
// same is held against each of them.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';
import { standIn } from '../stand-in.ts';

const test = suite<{ stage: DaemonStage }>('a tree that is only read');
test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(({ stage }) => stage.clear());

/** Two seats of a program that is confined, and one of a command that is not. */
async function looked(stage: DaemonStage, worker: string) {
  stage.agent('good', 'agrees.mjs');
  stage.config('checkouts: whole\n');
  const bin = standIn(stage, 'codex', { worker });
  await stage.up({ PATH: `${bin}:${process.env.PATH}` });
  const project = stage.project('shop');
  const order = { kind: 'allow' as const, project, providers: ['codex'] };
  await stage.ask({ ask: 'order', command: { token: 'allow-codex', actor: { kind: 'person' as const }, order } });
  stage.drop('task.md', stage.task(project, ['codex', 'codex', 'good']));
  await until('the drop to become a run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  const view = await stage.ended(run);
  const places = new Map<string, string>();
  for (const { type, payload } of await stage.events(run)) {
    const { seat, path } = payload as { seat: string; path: string };
    if (type === 'workplace.ready' && !places.has(seat)) places.set(seat, path);
  }
  const prompts = stage.home.run(run).prompts;
  const texts = readdirSync(prompts).map((it) => readFileSync(join(prompts, it), 'utf8'));
  return { view, places, texts };
}

test('is made once for all seats of a confined program, and others do not get its path', async ({ stage }) => {
  const { view, places, texts } = await looked(stage, 'agrees.mjs');
  assert.is(view.outcome, 'completed');
  const [tree = '', second, own = ''] = ['codex', 'codex#2', 'good'].map((it) => places.get(it));
  assert.is(second, tree);
  assert.match(basename(tree), /^\+[0-9a-f]{12}$/);
  assert.is.not(own, tree);
  const naming = texts.filter((it) => it.includes(tree));
  assert.ok(naming.length >= 2);
  for (const it of naming) assert.is(/^\*\*Project Root:\*\* (.*)$/m.exec(it)?.[1], tree, 'a prompt names it only to who is to read it');
  const started = (await stage.events(view.id)).filter((it) => it.type === 'attempt.started');
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

test('is examined at the end: if someone wrote despite the sandbox, every seat on it is under suspicion', async ({ stage }) => {
  const { view, places } = await looked(stage, 'writes-although-confined.mjs');
  const changed = (await stage.events(view.id)).find((it) => it.type === 'workplace.changed');
  const { workplace = '', files = [] } = (changed?.payload ?? {}) as { workplace?: string; files?: string[] };
  assert.equal([workplace, files], [basename(places.get('codex') ?? ''), ['left-behind.js']]);
  const [note] = view.notes.filter((it) => it.kind === 'violation');
  assert.match(note?.text ?? '', /codex and codex#2 were to read only/);
  assert.match(note?.text ?? '', /left-behind\.js/);
  assert.not.match(note?.text ?? '', /good/);
});

test.run();
