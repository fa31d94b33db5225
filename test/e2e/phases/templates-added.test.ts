// What a home or a project adds to the task types, who may stand in whose place, and one writer to a branch.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';

type Context = { stage: CliStage; project: string };
const added = suite<Context>('task types of a home and of a project');
const writers = suite<Context>('runs that write');

for (const test of [added, writers]) {
  test.before.each((context) => {
    context.stage = openCliStage();
    context.stage.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
    context.project = context.stage.project('shop', {
      'README.md': '# Shop\n\nSee [the guide](guide.md).\n',
      'cart.js': 'export function total(a) {\n  if (a === a) return 1;\n  return 2;\n}\n',
    });
  });
  test.after.each(({ stage }) => stage.clear());
}

async function ran(stage: CliStage, project: string, front: string, code = 0): Promise<RunView> {
  const text = `---\nagents: [links, slips]\n${front}---\nLook at the whole of it.\n`;
  const { code: ended, out, err } = await stage.muster(['run', '-', '--json'], { cwd: project, input: text });
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

added('apply once the project is trusted; a phase that expects nothing is skipped', async ({ stage, project }) => {
  stage.write(join(stage.home.templates, 'quick.yaml'), AUDIT('quick'));
  const quick = await ran(stage, project, 'type: quick\n', 6);
  assert.is(quick.template.source, 'home');
  assert.equal([quick.phases[1]?.state, quick.phases[1]?.reason], ['skipped', 'it expects no artifact']);
  assert.match((await stage.muster(['show', quick.id])).out, /Task +quick \(of the home, [0-9a-f]{12}\) of /);

  stage.write(join(project, '.muster', 'templates', 'audit.yaml'), AUDIT('audit'));
  const run = () => stage.muster(['run', '-'], { cwd: project, input: '---\ntype: audit\nagents: [links]\n---\nLook.\n' });
  const untrusted = await run();
  assert.is(untrusted.code, 4);
  assert.match(untrusted.err, /unknown task type `audit`.*has one \(\.muster\/templates\/audit\.yaml\) that is not trusted.*muster trust/s);
  assert.is((await stage.muster(['trust', '.'], { cwd: project })).code, 0);
  const view = await ran(stage, project, 'type: audit\n', 6);
  assert.is(view.template.source, 'project');

  stage.write(join(project, '.muster', 'templates', 'review.yaml'), AUDIT('review'));
  assert.is((await stage.muster(['trust', '.'], { cwd: project })).code, 0);
  const silently = await stage.muster(['run', '-'], { cwd: project, input: 'Look.\n' });
  assert.is(silently.code, 4);
  assert.match(silently.err, /review\.yaml: the task type `review` already exists .*replaces: review/s);
});

writers('take turns on a branch, say what they wait for, and block nobody else', async ({ stage, project }) => {
  stage.write(join(stage.home.templates, 'mend.yaml'), AUDIT('mend', 'writes: true'));
  const flag = join(stage.folder, 'go');
  stage.agent('waits', 'waits-for-file.mjs', flag);
  await stage.up();
  const task = (agents: string, type: string, brief: string) =>
    `---\nproject: ${project}\nagents: [${agents}]\ntype: ${type}\n---\n${brief}\n`;
  const submit = async (text: string) => (await stage.muster(['submit', '-'], { input: text })).out.trim();
  const first = await submit(task('waits', 'mend', 'Mend it.'));
  await until('the first to be at work', async () => (await stage.view(first)).status === 'executing', 60_000);
  const second = await submit(task('links', 'mend', 'Mend it too.'));
  await until('the second to be queued', async () => (await stage.view(second)).waitsFor !== null, 60_000);
  const words = `the branch main of shop: ${first} writes to it`;
  assert.is((await stage.view(second)).waitsFor, words);
  assert.ok((await stage.muster(['status'])).out.includes(words));
  const claim = () => stage.withLedger((ledger) => ledger.claim(`branch/${project}/refs/heads/main`));
  assert.is((await claim())?.owner, first);
  const beside = await submit(task('links', 'review', 'Only look.'));
  assert.is((await stage.ended(beside)).outcome, 'completed');
  assert.is((await stage.view(second)).status, 'queued');

  stage.write(flag, '');
  assert.is((await stage.ended(first)).outcome, 'completed');
  assert.is((await stage.ended(second)).outcome, 'completed');
  await until('the branch to be let go', async () => (await claim()) === undefined);
});

for (const test of [added, writers]) test.run();
