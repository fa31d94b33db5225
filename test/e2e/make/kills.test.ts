// The daemon, killed before and after everything that it does for a prompt: one artifact, and no worker or command twice.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { spaceFolder } from '../../../daemon/make/artifact-places.ts';
import { promptRunsOf } from '../../../skills/phases/make/report/sentences.ts';
import { until } from '../daemon-fixture.ts';
import { type MakeFixture, openMakeFixture } from './make-fixture.ts';

const kills = suite<{ it: MakeFixture }>('a daemon killed around a prompt');
kills.before.each((context) => {
  context.it = openMakeFixture();
});
kills.after.each(({ it }) => it.clear());

/** In the order in which one run comes by them. */
const EFFECTS = ['effect.read-prompt', 'effect.compile-prompt', 'effect.check-artifact', 'effect.place-artifact'] as const;

for (const when of ['before', 'after'] as const) {
  kills(`${when} each of its effects`, async ({ it }) => {
    const counter = it.writer('drafter', 'A text.');
    const log = join(it.folder, 'commands');
    const command = JSON.stringify([process.execPath, '-e', 'require("node:fs").appendFileSync(process.argv[1], "x")', log]);
    it.prompt('one', `---\nagent: drafter\nproduces: { path: one.md }\nchecks: [{ command: ${command} }]\n---\nWrite.\n`);
    await it.trust();
    await it.muster(['down']);
    it.drop('make.md', it.task(it.yard, ['drafter'], 'type: prompt\nprompt: one\n'));
    for (const effect of EFFECTS) {
      const pid = await it.up({ MUSTER_FAILPOINT: `${effect}.${when}` }).catch(() => 0);
      await until(`the daemon to die ${when} ${effect}`, () => pid === 0 || isDead(pid));
      await it.kill();
    }
    await it.up();
    const [run = ''] = await it.runs();
    const view = await it.ended(run);
    assert.equal(
      [view.outcome, ...promptRunsOf(view).map(({ state, drafts }) => `${state} ${drafts.length}`)],
      ['completed', 'success 1'],
      view.message,
    );
    assert.equal([readFileSync(counter, 'utf8'), readFileSync(log, 'utf8')], ['x', 'x'], 'one worker and one command, each once');
    assert.is(readFileSync(join(it.yard, '.muster', 'artifacts', 'one.md'), 'utf8'), 'A text.');
    assert.is((await it.events(run)).filter(({ type }) => type === 'artifact.made').length, 1);
    await until('its manifest', () => existsSync(it.home.run(run).manifest));
  });
}

kills('around making again what has changed', async ({ it }) => {
  const counter = it.writer('drafter', 'A text.', 'Another text.');
  it.prompt('one', '---\nagent: drafter\nproduces: { path: one.md }\n---\nWrite of {{file:README.md}}\n');
  it.prompt('two', '{{require:one}}\n');
  await it.trust();
  assert.is((await it.make('one')).view.outcome, 'completed');
  assert.is((await it.make('two')).view.outcome, 'completed');
  await it.muster(['down']);
  it.write(join(it.yard, 'README.md'), 'Something else altogether.\n');
  it.drop('look.md', it.task(it.yard, ['builtin']));
  for (const point of ['impact.before-record', 'impact.recorded', 'impact.accepted']) {
    const pid = await it.up({ MUSTER_FAILPOINT: point }).catch(() => 0);
    await until(`the daemon to die at ${point}`, () => pid === 0 || isDead(pid));
    await it.kill();
  }
  await it.up();
  const kept = join(spaceFolder(it.home, it.yard, 'project'), 'two.md');
  await until('both to be made again', () => readFileSync(kept, 'utf8') === 'Another text.\n');
  for (const run of await it.runs()) await it.ended(run);
  const facts = (await Promise.all((await it.runs()).map((run) => it.events(run)))).flat();
  const made = facts.flatMap((event) => (event.type === 'artifact.made' ? [event.payload.artifact.name] : []));
  assert.equal(made.toSorted(), ['one', 'one', 'two', 'two'], 'each once more');
  assert.is(readFileSync(counter, 'utf8'), 'xx');
  const again = facts.flatMap((event) =>
    event.type === 'impact.assessed' ? event.payload.again.map((one) => [one.call.prompt, one.depth]) : [],
  );
  assert.equal(again.map(([name, depth]) => `${name} ${depth}`).toSorted(), ['one 1', 'two 2']);
});

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

kills.run();
