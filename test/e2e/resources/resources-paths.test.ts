// Homes on odd paths, from the first command to the last; and a clock that is set back while a run is at work.

import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';
import { wrongWith } from '../papers.ts';

const places = suite<{ stage: CliStage }>('a home whose path');
const clock = suite<{ stage: CliStage }>('the time of day');
for (const test of [places, clock]) {
  test.before.each((context) => {
    context.stage = openCliStage();
  });
  test.after.each(({ stage }) => stage.clear());
}

const nobodyIsLeft = (stage: CliStage): Promise<void> =>
  until('no daemon to be left behind', () => stage.processes().every((it) => it.pid === process.pid));

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
  places(`${what} works from the first command to the last`, async ({ stage }) => {
    const home = path(stage.folder);
    const env = { MUSTER_HOME: home };
    const task = stage.task(stage.project('shop'), ['links']);
    const ran = await stage.muster(['run', '-'], { env, input: task });
    // Rules alone answer no question.
    assert.is(ran.code, 6, ran.err);
    assert.match((await stage.muster(['status'], { env })).out, /runs? ended|^Daemon/m);
    assert.match((await stage.muster(['doctor'], { env })).out, /^ok +daemon +\S+, pid \d+/m);
    const down = await stage.muster(['down'], { env });
    assert.equal([down.code, down.err], [0, '']);
    await nobodyIsLeft(stage);
    assert.equal(await wrongWith(home), []);
    assert.is(existsSync(join(home, 'daemon.sock')), false);
  });
}

for (const [what, name] of Object.entries({ 'has a newline': 'two\nlines', 'ends with a blank': 'home ', 'is not UTF-8': 'home\ufffd' })) {
  places(`${what} is refused at once, and nothing is made there`, async ({ stage }) => {
    const home = join(stage.folder, name);
    const ran = await stage.muster(['review', '--all'], { env: { MUSTER_HOME: home }, cwd: stage.project('shop') });
    assert.is(ran.code, 1);
    assert.match(
      ran.err,
      /^muster: the home ".+" cannot be used: its path has a control character, .* Choose another home with MUSTER_HOME\.\n$/,
    );
    assert.is(existsSync(home), false);
    assert.is((await stage.muster(['review', '--help'], { env: { MUSTER_HOME: home } })).code, 0);
  });
}

clock('is set back by an hour under a run: what is written never runs backwards, and nobody is given up for it', async ({ stage }) => {
  const [go, back] = [join(stage.folder, 'go'), join(stage.folder, 'back')];
  stage.agent('one', 'waits-for-file.mjs', go);
  const preload = new URL('../../fixtures/clock-goes-back.mjs', import.meta.url).href;
  await stage.up({ NODE_OPTIONS: `--import=${preload}`, CLOCK_GOES_BACK: back });
  stage.drop('look.md', stage.task(stage.project('shop'), ['one']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  await until('the worker', async () =>
    (await stage.view(run)).dispatches.some((it) => it.attempts.some(({ state }) => state === 'running')),
  );
  writeFileSync(back, '');
  const noted = await stage.muster(['note', run, 'while the clock is wrong']);
  assert.equal([noted.code, noted.err], [0, '']);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.equal([view.outcome, view.degraded], ['completed', false]);
  assert.ok(view.dispatches.every((it) => it.attempts.length === 1));
  const times = (await stage.events(run)).map((it) => it.at);
  assert.equal(times, times.toSorted());
  assert.equal(await wrongWith(stage.root), []);
});

places.run();
clock.run();
