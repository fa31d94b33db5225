// What a process leaves half written in a home when it is killed is removed once nobody can still be writing it, and nothing else is.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reachDaemon } from '../../../daemon/control/client.ts';
import type { Pruned } from '../../../daemon/records/prune-runs.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const test = suite<{ fixture: CliFixture }>('left drafts');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const LONG_AGO = new Date(Date.now() - 2 * 60 * 60 * 1000);
const grow = (path: string): void => utimesSync(path, LONG_AGO, LONG_AGO);

const draftsIn = ({ root }: CliFixture): string[] =>
  (readdirSync(root, { recursive: true }) as string[]).filter((it) => it.endsWith('.tmp')).map((it) => join(root, it));

/** A number that no process has: one had it, and is gone. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

function place(path: string, ago = true): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'half');
  if (ago) grow(path);
  return path;
}

test('a daemon removes the drafts that a killed one left, and leaves those of living and of recent writers', async ({ fixture }) => {
  fixture.agent('good', 'reviews.mjs');
  const project = fixture.project('shop');
  await fixture.up({ MUSTER_FAILPOINT: 'file.before-rename:2' });
  fixture.drop('task.md', fixture.task(project, ['good']));
  await until('the daemon to die', async () => (await reachDaemon(fixture.root)) === undefined);
  await fixture.kill();
  const left = draftsIn(fixture);
  assert.ok(left.length > 0, 'it was killed before a rename');
  left.forEach(grow);

  const [gone, x] = [deadPid(), '0123456789ab'];
  const living = place(join(fixture.home.objects, 'ab', `.cd.${process.pid}-${x}.tmp`));
  const recent = place(join(fixture.home.objects, 'ab', `.cd.${gone}-${x}.tmp`), false);
  const work = place(join(fixture.home.run('r-other').workplaces, 'seat', `.cd.${gone}-${x}.tmp`));
  const clone = place(join(fixture.home.loops, 'one', `.cd.${gone}-${x}.tmp`));
  const named = place(join(fixture.home.prompts, 'mine.tmp'));
  const prompt = place(join(fixture.home.run('r-other').prompts, `.d1.md.${gone}-${x}.tmp`));
  const ledger = place(join(fixture.root, `ledger.db.${gone}-${x}.new`));

  await fixture.up();
  await until('what was left to be removed', () => [...left, prompt, ledger].every((it) => !existsSync(it)));
  for (const it of [living, recent, work, clone, named]) assert.ok(existsSync(it), it);
  const [run = ''] = await fixture.runs();
  await fixture.ended(run);
});

test('so does prune, which says how many there are, and takes folders of dead commands, too', async ({ fixture }) => {
  const gone = deadPid();
  const first = place(join(fixture.home.prompts, `.d1.md.${gone}-0123456789ab.tmp`));
  await fixture.up();
  await until('the daemon to have looked for drafts', () => !existsSync(first));
  const taking = join(fixture.root, `taking-${gone}-Ab3dE6`);
  const coming = join(fixture.home.incoming, `coming-${gone}-Ab3dE6`);
  const mine = join(fixture.home.incoming, `coming-${process.pid}-Ab3dE6`);
  for (const folder of [taking, coming, mine]) {
    place(join(folder, 'deep', 'file'));
    grow(folder);
  }
  const ahead = JSON.parse((await fixture.muster(['prune', '--dry-run', '--json'])).out) as Pruned;
  assert.is(ahead.drafts.count, 2);
  assert.ok(existsSync(taking));
  const said = await fixture.muster(['prune']);
  assert.match(said.out, /2 drafts that killed processes left deleted/);
  assert.not(existsSync(taking));
  assert.not(existsSync(coming));
  assert.ok(existsSync(mine));
  assert.match((await fixture.muster(['prune'])).out, /Nothing to prune/);
});

test.run();
