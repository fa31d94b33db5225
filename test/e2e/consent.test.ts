// A run whose agents would send code elsewhere waits for a person's word, in no place of anybody's: it says
// for which, through a death of its daemon, and goes on by itself when the word comes.

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../contracts/control.ts';
import { type DaemonStage, openDaemonStage, until } from './daemon-stage.ts';
import { standIn } from './stand-in.ts';

const test = suite<{ stage: DaemonStage; path: string; project: string }>('a run that needs a person’s consent');

test.before.each((context) => {
  const stage = openDaemonStage();
  context.stage = stage;
  context.path = `${standIn(stage, 'codex')}:${process.env.PATH}`;
  context.project = stage.project('my shop');
  stage.agent('own', 'agrees.mjs');
});
test.after.each(async ({ stage }) => stage.clear());

const person = { kind: 'person' as const, pid: process.pid };
const say = (stage: DaemonStage, order: Record<string, unknown>) =>
  stage.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: person, order } as never });
const allow = (stage: DaemonStage, project: string, providers: string[]) => say(stage, { kind: 'allow', project, providers });
const statuses = async (stage: DaemonStage) => ((await stage.ask({ ask: 'status' })) as DaemonStatus).runs;

async function waiting(stage: DaemonStage, which = 0): Promise<string> {
  let run = '';
  await until('the run to wait', async () => {
    run = (await stage.runs())[which] ?? '';
    return run !== '' && (await stage.view(run)).status === 'awaiting-consent';
  });
  return run;
}

test('waits for it without occupying a slot, across a restart of the daemon, and continues by itself', async ({ stage, path, project }) => {
  stage.config('maxConcurrentRuns: 1\n');
  await stage.up({ PATH: path });
  stage.drop('look.md', stage.task(project, ['codex', 'own'], 'deadline: 30s\n'));
  const run = await waiting(stage);
  const says = `muster allow '${project}' codex`;
  assert.is((await stage.view(run)).waitsFor, says);
  assert.equal(
    (await statuses(stage)).map((it) => [it.run, it.status, it.waitsFor]),
    [[run, 'awaiting-consent', says]],
  );
  await until('the line', () => stage.progress().includes(`PROGRESS: phase-1-intake consent providers=codex waits-for="${says}"`));

  // Another takes the only place meanwhile.
  stage.drop('own.md', stage.task(project, ['own'], '', 'Look by yourself.'));
  await until('the other run', async () => (await stage.runs()).length === 2);
  const other = (await stage.runs()).find((it) => it !== run) ?? '';
  assert.is((await stage.ended(other)).outcome, 'completed');

  await stage.kill();
  await stage.up({ PATH: path });
  await allow(stage, join(stage.folder, 'elsewhere'), ['codex']);
  await allow(stage, project, ['claude']);
  assert.is((await stage.view(run)).status, 'awaiting-consent');
  await allow(stage, project, ['codex']);
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed', view.message);
  assert.is(view.waitsFor, null);
  assert.equal(
    view.dispatches.filter((it) => it.phase === 'analysis').map((it) => [it.seat, it.status]),
    [
      ['codex', 'completed'],
      ['own', 'completed'],
    ],
  );
  const told = (await stage.events(run)).map((it) => it.type);
  assert.equal(told.slice(0, 4), ['run.created', 'consent.awaited', 'consent.given', 'run.admitted']);

  // Said once, it holds.
  stage.drop('again.md', stage.task(project, ['codex', 'own'], '', 'Look again.'));
  await until('the third run', async () => (await stage.runs()).length === 3);
  const third = (await stage.runs()).find((it) => it !== run && it !== other) ?? '';
  await stage.ended(third);
  assert.is((await stage.events(third)).filter((it) => it.type.startsWith('consent.')).length, 0);
});

test('can be paused, resumed and aborted while it waits', async ({ stage, path, project }) => {
  await stage.up({ PATH: path });
  stage.drop('look.md', stage.task(project, ['codex', 'own']));
  const run = await waiting(stage);
  await say(stage, { kind: 'pause', run, reason: 'lunch' });
  await allow(stage, project, ['codex']);
  assert.is((await stage.view(run)).status, 'paused');
  await say(stage, { kind: 'resume', run });
  assert.is((await stage.ended(run)).outcome, 'completed');

  const second = stage.project('second');
  stage.drop('second.md', stage.task(second, ['codex']));
  const other = await waiting(stage, 1);
  await say(stage, { kind: 'abort', run: other, reason: 'changed my mind' });
  const view = await stage.ended(other);
  assert.equal([view.outcome, view.reason, view.dispatches.length], ['aborted', 'aborted', 0]);
});

test('does not wait if a program is missing: that is reported at once', async ({ stage, project }) => {
  await stage.up({ PATH: onlyGit(stage) });
  stage.drop('look.md', stage.task(project, ['gemini']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const view = await stage.ended((await stage.runs())[0] ?? '');
  assert.equal([view.outcome, view.reason], ['failed', 'binding-refused']);
  assert.match(view.message, 'gemini is not on the PATH');
});

test.run();

/** A PATH on which there is no agent program, whatever this machine has. */
function onlyGit(stage: DaemonStage): string {
  const bin = join(stage.folder, 'only-git');
  const git = (process.env.PATH ?? '').split(':').find((it) => existsSync(join(it, 'git'))) ?? '';
  mkdirSync(bin);
  symlinkSync(join(git, 'git'), join(bin, 'git'));
  return bin;
}
