// A run whose agents would send code elsewhere waits for a person's consent without occupying a slot. It says for which providers,
// survives the death of its daemon, and continues by itself once consent is given.

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../contracts/control.ts';
import { type DaemonFixture, openDaemonFixture, until } from './daemon-fixture.ts';
import { writeFakeAgent } from './fake-agent.ts';

const test = suite<{ fixture: DaemonFixture; path: string; project: string }>('a run that needs a person’s consent');

test.before.each((context) => {
  const fixture = openDaemonFixture();
  context.fixture = fixture;
  context.path = `${writeFakeAgent(fixture, 'codex')}:${process.env.PATH}`;
  context.project = fixture.project('my shop');
  fixture.agent('own', 'agrees.mjs');
});
test.after.each(async ({ fixture }) => fixture.clear());

const person = { kind: 'person' as const, pid: process.pid };
const say = (fixture: DaemonFixture, order: Record<string, unknown>) =>
  fixture.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: person, order } as never });
const allow = (fixture: DaemonFixture, project: string, providers: string[]) => say(fixture, { kind: 'allow', project, providers });
const statuses = async (fixture: DaemonFixture) => ((await fixture.ask({ ask: 'status' })) as DaemonStatus).runs;

async function waiting(fixture: DaemonFixture, which = 0): Promise<string> {
  let run = '';
  await until('the run to wait', async () => {
    run = (await fixture.runs())[which] ?? '';
    return run !== '' && (await fixture.view(run)).status === 'awaiting-consent';
  });
  return run;
}

test('waits for it without occupying a slot, across a restart of the daemon, and continues by itself', async ({
  fixture,
  path,
  project,
}) => {
  fixture.config('maxConcurrentRuns: 1\n');
  await fixture.up({ PATH: path });
  fixture.drop('look.md', fixture.task(project, ['codex', 'own'], 'deadline: 5m\n'));
  const run = await waiting(fixture);
  const says = `muster allow '${project}' codex`;
  assert.is((await fixture.view(run)).waitsFor, says);
  assert.equal(
    (await statuses(fixture)).map((it) => [it.run, it.status, it.waitsFor]),
    [[run, 'awaiting-consent', says]],
  );
  await until('the line', () => fixture.progress().includes(`PROGRESS: phase-1-intake consent providers=codex waits-for="${says}"`));

  // Another takes the only place meanwhile.
  fixture.drop('own.md', fixture.task(project, ['own'], '', 'Look by yourself.'));
  await until('the other run', async () => (await fixture.runs()).length === 2);
  const other = (await fixture.runs()).find((it) => it !== run) ?? '';
  assert.is((await fixture.ended(other)).outcome, 'completed');

  await fixture.kill();
  await fixture.up({ PATH: path });
  await allow(fixture, join(fixture.folder, 'elsewhere'), ['codex']);
  await allow(fixture, project, ['claude']);
  assert.is((await fixture.view(run)).status, 'awaiting-consent');
  await allow(fixture, project, ['codex']);
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed', view.message);
  assert.is(view.waitsFor, null);
  assert.equal(
    view.dispatches.filter((it) => it.phase === 'analysis').map((it) => [it.seat, it.status]),
    [
      ['codex', 'completed'],
      ['own', 'completed'],
    ],
  );
  const told = (await fixture.events(run)).map((it) => it.type);
  assert.equal(told.slice(0, 4), ['run.created', 'consent.awaited', 'consent.given', 'run.admitted']);

  // Said once, it holds.
  fixture.drop('again.md', fixture.task(project, ['codex', 'own'], '', 'Look again.'));
  await until('the third run', async () => (await fixture.runs()).length === 3);
  const third = (await fixture.runs()).find((it) => it !== run && it !== other) ?? '';
  await fixture.ended(third);
  assert.is((await fixture.events(third)).filter((it) => it.type.startsWith('consent.')).length, 0);
});

test('can be paused, resumed and aborted while it waits', async ({ fixture, path, project }) => {
  await fixture.up({ PATH: path });
  fixture.drop('look.md', fixture.task(project, ['codex', 'own']));
  const run = await waiting(fixture);
  await say(fixture, { kind: 'pause', run, reason: 'lunch' });
  await allow(fixture, project, ['codex']);
  assert.is((await fixture.view(run)).status, 'paused');
  await say(fixture, { kind: 'resume', run });
  assert.is((await fixture.ended(run)).outcome, 'completed');

  const second = fixture.project('second');
  fixture.drop('second.md', fixture.task(second, ['codex']));
  const other = await waiting(fixture, 1);
  await say(fixture, { kind: 'abort', run: other, reason: 'changed my mind' });
  const view = await fixture.ended(other);
  assert.equal([view.outcome, view.reason, view.dispatches.length], ['aborted', 'aborted', 0]);
});

test('does not wait if a program is missing: that is reported at once', async ({ fixture, project }) => {
  await fixture.up({ PATH: onlyGit(fixture) });
  fixture.drop('look.md', fixture.task(project, ['gemini']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const view = await fixture.ended((await fixture.runs())[0] ?? '');
  assert.equal([view.outcome, view.reason], ['failed', 'binding-refused']);
  assert.match(view.message, 'gemini is not on the PATH');
});

test.run();

/** A PATH on which there is no agent program, whatever this machine has. */
function onlyGit(fixture: DaemonFixture): string {
  const bin = join(fixture.folder, 'only-git');
  const git = (process.env.PATH ?? '').split(':').find((it) => existsSync(join(it, 'git'))) ?? '';
  mkdirSync(bin);
  symlinkSync(join(git, 'git'), join(bin, 'git'));
  return bin;
}
