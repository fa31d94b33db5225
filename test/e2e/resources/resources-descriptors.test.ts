// A daemon that has no file descriptor left: what fails is tried again with growing pauses, nothing that was
// accepted is lost, and it goes on, or ends in order, when it has some again.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { startOf } from '../../../runtime/processes/processes.ts';
import { GIVE_UP_AFTER } from '../../../skills/dispatch/retry.ts';
import { differencesIn } from '../check-when-written.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a daemon without descriptors');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** What is open stays open; nothing more can be. */
const limit = (pid: number, descriptors: number): void =>
  void execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors}:`], { stdio: 'pipe' });

type Failed = { key: string; code: string; try: number; retryAt: string };

async function starve(fixture: DaemonFixture): Promise<{ run: string; daemon: number; failed(): Promise<(Failed & { at: string })[]> }> {
  const go = join(fixture.folder, 'go');
  fixture.agent('one', 'waits-for-file.mjs', go);
  fixture.agent('two', 'agrees.mjs');
  const project = fixture.project('shop');
  const daemon = await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['one']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const failed = async () =>
    (await fixture.events(run)).filter((it) => it.type === 'effect.failed').map((it) => ({ ...(it.payload as Failed), at: it.at }));
  await until('the worker', async () =>
    (await fixture.view(run)).dispatches.some((it) => it.attempts.some(({ state }) => state === 'running')),
  );
  limit(daemon, 5);
  fixture.drop('later.md', fixture.task(project, ['two'], '', 'dropped meanwhile'));
  writeFileSync(go, '');
  await until('it to have failed three times', async () => (await failed()).length >= 3);
  return { run, daemon, failed };
}

test('retries at growing intervals, and ends both runs when it has some again', async ({ fixture }) => {
  const { daemon, failed } = await starve(fixture);
  const all = await failed();
  assert.ok(
    all.every((it) => it.code === 'EMFILE' || it.code === 'out-of-resources'),
    JSON.stringify(all),
  );
  const tries = all.filter((it) => it.key === all[0]?.key);
  const pauses = tries.map((it) => Date.parse(it.retryAt) - Date.parse(it.at));
  assert.equal(
    tries.map((it) => it.try),
    tries.map((_, at) => at + 1),
  );
  for (const [at, pause] of pauses.entries()) assert.ok(at === 0 || pause >= (pauses[at - 1] ?? 0) * 1.5, `the pauses were ${pauses}`);
  limit(daemon, 4_096);
  await allIsWell(fixture);
  const status = (await fixture.ask({ ask: 'status' })) as DaemonStatus;
  assert.equal([status.pid, status.parked, status.setAside], [daemon, false, []]);
});

test('shuts down cleanly when told to, and the next one finds everything', async ({ fixture }) => {
  const { daemon } = await starve(fixture);
  process.kill(daemon, 'SIGTERM');
  await until('it to end', () => startOf(daemon) === undefined);
  const house = await fixture.withLedger((ledger) => ledger.read('house'));
  assert.is(house.at(-1)?.type, 'daemon.stopped');
  await fixture.up();
  await allIsWell(fixture);
});

test('starts a worker later, without counting an attempt, while the session host has none', async ({ fixture }) => {
  fixture.agent('one', 'agrees.mjs');
  fixture.agent('first', 'waits-for-file.mjs', join(fixture.folder, 'go'));
  const project = fixture.project('shop');
  await fixture.up();
  // The first worker brings the host along.
  fixture.drop('first.md', fixture.task(project, ['first'], '', 'the first'));
  await until('the host', async () => (await running(fixture, 'first')) !== undefined);
  const [session = ''] = readdirSync(join(fixture.root, 'sessions')).filter((it) => it.startsWith('r-'));
  const host: number = JSON.parse(readFileSync(join(fixture.root, 'sessions', session, 'intent.json'), 'utf8')).host.pid;
  limit(host, readdirSync(`/proc/${host}/fd`).length + 4);
  fixture.drop('second.md', fixture.task(project, ['one'], '', 'the second'));
  await until('the second run', async () => (await fixture.runs()).length === 2);
  const second = (await fixture.runs()).at(-1) ?? '';
  const refused = async () => (await fixture.events(second)).filter((it) => it.type === 'effect.failed');
  // As often as a failure that counts may happen.
  await until('it to be refused again and again', async () => (await refused()).length >= GIVE_UP_AFTER, 200_000);
  assert.equal(new Set((await refused()).map((it) => (it.payload as Failed).code)), new Set(['out-of-resources']));
  limit(host, 4_096);
  writeFileSync(join(fixture.folder, 'go'), '');
  const view = await fixture.ended(second, 120_000);
  assert.is(view.outcome, 'completed');
  for (const { attempts } of view.dispatches) assert.equal([attempts.length, attempts[0]?.reason], [1, 'done']);
});

async function running(fixture: DaemonFixture, agent: string): Promise<object | undefined> {
  const [run] = await fixture.runs();
  const view = run === undefined ? undefined : await fixture.view(run).catch(() => undefined);
  return view?.dispatches.find((it) => it.seat.startsWith(agent) && it.attempts.some(({ state }) => state === 'running'));
}

async function allIsWell(fixture: DaemonFixture): Promise<void> {
  await until('the second run', async () => (await fixture.runs()).length === 2);
  for (const run of await fixture.runs()) assert.is((await fixture.ended(run, 120_000)).outcome, 'completed');
  assert.equal(await differencesIn(fixture.root), []);
}

test.run();
