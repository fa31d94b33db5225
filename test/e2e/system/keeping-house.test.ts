// Old runs and lost ledgers: the files of old runs are deleted and their journal stays, a lost ledger can be restored, and the statistics
// over many runs are right.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Statistics } from '../../../daemon/cli/acts/statistics.ts';
import { reachDaemon } from '../../../daemon/control/client.ts';
import type { Imported } from '../../../daemon/records/import-runs.ts';
import type { Pruned } from '../../../daemon/records/prune-runs.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const test = suite<{ fixture: CliFixture; project: string; runs: string[] }>('keeping house');

test.before.each(async (context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  context.project = fixture.project('shop');
  fixture.agent('good', 'reviews.mjs');
  fixture.agent('broken', 'dies-by-signal.sh');
  await fixture.up();
  context.runs = [];
  for (const [n, agents] of [['good'], ['good', 'broken'], ['good']].entries()) {
    fixture.drop(`task-${n}.md`, fixture.task(context.project, agents, '', `Look at it, the ${n}th time.`));
    await until('the drop to become a run', async () => (await fixture.runs()).length === n + 1);
    const run = (await fixture.runs()).find((it) => !context.runs.includes(it)) ?? '';
    context.runs.push(run);
    await fixture.ended(run);
    await until('its journal to be kept beside its report', () => existsSync(fixture.home.run(run).journal));
  }
});
test.after.each(({ fixture }) => fixture.clear());

const refsIn = (repository: string): string => execFileSync('git', ['-C', repository, 'for-each-ref'], { encoding: 'utf8' });
/** All that is kept of the bases of the home. */
const held = ({ home }: CliFixture): string => {
  const names = existsSync(home.bases) ? readdirSync(home.bases) : [];
  return names.map((it) => refsIn(join(home.bases, it))).join('');
};
const sessionsOf = ({ root }: CliFixture, run: string): string[] => readdirSync(join(root, 'sessions')).filter((it) => it.startsWith(run));

test('removes the oldest run with its folder, sessions and base; its journal can still be read', async ({ fixture, project, runs }) => {
  const [first = '', second = '', third = ''] = runs;
  const ahead = JSON.parse((await fixture.muster(['prune', '--keep', '2', '--dry-run', '--json'])).out) as Pruned;
  assert.equal(
    ahead.rows.map((it) => [it.run, it.what]),
    [[first, 'would be deleted']],
  );
  const shown = (await fixture.muster(['prune', '--keep', '1', '--dry-run'])).out.split('\n').filter((it) => it.startsWith('r-'));
  assert.is(shown.length, 2);
  for (const line of shown) assert.match(line, /^r-\w+ {2}would be deleted {2}\S/, 'in columns');
  assert.ok(existsSync(fixture.home.run(first).root));
  const text = readFileSync(fixture.home.run(first).task, 'utf8');

  // A crash between the decision and the deed leaves the deed to the next time.
  await fixture.kill();
  await fixture.up({ MUSTER_FAILPOINT: 'prune.decided' });
  await fixture.muster(['prune', '--keep', '2']);
  await until('the daemon to die', async () => (await reachDaemon(fixture.root)) === undefined);
  await fixture.kill();
  await fixture.up();
  assert.ok(existsSync(fixture.home.run(first).root));
  const said = await fixture.muster(['prune', '--keep', '2']);
  assert.is(said.code, 0, said.err);
  assert.not(existsSync(fixture.home.run(first).root));
  assert.equal(sessionsOf(fixture, first), []);
  assert.not(held(fixture).includes(first));
  assert.ok(sessionsOf(fixture, second).length > 0);
  assert.ok(held(fixture).includes(third));
  assert.not.match(refsIn(project), /muster/);
  assert.ok(existsSync(join(fixture.home.run(second).report, 'report.html')));

  assert.ok((await fixture.view(first)).pruned);
  assert.is((await fixture.events(first)).filter((it) => it.type === 'run.pruned').length, 1);
  const listed = await fixture.muster(['runs']);
  assert.match(listed.out, new RegExp(first));
  assert.match((await fixture.muster(['show', first])).out, /deleted by .muster prune/);
  assert.match((await fixture.muster(['report', first])).err, /pruned/);
  assert.is((await fixture.muster(['verify', first])).code, 0);
  assert.is((await fixture.muster(['verify', second])).code, 0);
  assert.match((await fixture.muster(['prune', '--keep', '2'])).out, /Nothing to prune/);
  assert.ok(text.includes('the 0th time'));
});

test('restores a lost ledger from the run folders, and nothing that was changed', async ({ fixture, runs }) => {
  const before = await Promise.all(runs.map((run) => fixture.events(run)));
  const [first = '', second = '', third = ''] = runs;
  await fixture.kill();
  for (const name of readdirSync(fixture.root).filter((it) => it.startsWith('ledger.db')))
    renameSync(join(fixture.root, name), join(fixture.folder, name));
  const journal = readFileSync(fixture.home.run(third).journal, 'utf8');
  writeFileSync(fixture.home.run(third).journal, journal.replace('"outcome":"completed"', '"outcome":"aborted"'));
  rmSync(fixture.home.run(second).journal);
  await fixture.up();
  assert.equal(await fixture.runs(), []);

  const restored = await fixture.muster(['import', fixture.home.runs, '--json']);
  assert.is(restored.code, 1);
  const rows = new Map((JSON.parse(restored.out) as Imported[]).map((it) => [it.folder.split('/').at(-1), it]));
  assert.is(rows.get(first)?.outcome, 'restored');
  assert.is(rows.get(second)?.outcome, 'refused');
  assert.is(rows.get(third)?.outcome, 'refused');
  assert.match(rows.get(third)?.says ?? '', /was changed/);
  assert.equal(await fixture.events(first), before[0]);
  assert.is((await fixture.muster(['show', first])).code, 0);
  assert.is((await fixture.muster(['verify', first])).code, 0);
  const again = JSON.parse((await fixture.muster(['import', fixture.home.run(first).root, '--json'])).out) as Imported[];
  assert.equal(
    again.map((it) => it.outcome),
    ['already there'],
  );
  // A whole home means its runs.
  const whole = JSON.parse((await fixture.muster(['import', fixture.root, '--json'])).out) as Imported[];
  assert.equal(whole.map((it) => it.outcome).sort(), ['already there', 'refused', 'refused']);
  assert.is((await fixture.muster(['import', fixture.folder])).code, 2);
});

test('takes runs into another home whole: from a home that is gone then, or from copied folders of runs alone', async ({
  fixture,
  runs,
}) => {
  await fixture.kill();
  const [first = '', second = ''] = runs;
  const alone = join(fixture.folder, 'copied', 'runs', first);
  cpSync(fixture.home.run(first).root, alone, { recursive: true });
  const elsewhere = openCliFixture('elsewhere');
  try {
    await elsewhere.up();
    assert.is((await elsewhere.muster(['import', alone])).code, 0);
    assert.is((await elsewhere.muster(['import', fixture.root])).code, 0);
    renameSync(fixture.root, join(fixture.folder, 'gone'));
    for (const run of [first, second]) {
      const verified = await elsewhere.muster(['verify', run]);
      assert.is(verified.code, 0, verified.out);
    }
  } finally {
    await elsewhere.clear();
  }
});

test('counts the outcomes of runs', async ({ fixture, runs }) => {
  const it = JSON.parse((await fixture.muster(['stats', '--json'])).out) as Statistics;
  assert.equal([it.runs, it.outcomes], [runs.length, { completed: 3 }]);
  const row = (agent: string, role: string) => it.agents.find((one) => one.agent === agent && one.role === role);
  assert.equal([row('good', 'analyser')?.dispatches, row('good', 'analyser')?.completed], [3, 3]);
  assert.equal(row('broken', 'analyser')?.failures, [{ reason: 'exit-without-result', count: 1 }]);
  assert.type(row('good', 'analyser')?.p95, 'number');
  const shown = await fixture.muster(['stats']);
  assert.match(shown.out, /3 runs/);
  assert.match(shown.out, /exit-without-result 1/);
});

test.run();
