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
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';
import { wrongWith } from '../papers.ts';

const test = suite<{ stage: DaemonStage }>('a daemon without descriptors');
test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(({ stage }) => stage.clear());

/** What is open stays open; nothing more can be. */
const limit = (pid: number, descriptors: number): void =>
  void execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors}:`], { stdio: 'pipe' });

type Failed = { key: string; code: string; try: number; retryAt: string };

async function starve(stage: DaemonStage): Promise<{ run: string; daemon: number; failed(): Promise<(Failed & { at: string })[]> }> {
  const go = join(stage.folder, 'go');
  stage.agent('one', 'waits-for-file.mjs', go);
  stage.agent('two', 'agrees.mjs');
  const project = stage.project('shop');
  const daemon = await stage.up();
  stage.drop('look.md', stage.task(project, ['one']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  const failed = async () =>
    (await stage.events(run)).filter((it) => it.type === 'effect.failed').map((it) => ({ ...(it.payload as Failed), at: it.at }));
  await until('the worker', async () =>
    (await stage.view(run)).dispatches.some((it) => it.attempts.some(({ state }) => state === 'running')),
  );
  limit(daemon, 5);
  stage.drop('later.md', stage.task(project, ['two'], '', 'dropped meanwhile'));
  writeFileSync(go, '');
  await until('it to have failed three times', async () => (await failed()).length >= 3, 60_000);
  return { run, daemon, failed };
}

test('retries at growing intervals, and ends both runs when it has some again', async ({ stage }) => {
  const { daemon, failed } = await starve(stage);
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
  await allIsWell(stage);
  const status = (await stage.ask({ ask: 'status' })) as DaemonStatus;
  assert.equal([status.pid, status.parked, status.setAside], [daemon, false, []]);
});

test('shuts down cleanly when told to, and the next one finds everything', async ({ stage }) => {
  const { daemon } = await starve(stage);
  process.kill(daemon, 'SIGTERM');
  await until('it to end', () => startOf(daemon) === undefined, 60_000);
  const house = await stage.withLedger((ledger) => ledger.read('house'));
  assert.is(house.at(-1)?.type, 'daemon.stopped');
  await stage.up();
  await allIsWell(stage);
});

test('starts a worker later, without counting an attempt, while the session host has none', async ({ stage }) => {
  stage.agent('one', 'agrees.mjs');
  stage.agent('first', 'waits-for-file.mjs', join(stage.folder, 'go'));
  const project = stage.project('shop');
  await stage.up();
  // The first worker brings the host along.
  stage.drop('first.md', stage.task(project, ['first'], '', 'the first'));
  await until('the host', async () => (await running(stage, 'first')) !== undefined);
  const [session = ''] = readdirSync(join(stage.root, 'sessions')).filter((it) => it.startsWith('r-'));
  const host: number = JSON.parse(readFileSync(join(stage.root, 'sessions', session, 'intent.json'), 'utf8')).host.pid;
  limit(host, readdirSync(`/proc/${host}/fd`).length + 4);
  stage.drop('second.md', stage.task(project, ['one'], '', 'the second'));
  await until('the second run', async () => (await stage.runs()).length === 2);
  const second = (await stage.runs()).at(-1) ?? '';
  const refused = async () => (await stage.events(second)).filter((it) => it.type === 'effect.failed');
  // As often as a failure that counts may happen.
  await until('it to be refused again and again', async () => (await refused()).length >= GIVE_UP_AFTER, 200_000);
  assert.equal(new Set((await refused()).map((it) => (it.payload as Failed).code)), new Set(['out-of-resources']));
  limit(host, 4_096);
  writeFileSync(join(stage.folder, 'go'), '');
  const view = await stage.ended(second, 120_000);
  assert.is(view.outcome, 'completed');
  for (const { attempts } of view.dispatches) assert.equal([attempts.length, attempts[0]?.reason], [1, 'done']);
});

async function running(stage: DaemonStage, agent: string): Promise<object | undefined> {
  const [run] = await stage.runs();
  const view = run === undefined ? undefined : await stage.view(run).catch(() => undefined);
  return view?.dispatches.find((it) => it.seat.startsWith(agent) && it.attempts.some(({ state }) => state === 'running'));
}

async function allIsWell(stage: DaemonStage): Promise<void> {
  await until('the second run', async () => (await stage.runs()).length === 2, 60_000);
  for (const run of await stage.runs()) assert.is((await stage.ended(run, 120_000)).outcome, 'completed');
  assert.equal(await wrongWith(stage.root), []);
}

test.run();
