// Homes on odd paths, from the first command to the last; and a clock that is set back while a run is at work.

import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesIn } from '../check-when-written.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const places = suite<{ fixture: CliFixture }>('a home whose path');
const clock = suite<{ fixture: CliFixture }>('the time of day');
for (const test of [places, clock]) {
  test.before.each((context) => {
    context.fixture = openCliFixture();
  });
  test.after.each(({ fixture }) => fixture.clear());
}

const nobodyIsLeft = (fixture: CliFixture): Promise<void> =>
  until('no daemon to be left behind', () => fixture.processes().every((it) => it.pid === process.pid));

const PATHS: Record<string, (folder: string) => string> = {
  'has blanks and umlauts': (folder) => join(folder, 'mein Häuschen (größer)'),
  'is longer than a socket can be': (folder) => join(folder, ...Array.from({ length: 6 }, (_, at) => `${'a-long-name-'.repeat(4)}${at}`)),
  'has quotes and what means something to shells and to git': (folder) => join(folder, `q'"%\\,:;$(x)\`*?[a]{b}#&|<>!~`),
  'is a symbolic link': (folder) => {
    mkdirSync(join(folder, 'real'), { mode: 0o700 });
    symlinkSync('real', join(folder, 'link'));
    return join(folder, 'link');
  },
};
for (const [what, path] of Object.entries(PATHS)) {
  places(`${what} works from the first command to the last`, async ({ fixture }) => {
    const home = path(fixture.folder);
    const env = { MUSTER_HOME: home };
    const task = fixture.task(fixture.project('shop'), ['links']);
    const ran = await fixture.muster(['run', '-'], { env, input: task });
    // Rules alone answer no question.
    assert.is(ran.code, 6, ran.err);
    assert.match((await fixture.muster(['status'], { env })).out, /runs? ended|^Daemon/m);
    assert.match((await fixture.muster(['doctor'], { env })).out, /^ok +daemon +\S+, pid \d+/m);
    const down = await fixture.muster(['down'], { env });
    assert.equal([down.code, down.err], [0, '']);
    await nobodyIsLeft(fixture);
    assert.equal(await differencesIn(home), []);
    assert.is(existsSync(join(home, 'daemon.sock')), false);
  });
}

for (const [what, name] of Object.entries({ 'has a newline': 'two\nlines', 'ends with a blank': 'home ', 'is not UTF-8': 'home\ufffd' })) {
  places(`${what} is refused at once, and nothing is made there`, async ({ fixture }) => {
    const home = join(fixture.folder, name);
    const ran = await fixture.muster(['review', '--all'], { env: { MUSTER_HOME: home }, cwd: fixture.project('shop') });
    assert.is(ran.code, 1);
    assert.match(
      ran.err,
      /^muster: the home ".+" cannot be used: its path has a control character, .* Choose another home with MUSTER_HOME\.\n$/,
    );
    assert.is(existsSync(home), false);
    assert.is((await fixture.muster(['review', '--help'], { env: { MUSTER_HOME: home } })).code, 0);
  });
}

clock('is set back by an hour under a run: what is written never runs backwards, and nobody is given up for it', async ({ fixture }) => {
  const [go, back] = [join(fixture.folder, 'go'), join(fixture.folder, 'back')];
  fixture.agent('one', 'waits-for-file.mjs', go);
  const preload = new URL('../../fixtures/clock-goes-back.mjs', import.meta.url).href;
  await fixture.up({ NODE_OPTIONS: `--import=${preload}`, CLOCK_GOES_BACK: back });
  fixture.drop('look.md', fixture.task(fixture.project('shop'), ['one']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await until('the worker', async () =>
    (await fixture.view(run)).dispatches.some((it) => it.attempts.some(({ state }) => state === 'running')),
  );
  writeFileSync(back, '');
  const noted = await fixture.muster(['note', run, 'while the clock is wrong']);
  assert.equal([noted.code, noted.err], [0, '']);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.equal([view.outcome, view.degraded], ['completed', false]);
  assert.ok(view.dispatches.every((it) => it.attempts.length === 1));
  const times = (await fixture.events(run)).map((it) => it.at);
  assert.equal(times, times.toSorted());
  assert.equal(await differencesIn(fixture.root), []);
});

places.run();
clock.run();
