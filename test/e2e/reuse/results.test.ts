// Reused results in real runs: what was answered once is not asked again, a miss names its reason, only failed work is paid for again, and
// two runs that ask the same at once start one worker, even if the daemon is killed.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { differencesIn } from '../check-when-written.ts';
import { openDaemonFixture, until } from '../daemon-fixture.ts';

const reuse = suite('results of earlier runs');

const started = (view: RunView): string[] => view.dispatches.filter((it) => it.attempts.length > 0).map((it) => it.seat);
const answered = (view: RunView): string[] => view.dispatches.flatMap((it) => (it.reused ? `${it.seat} ${it.reused.from}` : []));
const outcome = (view: RunView) => [view.outcome, view.degraded, view.findings.map((it) => it.state)];

reuse('four of five answers are reused if the fifth had failed, and none after one file has changed', async () => {
  const fixture = openDaemonFixture();
  try {
    const project = fixture.project('shop');
    const go = join(fixture.folder, 'go');
    const seats = ['one', 'two', 'three', 'four'];
    for (const [n, name] of seats.entries()) fixture.agent(name, 'reviews.mjs', String(n + 1));
    fixture.agent('five', 'fails-without-file.mjs', go, '5');
    fixture.config('grace: { exit: 500ms, kill: 500ms, flush: 100ms }\n');
    await fixture.up();
    const run = async (file: string, brief?: string): Promise<RunView> => {
      const before = new Set(await fixture.runs());
      fixture.drop(file, fixture.task(project, [...seats, 'five'], '', brief));
      let fresh: string | undefined;
      await until('the run to be there', async () => {
        fresh = (await fixture.runs()).find((it) => !before.has(it));
        return fresh !== undefined;
      });
      return fixture.ended(fresh ?? '');
    };

    const first = await run('a.md');
    assert.equal([first.degraded, started(first).filter((it) => it !== 'report-writer')], [false, [...seats, 'five']]);

    writeFileSync(go, '');
    const second = await run('b.md');
    assert.equal(started(second), ['five', 'report-writer'], 'only the one that had failed is started');
    const fromFirst = first.dispatches.filter((it) => seats.includes(it.seat)).map((it) => `${it.seat} ${it.id}`);
    assert.equal(answered(second), fromFirst);
    assert.equal(outcome(second), ['completed', false, ['full-consensus']]);
    assert.match(fixture.progress(), new RegExp(`PROGRESS: phase-4-reuse worker=one from=${first.id}.d1\n`));
    const raised = second.raised.find((it) => it.dispatch === `${second.id}.d1`);
    assert.equal(
      [raised?.dispatch, raised?.checks.map((it) => it.outcome)],
      [`${second.id}.d1`, ['found']],
      'its evidence is looked up again',
    );

    const third = await run('c.md', 'Look at it, please.');
    assert.equal(answered(third), []);
    const misses = (await fixture.events(third.id)).flatMap((it) =>
      it.type === 'dispatch.sought' && it.payload.seat === 'one' ? [it.payload.miss] : [],
    );
    assert.equal(misses[0], { why: 'differs', field: 'body', from: `${first.id}.d1` });

    fixture.write(join(project, 'other.js'), 'export const one = 1;\n');
    const fourth = await run('d.md');
    assert.equal(answered(fourth), []);
    const changed = (await fixture.events(fourth.id)).flatMap((it) => (it.type === 'dispatch.sought' ? [it.payload.miss.field] : []));
    assert.is(changed[0], 'tree');
    assert.equal(await differencesIn(fixture.root), [], 'an answer that was taken over is an answer');
  } finally {
    await fixture.clear();
  }
});

reuse('two runs that ask the same at once start one worker, even across the death of a daemon', async () => {
  const fixture = openDaemonFixture();
  try {
    const project = fixture.project('shop');
    const go = join(fixture.folder, 'go');
    // Named from its own folder, because the file would be part of what it is.
    fixture.agent('one', 'waits-for-file.mjs', '../../../../../go');
    fixture.config('grace: { exit: 500ms, kill: 500ms }\n');
    await fixture.up();
    fixture.drop('a.md', fixture.task(project, ['one'], '', 'Look at it.'));
    fixture.drop('b.md', fixture.task(project, ['one'], 'title: the same\n', 'Look at it.'));
    const attempts = async () =>
      (await Promise.all((await fixture.runs()).map(fixture.view))).flatMap((it) => it.dispatches.flatMap((one) => one.attempts));
    await until('both to be at it', async () => {
      const views = await Promise.all((await fixture.runs()).map(fixture.view));
      return views.length === 2 && views.every((it) => it.dispatches.length > 0) && (await attempts()).some((it) => it.state === 'running');
    });
    await fixture.kill();
    await fixture.up();
    assert.is((await attempts()).length, 1);
    writeFileSync(go, '');
    const views = await Promise.all((await fixture.runs()).map((it) => fixture.ended(it)));
    assert.equal(views.map((it) => it.dispatches.filter((one) => one.seat === 'one' && one.attempts.length > 0).length).toSorted(), [0, 1]);
    assert.equal(views.map((it) => answered(it).length).toSorted(), [0, 1]);
    assert.equal(
      views.map((it) => it.findings.length),
      [1, 1],
    );
  } finally {
    await fixture.clear();
  }
});

reuse.run();
