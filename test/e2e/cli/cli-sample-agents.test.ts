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

const shown = (language: string): string => new RegExp(`\`\`\`${language}\\n(#!.*?)\\n\`\`\``, 's').exec(DOCS)?.[1] ?? '';

test('raise a finding whose quote is found, and answer about the findings of the other', async ({ fixture }) => {
  for (const [name, language] of [
    ['shell', 'sh'],
    ['snake', 'python'],
  ] as const) {
    const path = join(fixture.folder, 'agents', name);
    fixture.write(path, `${shown(language)}\n`);
    chmodSync(path, 0o755);
    fixture.write(
      join(fixture.home.agents, `${name}.md`),
      `---\nname: ${name}\ndescription: from the documentation\nprovider: command\nroles: [analyser]\nargv: [${JSON.stringify(path)}]\n---\n`,
    );
  }
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

test.run();
