// Texts as long as anybody can make them: in an agent, a repository, a path, an order, a template, a worker's files. Each
// run ends with its report, or is refused with one clear error.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../../cli/cli-fixture.ts';
import { until, WORKERS } from '../../daemon-fixture.ts';
import { seatWorkers } from '../../scripted-workers.ts';

const test = suite<{ fixture: CliFixture; go: string }>('a run with hostile texts');
test.before.each((context) => {
  context.fixture = openCliFixture();
  context.go = join(context.fixture.folder, 'go');
  writeFileSync(context.go, '');
  seatWorkers(context.fixture, { quick: { worker: 'agrees.mjs' }, again: { worker: 'agrees.mjs' } });
});
test.after.each(({ fixture }) => fixture.clear());

/** What a task comes to: the ended run, or what it was refused with. */
async function cameTo(fixture: CliFixture, project: string, agents: readonly string[], more = ''): Promise<RunView | string> {
  fixture.drop('look.md', fixture.task(project, agents, more));
  const refusal = join(fixture.home.inbox, 'rejected', 'look.md.error.txt');
  await until('a run, or a refusal', async () => existsSync(refusal) || (await fixture.runs()).length === 1);
  if (existsSync(refusal)) return readFileSync(refusal, 'utf8');
  const view = await fixture.ended((await fixture.runs())[0] ?? '');
  assert.equal(((await fixture.ask({ ask: 'status' })) as { setAside: unknown[] }).setAside, []);
  assert.ok(existsSync(view.report?.path ?? ''), 'there is a report');
  return view;
}

function ended(it: RunView | string): RunView {
  if (typeof it === 'string') throw new Error(`it was refused: ${it}`);
  return it;
}

test('an agent file with 25 long unknown keys is refused with a message of limited length', async ({ fixture }) => {
  const keys = Array.from({ length: 25 }, (_, n) => `key-${n}-${'k'.repeat(900)}: true`).join('\n');
  const argv = JSON.stringify([process.execPath, join(WORKERS, 'agrees.mjs')]);
  fixture.write(
    join(fixture.home.agents, 'wordy.md'),
    `---\nname: wordy\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ${argv}\n${keys}\n---\n`,
  );
  await fixture.up();
  const view = await cameTo(fixture, fixture.project('shop'), ['wordy']);
  if (typeof view === 'string') assert.match(view, /wordy/);
  else assert.equal([view.outcome, view.reason], ['failed', 'binding-refused']);
});

test('a dismissal with 30 long unknown keys in a repository does not spoil its review', async ({ fixture }) => {
  const keys = Array.from({ length: 30 }, (_, n) => `  key-${n}-${'k'.repeat(900)}: x`).join('\n');
  const project = fixture.project('shop', { 'answer.js': 'let a;\n', '.muster/dismissed.yaml': `- fingerprint: f-123456\n${keys}\n` });
  await fixture.up();
  assert.is(ended(await cameTo(fixture, project, ['quick', 'again'])).outcome, 'completed');
});

test('ten untracked keys in very deep folders are left out, in a note of limited length', async ({ fixture }) => {
  const project = fixture.project('shop');
  for (let n = 0; n < 10; n++) {
    const deep = join(project, ...Array.from({ length: 13 }, (_, at) => `${n}-${at}-${'d'.repeat(240)}`));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'id_rsa'), '-----BEGIN OPENSSH PRIVATE KEY-----\nnot one\n');
  }
  await fixture.up();
  const view = ended(await cameTo(fixture, project, ['quick', 'again']));
  assert.is(view.outcome, 'completed');
  assert.match(view.notes.find((it) => it.kind === 'left-out')?.text ?? '', /id_rsa|Left out/);
});

test('a worker that creates files with paths of 3,400 characters is reported, and its checkout is removed', async ({ fixture, go }) => {
  const name = (n: number) => `${Array.from({ length: 14 }, (_, at) => `${n}-${at}-${'d'.repeat(235)}`).join('/')}/file.js`;
  seatWorkers(fixture, {
    deep: { worker: 'changes-and-waits.mjs', args: [go, ...[1, 2, 3, 4, 5, 6].map(name)] },
    again: { worker: 'agrees.mjs' },
  });
  await fixture.up();
  const view = ended(await cameTo(fixture, fixture.project('shop'), ['deep', 'again']));
  assert.is(view.outcome, 'completed');
  const note = view.notes.find((it) => it.kind === 'violation')?.text ?? '';
  assert.match(note, /deep changed its checkout .* and 1 more\); the changes are kept as the patch [0-9a-f]{64}$/);
});

for (const long of [3_960, 4_080, 4_094])
  test(`a project at a path of ${long} characters is reviewed, or refused with one error`, async ({ fixture }) => {
    const parts: string[] = [];
    while (join(fixture.folder, ...parts).length < long - 260) parts.push('p'.repeat(250));
    const left = long - join(fixture.folder, ...parts).length - 1;
    parts.push('p'.repeat(Math.min(left, 255)));
    await fixture.up();
    let project: string;
    try {
      project = fixture.project(join(...parts));
    } catch {
      // Git itself, or this system, makes no repository there.
      mkdirSync(join(fixture.folder, ...parts), { recursive: true });
      project = join(fixture.folder, ...parts);
    }
    const view = await cameTo(fixture, project, ['quick', 'again']);
    if (typeof view !== 'string') assert.ok(['completed', 'failed'].includes(view.outcome ?? ''), view.message);
    rmSync(join(fixture.folder, parts[0] ?? ''), { recursive: true, force: true });
  });

test('a run is paused and aborted with reasons of 3,990 characters, and its report has both', async ({ fixture, go }) => {
  rmSync(go);
  seatWorkers(fixture, { waits: { worker: 'waits-for-file.mjs', args: [go] } });
  await fixture.up();
  fixture.drop('look.md', fixture.task(fixture.project('shop'), ['waits']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const reason = 'ä'.repeat(3_990);
  assert.is((await fixture.muster(['pause', run, '-m', reason])).code, 0);
  await until('it to be paused', async () => (await fixture.view(run)).status === 'paused');
  const aborted = await fixture.muster(['abort', run, '-m', reason]);
  assert.is(aborted.code, 0, aborted.err);
  const view = await fixture.ended(run);
  assert.equal([view.outcome, existsSync(view.report?.path ?? '')], ['aborted', true]);
});

test('a template with 230 phases is refused, or worked through', async ({ fixture }) => {
  const phases = Array.from(
    { length: 230 },
    (_, n) => `  - { key: p${n}, kind: fan-out, role: analyser, skill: analysis, expects: null }`,
  ).join('\n');
  fixture.write(
    join(fixture.home.templates, 'many.yaml'),
    `name: many\ndescription: many phases\nroster: [{ role: analyser, seats: task }]\nphases:\n${phases}\nquorum: 1\ndeadline: 10m\n`,
  );
  await fixture.up();
  const view = await cameTo(fixture, fixture.project('shop'), ['quick'], 'type: many\n');
  if (typeof view === 'string') assert.match(view, /many\.yaml: .*(phases|too large)/);
  else assert.ok(view.outcome !== null);
});

test.run();
