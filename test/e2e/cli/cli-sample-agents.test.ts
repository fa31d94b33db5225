// The agents that docs/agents.md shows in full, saved as they stand there and seated in one run.

import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from './cli-fixture.ts';

const DOCS = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'agents.md'), 'utf8');
const test = suite<{ fixture: CliFixture }>('the agents of the documentation');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const shown = (language: string, nth = 0): string =>
  [...DOCS.matchAll(new RegExp(`\`\`\`${language}\\n(#!.*?)\\n\`\`\``, 'gs'))][nth]?.[1] ?? '';

function define(fixture: CliFixture, name: string, program: string, role: string): void {
  const path = join(fixture.folder, 'agents', name);
  fixture.write(path, `${program}\n`);
  chmodSync(path, 0o755);
  fixture.write(
    join(fixture.home.agents, `${name}.md`),
    `---\nname: ${name}\ndescription: from the documentation\nprovider: command\nroles: [${role}]\nargv: [${JSON.stringify(path)}]\n---\n`,
  );
}

test('raise a finding whose quote is found, and answer about the findings of the other', async ({ fixture }) => {
  define(fixture, 'shell', shown('sh'), 'analyser');
  define(fixture, 'snake', shown('python'), 'analyser');
  const project = fixture.project('shop', {
    'pay.js': 'export const pay = () => 1;\n// FIXME: "later" \\ never\n',
    'a/cart.js': 'let sum = 0;\n\tsum += 1; // FIXME floats\n',
  });
  const { out, code, err } = await fixture.muster(['run', '-', '--json'], { input: fixture.task(project, ['shell', 'snake']) });
  assert.is(code, 0, `${out}${err}`);
  const [run = ''] = await fixture.runs();
  const view = await fixture.view(run);
  assert.equal(
    view.dispatches.map((it) => [it.seat, it.status]).filter(([, status]) => status !== 'completed'),
    [],
  );
  assert.equal(
    view.raised.flatMap((it) => it.checks.map(({ outcome }) => outcome)).filter((it) => it !== 'found'),
    [],
  );
  assert.equal([...new Set(view.raised.map((it) => it.seat))].sort(), ['shell', 'snake']);
  assert.ok(
    view.words.some((it) => it.seat === 'shell' && it.verdict === 'ABSTAIN'),
    JSON.stringify(view.words),
  );
});

test('carry out a stage, as an executor', async ({ fixture }) => {
  define(fixture, 'shell', shown('sh'), 'analyser');
  define(fixture, 'snake', shown('python'), 'analyser');
  define(fixture, 'fixer', shown('python', 1), 'executor');
  const project = fixture.project('shop', { 'pay.js': '// FIXME: later\nexport const pay = () => 1;\n' });
  const given = ['review', '--all', '--agents', 'shell,snake', '--until-clean', '--fix', 'fixer'];
  const { out, err } = await fixture.muster(given, { cwd: project });
  assert.match(out, /Ended after 2 reviews and 1 fix: nothing of severity minor or higher was found/, out + err);
  assert.match(readFileSync(/git apply '?([^'\n]+)'?/.exec(out)?.[1] ?? '', 'utf8'), /^-\/\/ FIXME: later$/m);
});

test.run();
