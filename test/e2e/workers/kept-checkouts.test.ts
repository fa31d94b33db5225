// The checkout of a large project stays after a run, and the next run of that project works in it: as its files are then, and as a
// worker that looks around sees them.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { whichFile } from '../../fixtures/which-file.ts';
import { type DaemonFixture, manyFiles, openDaemonFixture, until } from '../daemon-fixture.ts';
import { DAEMON } from '../program.ts';

const test = suite<{ fixture: DaemonFixture; project: string }>('checkouts kept for the next run');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
  context.fixture.agent('one', 'waits-for-file.mjs', join(context.fixture.folder, 'go'));
  context.project = context.fixture.project('shop', manyFiles);
});
test.after.each(({ fixture }) => fixture.clear());

const FILE = 'parts/part-1/number-1.js';
const keptIn = ({ home }: DaemonFixture): string[] => (existsSync(home.keptCheckouts) ? readdirSync(home.keptCheckouts) : []);

type Seen = { file: string; answer: string; names: string[] };

/** Carries out a run, and says what its checkout was while its worker worked. */
async function carriedOut(fixture: DaemonFixture, project: string, name: string, settings = ''): Promise<Seen> {
  const before = new Set(await fixture.runs());
  const draft = join(fixture.folder, name);
  writeFileSync(draft, fixture.task(project, ['one'], settings, `Look at it: ${name}.`));
  fixture.drop(name, readFileSync(draft, 'utf8'));
  let run = '';
  await until('its worker to run', async () => {
    run = (await fixture.runs()).find((it) => !before.has(it)) ?? '';
    return run !== '' && (await fixture.events(run)).some((it) => it.type === 'attempt.started');
  });
  const workplaces = fixture.home.run(run).workplaces;
  const [tree = ''] = readdirSync(workplaces).filter((it) => existsSync(join(workplaces, it, 'answer.js')));
  const at = join(workplaces, tree);
  const seen = {
    file: whichFile(join(at, FILE)),
    answer: readFileSync(join(at, 'answer.js'), 'utf8'),
    names: readdirSync(at).sort(),
  };
  writeFileSync(join(fixture.folder, 'go'), '');
  assert.is((await fixture.ended(run)).outcome, 'completed');
  await until('its checkouts to be gone', () => readdirSync(workplaces).length === 0);
  execFileSync('rm', [join(fixture.folder, 'go')]);
  return seen;
}

for (const checkouts of ['layers', 'whole']) {
  test(`(${checkouts}) are what the next run works in, brought up to date`, async ({ fixture, project }) => {
    fixture.config(`checkouts: ${checkouts}\n`);
    await fixture.up();
    const first = await carriedOut(fixture, project, 'first.md');
    assert.is(keptIn(fixture).length, 1);
    writeFileSync(join(project, 'answer.js'), 'export const other = 1;\n');
    writeFileSync(join(project, 'new.js'), 'export const isNew = true;\n');
    const second = await carriedOut(fixture, project, 'second.md');
    assert.is(second.file, first.file, 'the same file as before');
    assert.is(second.answer, 'export const other = 1;\n');
    assert.equal(second.names, [...first.names, 'new.js'].sort());
    const third = await carriedOut(fixture, project, 'third.md', 'base: HEAD\n');
    assert.is(third.file, first.file);
    assert.equal({ ...third, file: '' }, { ...first, file: '' });
    assert.is(keptIn(fixture).length, 1);
  });
}

test('are deleted by the next daemon, which does not know them', async ({ fixture, project }) => {
  await fixture.up();
  const first = await carriedOut(fixture, project, 'first.md');
  assert.is(keptIn(fixture).length, 1);
  await fixture.kill();
  await fixture.up();
  assert.equal(keptIn(fixture), []);
  assert.is.not((await carriedOut(fixture, project, 'second.md')).file, first.file);
});

test('are deleted before a daemon ends because nobody uses it', async ({ fixture }) => {
  // Long enough to put something there before it ends.
  fixture.config('idleExit: 10s\n');
  const child = spawn(process.execPath, [DAEMON, '--home', fixture.root, '--mode', 'on-demand'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until('the daemon to be ready', () => existsSync(fixture.home.daemonMark) && existsSync(join(fixture.root, 'daemon.sock')));
  fixture.write(join(fixture.home.keptCheckouts, 'some', 'tree', 'file'), 'x');
  assert.equal(await ended, [0, null]);
  assert.not(existsSync(fixture.home.keptCheckouts));
  assert.equal(readdirSync(fixture.home.trash), []);
});

test('are not kept if nobody wants them, or if the project is small', async ({ fixture, project }) => {
  await fixture.up();
  await carriedOut(fixture, fixture.project('small', { 'answer.js': 'x\n', [FILE]: 'y\n' }), 'small.md');
  assert.equal(keptIn(fixture), []);
  await fixture.kill();
  fixture.config('keptCheckouts: 0\n');
  await fixture.up();
  await carriedOut(fixture, project, 'large.md');
  assert.equal(keptIn(fixture), []);
});

test.run();
