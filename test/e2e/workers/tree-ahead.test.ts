// The tree of a large project is begun while the project is still being captured. It is the one that workers see where it is what was
// captured, and gone where something was not committed; the next time it is not begun at all.

import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reachDaemon } from '../../../daemon/control/client.ts';
import { type DaemonFixture, manyFiles, openDaemonFixture, until } from '../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture; project: string }>('a tree that is built ahead of time');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
  context.fixture.agent('one', 'waits-for-file.mjs', join(context.fixture.folder, 'go'));
  context.project = context.fixture.project('shop', manyFiles);
});
test.after.each(({ fixture }) => fixture.clear());

const CHANGED = 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n\nexport const isNew = true;\n';

/** Returns the run once its worker is running. */
async function worksOn({ fixture, project }: { fixture: DaemonFixture; project: string }, brief: string): Promise<string> {
  const before = new Set(await fixture.runs());
  fixture.drop('look.md', fixture.task(project, ['one'], '', brief));
  let run = '';
  await until('its worker to run', async () => {
    run = (await fixture.runs()).find((it) => !before.has(it)) ?? '';
    return run !== '' && (await fixture.events(run)).some((it) => it.type === 'attempt.started');
  });
  return run;
}

/** Trees and whole checkouts, without what belongs to them. */
const checkoutsOf = (fixture: DaemonFixture, run: string): string[] =>
  readdirSync(fixture.home.run(run).workplaces).filter((it) => !it.endsWith('.seal') && !it.endsWith('+layers'));

async function endsCompleted(fixture: DaemonFixture, run: string): Promise<void> {
  writeFileSync(join(fixture.folder, 'go'), '');
  assert.is((await fixture.ended(run)).outcome, 'completed');
  await until('the checkouts to be gone', () => checkoutsOf(fixture, run).length === 0);
}

for (const checkouts of ['layers', 'whole']) {
  test(`(${checkouts}) is what a worker works in`, async ({ fixture, project }) => {
    appendFileSync(fixture.home.config, `checkouts: ${checkouts}\n`);
    // It dies once that tree is made, so it was begun; what the next one does with it is said here and by the kill matrix.
    await fixture.up({ MUSTER_FAILPOINT: 'ahead.made' });
    fixture.drop('look.md', fixture.task(project, ['one']));
    await until('the daemon to die', async () => (await reachDaemon(fixture.root)) === undefined);
    await fixture.kill();
    const [run = ''] = await fixture.runs();
    await fixture.up();
    await until('its worker to run', async () => (await fixture.events(run)).some((it) => it.type === 'attempt.started'));
    assert.ok(checkoutsOf(fixture, run).length <= 2, checkoutsOf(fixture, run).join(' '));
    await endsCompleted(fixture, run);
  });

  test(`(${checkouts}) is thrown away if something is uncommitted, and not built the next time`, async (context) => {
    const { fixture, project } = context;
    appendFileSync(fixture.home.config, `checkouts: ${checkouts}\n`);
    writeFileSync(join(project, 'answer.js'), CHANGED);
    // It would die where a tree is begun for the second time.
    await fixture.up({ MUSTER_FAILPOINT: 'ahead.begun:2' });
    const run = await worksOn(context, 'first');
    const { base } = await fixture.view(run);
    assert.is(base?.uncommitted, true);
    const trees = checkoutsOf(fixture, run).filter((it) => it.startsWith('+') || it.includes('.making'));
    assert.ok(
      trees.every((it) => it === `+${base?.commit.slice(0, 12)}`),
      trees.join(' '),
    );
    await endsCompleted(fixture, run);
    await endsCompleted(fixture, await worksOn(context, 'second'));
  });
}

test('is not built if nobody needs one', async (context) => {
  const { fixture, project } = context;
  await fixture.up({ MUSTER_FAILPOINT: 'ahead.begun' });
  fixture.drop('look.md', fixture.task(project, ['slips']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  assert.is((await fixture.ended(run)).outcome, 'completed');
});

test.run();
