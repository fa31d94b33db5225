// The same task twice: nothing is started, and the report and exit code of the first run stand; with --force everything is done again.
// Also `rerun --failed`, on the files of the earlier run.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../../contracts/run/manifest.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { openCliFixture } from '../cli/cli-fixture.ts';

const whole = suite('whole runs');

const started = (view: RunView): string[] => view.dispatches.filter((it) => it.attempts.length > 0).map((it) => it.seat);

whole('the same task ends at once the second time and refers to the first; forced, forgotten or changed it is done', async () => {
  const fixture = openCliFixture();
  try {
    fixture.config('reuse: all\ngrace: { exit: 500ms, kill: 500ms, flush: 100ms }\n');
    fixture.agent('one', 'reviews.mjs');
    fixture.agent('two', 'reviews.mjs', '2');
    const project = fixture.project('shop');
    const run = async (...more: string[]) => {
      const ran = await fixture.muster(['run', '-', '--fail-on', 'info', '--json', ...more], {
        input: fixture.task(project, ['one', 'two']),
        cwd: project,
      });
      assert.is.not(ran.out, '', ran.err);
      return { view: JSON.parse(ran.out) as RunView, code: ran.code };
    };
    const first = await run();
    assert.equal([first.view.outcome, first.code], ['completed', 7]);

    const second = await run();
    assert.equal([second.view.outcome, second.view.reason, second.view.sameAs], ['skipped', 'reused', first.view.id]);
    assert.equal([second.view.dispatches, second.code], [[], 7], 'nothing is spawned, and what was found still counts');
    const manifest = JSON.parse(readFileSync(fixture.home.run(second.view.id).manifest, 'utf8')) as Manifest;
    assert.equal([manifest.outcome, manifest.reused], ['skipped', [first.view.id]]);
    assert.match(readFileSync(second.view.report?.path ?? '', 'utf8'), new RegExp(`${first.view.id} did the same; its report: `));
    const end = (await fixture.events(second.view.id)).find((it) => it.type === 'run.ended');
    assert.is(end?.payload.degraded, false);
    const plain = await fixture.muster(['run', '-'], { input: fixture.task(project, ['one', 'two']), cwd: project });
    assert.match(plain.err, new RegExp(`nothing was done: ${first.view.id} did the same`));
    assert.match(plain.out, /Findings +the one finding is confirmed/);
    assert.match(plain.out, /Saved +1 report of earlier runs/);
    assert.match((await fixture.muster(['show', second.view.id])).out, /Saved +1 report of earlier runs/);
    assert.match(
      (await fixture.muster(['reuse', second.view.id])).out,
      new RegExp(`the whole run .* from ${first.view.id}[\\s\\S]*Reused: 1 report`),
    );
    assert.match((await fixture.muster(['stats'])).out, /Reused: 2 reports of earlier runs/);

    const forced = await run('--force');
    assert.equal([forced.view.outcome, started(forced.view).filter((it) => it !== 'report-writer')], ['completed', ['one', 'two']]);
    assert.is((await run()).view.sameAs, forced.view.id, 'what was forced takes the place of the first');

    assert.is((await fixture.muster(['forget', forced.view.id])).code, 0);
    const after = await run();
    assert.equal(
      started(after.view).filter((it) => it !== 'report-writer'),
      ['one', 'two'],
    );

    fixture.write(join(project, 'more.js'), 'export const more = 1;\n');
    const changed = await run();
    const told = await fixture.muster(['reuse', changed.view.id]);
    assert.match(told.out, new RegExp(`the whole run +[0-9a-f]{12} +done: compared with ${after.view.id}, the files changed`));
  } finally {
    await fixture.clear();
  }
});

whole('a rerun pays only for what had failed, on the old files; on today’s files it pays for everything', async () => {
  const fixture = openCliFixture();
  try {
    fixture.config('grace: { exit: 500ms, kill: 500ms, flush: 100ms }\n');
    const go = join(fixture.folder, 'go');
    fixture.agent('one', 'reviews.mjs');
    fixture.agent('two', 'reviews.mjs', '2');
    fixture.agent('three', 'fails-without-file.mjs', go, '3');
    const project = fixture.project('shop');
    const run = await fixture.muster(['run', '-', '--json'], { input: fixture.task(project, ['one', 'two', 'three']), cwd: project });
    const { id } = JSON.parse(run.out) as RunView;
    writeFileSync(go, '');
    fixture.write(join(project, 'more.js'), 'export const more = 1;\n');
    const again = async (...more: string[]): Promise<RunView> => {
      const ran = await fixture.muster(['rerun', id, '--failed', '--json', ...more]);
      assert.is(ran.code, 0, ran.err);
      return fixture.ended(JSON.parse(ran.out).rows[0].again);
    };
    const repeated = await again();
    assert.equal(started(repeated), ['three', 'report-writer']);
    assert.equal(repeated.base?.tree, (await fixture.view(id)).base?.tree);
    const fresh = await again('--fresh');
    assert.equal(started(fresh), ['one', 'two', 'three', 'report-writer']);
    const fork = (...how: string[]): Promise<RunView> => forkOf(id, ...how);
    const forkOf = async (of: string, ...how: string[]): Promise<RunView> => {
      const ran = await fixture.muster(['fork', of, ...how]);
      assert.is(ran.code, 0, ran.err);
      return fixture.ended(ran.out.trim());
    };
    const [first] = repeated.phases;
    const voted = await fork('--at', 'convergence', '--agents', 'one,three', '-m', 'two was no help');
    assert.equal(
      [started(voted), voted.seats.filter((it) => it.role === 'analyser').map((it) => it.name)],
      [['report-writer'], ['one', 'three', 'two']],
      'two has its analysis, and is asked nothing more',
    );
    assert.ok(voted.notes.some((it) => it.text === 'two was no help'));
    fixture.agent('four', 'agrees.mjs');
    const others = await fork('--at', 'convergence', '--agents', 'four');
    assert.equal(
      others.dispatches.filter((it) => it.attempts.length > 0).map((it) => `${it.phase} ${it.seat}`),
      ['convergence four', 'report report-writer'],
      'the votes, and nothing else, are paid for',
    );
    assert.equal([others.degraded, others.findings.map((it) => it.state)], [false, ['full-consensus']]);
    const end = (await fixture.events(repeated.id)).find((it) => it.type === 'result.accepted' || it.type === 'dispatch.reused');
    assert.equal(started(await forkOf(repeated.id, '--at', String(end?.seq))).length, 3, 'what came after the event is asked again');
    assert.equal(started(await fork('--at', first?.key ?? '')), ['one', 'two', 'three', 'report-writer']);
    const beside = await fixture.muster(['compare', repeated.id, voted.id, '--json']);
    const { runs, same, findings } = JSON.parse(beside.out);
    assert.equal([runs.map((it: { reused: number }) => it.reused), same, findings], [[2, 3], 1, []]);
    const stats = await fixture.muster(['stats', '--json']);
    assert.is(JSON.parse(stats.out).reused.answers, 9);
  } finally {
    await fixture.clear();
  }
});

whole.run();
