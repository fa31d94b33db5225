// Hostile texts, as long as their caps or one longer, in tasks, templates, agents, dismissals, names of files and orders: each task
// is refused, or its run ends with a report that can be computed again.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dismissal } from '../../../../contracts/findings/dismissal.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { AgentFront } from '../../../../contracts/task/agent.ts';
import { TaskFront } from '../../../../contracts/task/task.ts';
import { TemplateFile } from '../../../../contracts/task/template.ts';
import { type CliFixture, openCliFixture } from '../../cli/cli-fixture.ts';
import { until, WORKERS } from '../../daemon-fixture.ts';
import { HOSTILE, hostile } from './hostile-fields.ts';

const test = suite<{ fixture: CliFixture }>('hostile texts');
test.before.each((context) => {
  context.fixture = openCliFixture();
  context.fixture.config('maxConcurrentRuns: 8\nworkers: { total: 20 }\n');
});
test.after.each(({ fixture }) => fixture.clear());

const KINDS = Object.entries(HOSTILE);

async function isWhole(fixture: CliFixture, run: string): Promise<RunView> {
  const view = await fixture.ended(run, 200_000);
  assert.ok(existsSync(view.report?.path ?? ''), `${run} has a report`);
  // The manifest comes before the journal, which is the last of all files.
  await until('its manifest and journal', () => existsSync(fixture.home.run(run).manifest) && existsSync(fixture.home.run(run).journal));
  const verified = await fixture.muster(['verify', run]);
  assert.is(verified.code, 0, verified.out + verified.err);
  return view;
}

async function noneAside(fixture: CliFixture): Promise<void> {
  assert.equal(((await fixture.ask({ ask: 'status' })) as { setAside: unknown[] }).setAside, []);
}

/** A project, an agent, a dismissal and a task of one kind of text. */
function plant(fixture: CliFixture, kind: string, text: string): void {
  const project = fixture.project(`shop-${kind}`, { 'answer.js': 'let a;\n', 'README.md': '# x\n' });
  for (const name of [`${text.replaceAll('/', '_').replaceAll('\0', '_').slice(0, 40)}.js`, '-rf', ':(glob)x', `${'n'.repeat(250)}.js`])
    writeFileSync(join(project, name), 'let b;\n');
  writeFileSync(Buffer.concat([Buffer.from(`${project}/`), Buffer.from([0xff, 0xfe, 0x80])]), 'x\n');
  mkdirSync(join(project, '.muster'));
  const dismissal = hostile(Dismissal, { fingerprint: 'f-0123456789ab' }, text);
  writeFileSync(join(project, '.muster', 'dismissed.yaml'), `dismissed: ${JSON.stringify([dismissal])}\n`);
  const argv = [process.execPath, join(WORKERS, 'agrees.mjs')];
  const front = {
    ...(hostile(AgentFront, { name: `a-${kind}`, provider: 'command', roles: ['analyser'] }, text) as object),
    argv,
    env: [],
  };
  const { description } = front as unknown as { description: string };
  const agent = { name: `a-${kind}`, description, provider: 'command', roles: ['analyser'], argv };
  fixture.write(join(fixture.home.agents, `a-${kind}.md`), `---\n${JSON.stringify(agent)}\n---\n${text.repeat(50)}\n`);
}

/** A task type whose words are hostile, and with them the question of its gate; what it does is an ordinary review. */
function plantTemplate(fixture: CliFixture, kind: string, text: string, extra: number): void {
  const sample = {
    name: `t-${kind}`,
    description: '',
    roster: [{ role: 'analyser', seats: 'task' }],
    phases: [
      { key: 'analysis', kind: 'fan-out', role: 'analyser', skill: 'analysis', gates: [{ name: 'look', asks: '' }] },
      { key: 'convergence', kind: 'convergence' },
    ],
    quorum: 1,
    deadline: '10m',
    limits: {},
  };
  const { description, phases } = hostile(TemplateFile, sample, text, extra) as unknown as {
    description: string;
    phases: { gates: { asks: string }[] }[];
  };
  const asks = phases[0]?.gates[0]?.asks;
  assert.ok(asks !== undefined && asks.length >= 1_000 + extra);
  const [first, ...rest] = sample.phases;
  const made = { ...sample, description, phases: [{ ...first, gates: [{ name: 'look', asks }] }, ...rest] };
  fixture.write(join(fixture.home.templates, `t-${kind}.yaml`), JSON.stringify(made));
}

/** The words of a task; its names of things are right. */
function taskOf(project: string, kind: string, text: string, extra: number, type = `t-${kind}`): string {
  const { title, objective, directive } = hostile(TaskFront, {}, text, extra) as Record<string, string>;
  return `---\n${JSON.stringify({ project, type, approvals: 'auto', agents: [`a-${kind}`], title, objective, directive })}\n---\n${text.repeat(40)}\n`;
}

test('in tasks, templates, agents, dismissals, file names and commands, as long as allowed', async ({ fixture }) => {
  for (const [kind, text] of KINDS) plant(fixture, kind, text);
  for (const [kind, text] of KINDS) plantTemplate(fixture, kind, text.replaceAll('\0', ''), 0);
  plantTemplate(fixture, 'over', HOSTILE.plain ?? '', 1);
  await fixture.up();
  const refused = (name: string) => existsSync(join(fixture.home.inbox, 'rejected', `${name}.error.txt`));
  const dropped: string[] = [];
  const put = (name: string, kind: string, text: string, extra: number) => {
    dropped.push(`${name}.md`);
    fixture.drop(`${name}.md`, taskOf(join(fixture.folder, `shop-${kind}`), kind, text.replaceAll('\0', ''), extra));
  };
  for (const [kind, text] of KINDS) put(kind, kind, text, 0);
  put('over', 'plain', HOSTILE.plain ?? '', 1);
  put('over-pictures', 'pictures', HOSTILE.pictures ?? '', 1);
  fixture.drop('nul.md', taskOf(join(fixture.folder, 'shop-controls'), 'controls', '\0', 0));
  dropped.push('nul.md');
  fixture.drop('template.md', taskOf(join(fixture.folder, 'shop-plain'), 'plain', 'x', 0, 't-over'));
  dropped.push('template.md');
  const came = async () => (await fixture.runs()).length + dropped.filter(refused).length;
  await until('each to become a run, or to be refused', async () => (await came()) === dropped.length, 120_000);
  assert.equal([refused('over.md'), refused('nul.md'), refused('template.md')], [true, true, true]);
  assert.match(readFileSync(join(fixture.home.inbox, 'rejected', 'template.md.error.txt'), 'utf8'), /t-over/);
  const runs = await fixture.runs();
  assert.ok(runs.length >= KINDS.length, `only ${runs.length} became runs`);
  for (const [n, run] of runs.entries()) {
    const text = (KINDS[n]?.[1] ?? '').repeat(3_000).slice(0, 3_900);
    await fixture
      .ask({ ask: 'order', command: { token: `note-${n}`, actor: { kind: 'person' }, order: { kind: 'note', run, text } } })
      .catch((error: { code: string }) => assert.is.not(error.code, 'internal', String(error)));
  }
  for (const run of runs) await isWhole(fixture, run);
  await noneAside(fixture);
});

test.run();
