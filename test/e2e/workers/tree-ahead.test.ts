// The tree of a large project is begun while the project is still being captured. It is the one that workers see where it is what was
// captured, and gone where something was not committed; the next time it is not begun at all.

import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reachDaemon } from '../../../daemon/control/client.ts';
import { type DaemonStage, manyFiles, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage; project: string }>('a tree that is built ahead of time');
test.before.each((context) => {
  context.stage = openDaemonStage();
  context.stage.agent('one', 'waits-for-file.mjs', join(context.stage.folder, 'go'));
  context.project = context.stage.project('shop', manyFiles);
});
test.after.each(({ stage }) => stage.clear());

const CHANGED = 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n\nexport const isNew = true;\n';

/** Gives the run when its worker works. */
async function worksOn({ stage, project }: { stage: DaemonStage; project: string }, brief: string): Promise<string> {
  const before = new Set(await stage.runs());
  stage.drop('look.md', stage.task(project, ['one'], '', brief));
  let run = '';
  await until('its worker to run', async () => {
    run = (await stage.runs()).find((it) => !before.has(it)) ?? '';
    return run !== '' && (await stage.events(run)).some((it) => it.type === 'attempt.started');
  });
  return run;
}

/** Trees and whole checkouts, without what belongs to them. */
const checkoutsOf = (stage: DaemonStage, run: string): string[] =>
  readdirSync(stage.home.run(run).workplaces).filter((it) => !it.endsWith('.seal') && !it.endsWith('+layers'));

async function endsCompleted(stage: DaemonStage, run: string): Promise<void> {
  writeFileSync(join(stage.folder, 'go'), '');
  assert.is((await stage.ended(run)).outcome, 'completed');
  await until('the checkouts to be gone', () => checkoutsOf(stage, run).length === 0);
}

for (const checkouts of ['layers', 'whole']) {
  test(`(${checkouts}) is what a worker works in`, async ({ stage, project }) => {
    appendFileSync(stage.home.config, `checkouts: ${checkouts}\n`);
    // It dies once that tree is made, so it was begun; what the next one does with it is said here and by the kill matrix.
    await stage.up({ MUSTER_FAILPOINT: 'ahead.made' });
    stage.drop('look.md', stage.task(project, ['one']));
    await until('the daemon to die', async () => (await reachDaemon(stage.root)) === undefined);
    await stage.kill();
    const [run = ''] = await stage.runs();
    await stage.up();
    await until('its worker to run', async () => (await stage.events(run)).some((it) => it.type === 'attempt.started'));
    assert.ok(checkoutsOf(stage, run).length <= 2, checkoutsOf(stage, run).join(' '));
    await endsCompleted(stage, run);
  });

  test(`(${checkouts}) is thrown away if something is uncommitted, and not built the next time`, async (context) => {
    const { stage, project } = context;
    appendFileSync(stage.home.config, `checkouts: ${checkouts}\n`);
    writeFileSync(join(project, 'answer.js'), CHANGED);
    // It would die where a tree is begun for the second time.
    await stage.up({ MUSTER_FAILPOINT: 'ahead.begun:2' });
    const run = await worksOn(context, 'first');
    const { base } = await stage.view(run);
    assert.is(base?.uncommitted, true);
    const trees = checkoutsOf(stage, run).filter((it) => it.startsWith('+') || it.includes('.making'));
    assert.ok(
      trees.every((it) => it === `+${base?.commit.slice(0, 12)}`),
      trees.join(' '),
    );
    await endsCompleted(stage, run);
    await endsCompleted(stage, await worksOn(context, 'second'));
  });
}

test('is not built if nobody needs one', async (context) => {
  const { stage, project } = context;
  await stage.up({ MUSTER_FAILPOINT: 'ahead.begun' });
  stage.drop('look.md', stage.task(project, ['slips']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  assert.is((await stage.ended(run)).outcome, 'completed');
});

test.run();
