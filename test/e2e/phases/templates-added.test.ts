// Task types that a home or a project adds, which of them may replace another, and the limit of one writing run to a branch.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

type Context = { fixture: CliFixture; project: string };
const added = suite<Context>('task types of a home and of a project');
const writers = suite<Context>('runs that write');

for (const test of [added, writers]) {
  test.before.each((context) => {
    context.fixture = openCliFixture();
    context.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
    context.project = context.fixture.project('shop', {
      'README.md': '# Shop\n\nSee [the guide](guide.md).\n',
      'cart.js': 'export function total(a) {\n  if (a === a) return 1;\n  return 2;\n}\n',
    });
  });
  test.after.each(({ fixture }) => fixture.clear());
}

async function ran(fixture: CliFixture, project: string, front: string, code = 0): Promise<RunView> {
  const text = `---\nagents: [links, slips]\n${front}---\nLook at the whole of it.\n`;
  const { code: ended, out, err } = await fixture.muster(['run', '-', '--json'], { cwd: project, input: text });
  assert.is(ended, code, `${out}${err}`);
  return JSON.parse(out);
}

const AUDIT = (name: string, more = ''): string =>
  [
    `name: ${name}`,
    'description: one look',
    more,
    'roster: [{ role: analyser, seats: task }]',
    'phases:',
    '  - { key: analysis, kind: fan-out, role: analyser, skill: analysis }',
    '  - { key: convergence, kind: convergence, expects: null }',
    'quorum: 1',
    'deadline: 10m',
    'limits: {}',
  ].join('\n');

added('apply once the project is trusted; a phase that expects nothing is skipped', async ({ fixture, project }) => {
  fixture.write(join(fixture.home.templates, 'quick.yaml'), AUDIT('quick'));
  const quick = await ran(fixture, project, 'type: quick\n', 6);
  assert.is(quick.template.source, 'home');
  assert.equal([quick.phases[1]?.state, quick.phases[1]?.reason], ['skipped', 'it expects no artifact']);
  assert.match((await fixture.muster(['show', quick.id])).out, /Task +quick \(of the home, [0-9a-f]{12}\) of /);

  fixture.write(join(project, '.muster', 'templates', 'audit.yaml'), AUDIT('audit'));
  const run = () => fixture.muster(['run', '-'], { cwd: project, input: '---\ntype: audit\nagents: [links]\n---\nLook.\n' });
  const untrusted = await run();
  assert.is(untrusted.code, 4);
  assert.match(untrusted.err, /unknown task type `audit`.*has one \(\.muster\/templates\/audit\.yaml\) that is not trusted.*muster trust/s);
  assert.is((await fixture.muster(['trust', '.'], { cwd: project })).code, 0);
  const view = await ran(fixture, project, 'type: audit\n', 6);
  assert.is(view.template.source, 'project');

  fixture.write(join(project, '.muster', 'templates', 'review.yaml'), AUDIT('review'));
  assert.is((await fixture.muster(['trust', '.'], { cwd: project })).code, 0);
  const silently = await fixture.muster(['run', '-'], { cwd: project, input: 'Look.\n' });
  assert.is(silently.code, 4);
  assert.match(silently.err, /review\.yaml: the task type `review` already exists .*replaces: review/s);
});

writers('take turns on a branch, say what they wait for, and block nobody else', async ({ fixture, project }) => {
  fixture.write(join(fixture.home.templates, 'mend.yaml'), AUDIT('mend', 'writes: true'));
  const flag = join(fixture.folder, 'go');
  fixture.agent('waits', 'waits-for-file.mjs', flag);
  await fixture.up();
  const task = (agents: string, type: string, brief: string) =>
    `---\nproject: ${project}\nagents: [${agents}]\ntype: ${type}\n---\n${brief}\n`;
  const submit = async (text: string) => (await fixture.muster(['submit', '-'], { input: text })).out.trim();
  const first = await submit(task('waits', 'mend', 'Mend it.'));
  await until('the first to be at work', async () => (await fixture.view(first)).status === 'executing');
  const second = await submit(task('links', 'mend', 'Mend it too.'));
  await until('the second to be queued', async () => (await fixture.view(second)).waitsFor !== null);
  const words = `the branch main of shop: ${first} writes to it`;
  assert.is((await fixture.view(second)).waitsFor, words);
  assert.ok((await fixture.muster(['status'])).out.includes(words));
  const claim = () => fixture.withLedger((ledger) => ledger.claim(`branch/${project}/refs/heads/main`));
  assert.is((await claim())?.owner, first);
  const beside = await submit(task('links', 'review', 'Only look.'));
  assert.is((await fixture.ended(beside)).outcome, 'completed');
  assert.is((await fixture.view(second)).status, 'queued');

  fixture.write(flag, '');
  assert.is((await fixture.ended(first)).outcome, 'completed');
  assert.is((await fixture.ended(second)).outcome, 'completed');
  await until('the branch to be let go', async () => (await claim()) === undefined);
});

for (const test of [added, writers]) test.run();
