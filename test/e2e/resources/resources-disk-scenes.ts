// A home whose disk is full: the lead says so and waits, nothing that was accepted is lost, and everything goes on by
// itself when there is room again.

import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { startOf } from '../../../runtime/processes/processes.ts';
import { differencesIn } from '../check-when-written.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import type { Disk, Means } from './resources-disks.ts';

type Context = { fixture: CliFixture; disk: Disk; go: string; project: string };

export function fullDiskTests({ kind, make }: Means): void {
  const test = suite<Context>(`a home on a full disk (${kind})`);

  test.before.each((context) => {
    context.disk = make();
    context.fixture = openCliFixture('home', context.disk.folder);
    context.go = join(context.fixture.folder, 'go');
    context.project = context.fixture.project('shop');
    context.fixture.agent('one', 'writes-then-waits.mjs', context.go);
    context.fixture.agent('two', 'agrees.mjs');
  });
  test.after.each(async ({ fixture, disk }) => {
    disk.free();
    await fixture.clear();
    disk.remove();
  });

  const status = async (fixture: CliFixture) => (await fixture.ask({ ask: 'status' })) as DaemonStatus;

  /** A worker has its result written, and waits; then the disk fills, and the result is put in its place. */
  async function fillAtWork({ fixture, disk, go, project }: Context): Promise<{ run: string; daemon: number }> {
    const daemon = await fixture.up();
    fixture.drop('look.md', fixture.task(project, ['one']));
    await until('the run', async () => (await fixture.runs()).length === 1);
    const [run = ''] = await fixture.runs();
    const results = join(fixture.home.run(run).root, 'results');
    await until(
      'the worker to have written',
      () => existsSync(results) && readdirSync(results, { recursive: true }).some((it) => String(it).endsWith('.json.part')),
    );
    fixture.write(join(fixture.root, 'later.md'), fixture.task(project, ['two'], '', 'dropped on a full disk'));
    disk.fill(() => [daemon, ...fixture.processes().map((it) => it.pid)].filter((pid) => startOf(pid) !== undefined));
    writeFileSync(go, '');
    renameSync(join(fixture.root, 'later.md'), join(fixture.home.inbox, 'later.md'));
    await until('the daemon to park', async () => (await status(fixture)).parked);
    return { run, daemon };
  }

  /** Both tasks, each with one report, and nothing that anybody else finds wrong. */
  async function allIsWell(fixture: CliFixture, first: string): Promise<void> {
    await until('the second run', async () => (await fixture.runs()).length === 2);
    for (const run of await fixture.runs()) {
      const view = await fixture.ended(run);
      assert.equal([view.outcome, view.degraded], ['completed', false]);
      assert.ok(
        view.dispatches.every((it) => it.attempts.length === 1),
        'nobody had to work twice',
      );
    }
    assert.equal(
      (await fixture.view(first)).findings.map((it) => it.path),
      ['answer.js'],
    );
    assert.equal(await differencesIn(fixture.root), []);
    assert.equal((await status(fixture)).setAside, []);
  }

  test('waits, says so, and continues by itself when there is space', async (context) => {
    const { fixture, disk } = context;
    const { run, daemon } = await fillAtWork(context);
    const told = await fixture.muster(['status']);
    assert.is(told.code, 0);
    assert.match(told.out, /The ledger cannot be written: nothing new is started/);
    const doctor = await fixture.muster(['doctor']);
    assert.is(doctor.code, 1);
    assert.match(doctor.out, /^bad .*the ledger cannot be written/m);
    await until('the drop to be claimed', () => !existsSync(join(fixture.home.inbox, 'later.md')));
    assert.is((await fixture.view(run)).endedAt, null);
    disk.free();
    await allIsWell(fixture, run);
    assert.equal([(await status(fixture)).parked, (await status(fixture)).pid], [false, daemon]);
    assert.match(readFileSync(fixture.home.log, 'utf8'), /"run ended"/, 'the log goes on too');
  });

  test('can be stopped by `down`, and the next daemon finishes what was started', async (context) => {
    const { fixture, disk } = context;
    const { run, daemon } = await fillAtWork(context);
    const refused = await fixture.muster(['down', '--now']);
    assert.is(refused.code, 1);
    assert.match(refused.err, /^muster: no run can be ended now: the ledger cannot be written\. Free some disk space/);
    assert.is(startOf(daemon) === undefined, false);
    const down = await fixture.muster(['down']);
    assert.equal([down.code, down.err], [0, '']);
    disk.free();
    await fixture.up();
    await allIsWell(fixture, run);
  });

  test('accepts an order when there is space, and only then confirms it', async (context) => {
    const { fixture, disk } = context;
    const { run } = await fillAtWork(context);
    let answered = false;
    const note = fixture.begin(['note', run, 'written on a full disk']);
    void note.ended.then(() => {
      answered = true;
    });
    const task = await fixture.muster(['submit', '-'], { input: fixture.task(context.project, ['two'], '', 'submitted on a full disk') });
    assert.is(task.code, 1);
    assert.match(task.err, /^muster: [^\n]*(disk is full|no space left|too large|I\/O error)[^\n]*\n$/i);
    assert.is(answered, false);
    disk.free();
    assert.equal((await note.ended).code, 0);
    await allIsWell(fixture, run);
    assert.ok((await fixture.view(run)).notes.some((it) => it.text === 'written on a full disk'));
  });

  test.run();
}
