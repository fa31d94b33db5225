// The checkout of a large project stays after a run, and the next run of that project works in it: as its files are then, and as a
// worker that looks around sees them.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, manyFiles, openDaemonStage, until } from '../daemon-stage.ts';
import { DAEMON } from '../program.ts';

const test = suite<{ stage: DaemonStage; project: string }>('checkouts kept for the next run');
test.before.each((context) => {
  context.stage = openDaemonStage();
  context.stage.agent('one', 'waits-for-file.mjs', join(context.stage.folder, 'go'));
  context.project = context.stage.project('shop', manyFiles);
});
test.after.each(({ stage }) => stage.clear());

const FILE = 'parts/part-1/number-1.js';
const keptIn = ({ home }: DaemonStage): string[] => (existsSync(home.keptCheckouts) ? readdirSync(home.keptCheckouts) : []);

type Seen = { inode: bigint; answer: string; names: string[] };

/** Carries out a run, and says what its checkout was while its worker worked. */
async function carriedOut(stage: DaemonStage, project: string, name: string, settings = ''): Promise<Seen> {
  const before = new Set(await stage.runs());
  const draft = join(stage.folder, name);
  writeFileSync(draft, stage.task(project, ['one'], settings, `Look at it: ${name}.`));
  stage.drop(name, readFileSync(draft, 'utf8'));
  let run = '';
  await until('its worker to run', async () => {
    run = (await stage.runs()).find((it) => !before.has(it)) ?? '';
    return run !== '' && (await stage.events(run)).some((it) => it.type === 'attempt.started');
  });
  const workplaces = stage.home.run(run).workplaces;
  const [tree = ''] = readdirSync(workplaces).filter((it) => existsSync(join(workplaces, it, 'answer.js')));
  const at = join(workplaces, tree);
  const seen = {
    inode: lstatSync(join(at, FILE), { bigint: true }).ino,
    answer: readFileSync(join(at, 'answer.js'), 'utf8'),
    names: readdirSync(at).sort(),
  };
  writeFileSync(join(stage.folder, 'go'), '');
  assert.is((await stage.ended(run)).outcome, 'completed');
  await until('its checkouts to be gone', () => readdirSync(workplaces).length === 0);
  execFileSync('rm', [join(stage.folder, 'go')]);
  return seen;
}

for (const checkouts of ['layers', 'whole']) {
  test(`(${checkouts}) are what the next run works in, brought up to date`, async ({ stage, project }) => {
    stage.config(`checkouts: ${checkouts}\n`);
    await stage.up();
    const first = await carriedOut(stage, project, 'first.md');
    assert.is(keptIn(stage).length, 1);
    writeFileSync(join(project, 'answer.js'), 'export const other = 1;\n');
    writeFileSync(join(project, 'new.js'), 'export const isNew = true;\n');
    const second = await carriedOut(stage, project, 'second.md');
    assert.is(second.inode, first.inode, 'the same file as before');
    assert.is(second.answer, 'export const other = 1;\n');
    assert.equal(second.names, [...first.names, 'new.js'].sort());
    const third = await carriedOut(stage, project, 'third.md', 'base: HEAD\n');
    assert.is(third.inode, first.inode);
    assert.equal({ ...third, inode: 0 }, { ...first, inode: 0 });
    assert.is(keptIn(stage).length, 1);
  });
}

test('are deleted by the next daemon, which does not know them', async ({ stage, project }) => {
  await stage.up();
  const first = await carriedOut(stage, project, 'first.md');
  assert.is(keptIn(stage).length, 1);
  await stage.kill();
  await stage.up();
  assert.equal(keptIn(stage), []);
  assert.is.not((await carriedOut(stage, project, 'second.md')).inode, first.inode);
});

test('are deleted before a daemon ends because nobody uses it', async ({ stage }) => {
  stage.config('idleExit: 1s\n');
  const child = spawn(process.execPath, [DAEMON, '--home', stage.root, '--mode', 'on-demand'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until('the daemon to be ready', () => existsSync(stage.home.daemonMark) && existsSync(join(stage.root, 'daemon.sock')));
  stage.write(join(stage.home.keptCheckouts, 'some', 'tree', 'file'), 'x');
  assert.equal(await ended, [0, null]);
  assert.not(existsSync(stage.home.keptCheckouts));
  assert.equal(readdirSync(stage.home.trash), []);
});

test('are not kept if nobody wants them, or if the project is small', async ({ stage, project }) => {
  await stage.up();
  await carriedOut(stage, stage.project('small', { 'answer.js': 'x\n', [FILE]: 'y\n' }), 'small.md');
  assert.equal(keptIn(stage), []);
  await stage.kill();
  stage.config('keptCheckouts: 0\n');
  await stage.up();
  await carriedOut(stage, project, 'large.md');
  assert.equal(keptIn(stage), []);
});

test.run();
