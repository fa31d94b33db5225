// A program that speaks ACP carries out a stage: it changes the files of the stage, and is refused everything else that it asks for.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outputOf } from '../../../runtime/sessions/host/session/transcript.ts';
import { WORKERS } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';
import { type Execution, openExecution } from './execution-fixture.ts';

const test = suite<{ it: Execution }>('an executor that speaks ACP');
test.before.each((context) => {
  context.it = openExecution('checks: { retries: 0, deadline: 60s }\n');
});
test.after.each(({ it }) => it.clear());

const edit = (...paths: string[]) => ({ kind: 'edit', locations: paths.map((path) => ({ path })) });
const RIGHT = 'export const sum = (a, b) => a + b;\n';
const TEST =
  "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from './sum.js';\ntest('sum', () => assert.equal(sum(2, 3), 5));\n";

test('is given the files of its stage and nothing else', async ({ it }) => {
  const { fixture } = it;
  const project = it.project('shop', { 'src/sum.js': 'export const sum = (a, b) => a - b;\n', 'package.json': '{ "type": "module" }\n' });
  const list = join(fixture.folder, 'asks.json');
  const evil = join(fixture.folder, 'evil');
  const ASKS: readonly [string, string, unknown, Record<string, string>?][] = [
    ['the product', 'allow_once', edit('@/src/sum.js'), { '@/src/sum.js': RIGHT }],
    [
      'a new test',
      'allow_once',
      { kind: 'edit', rawInput: { file_path: '@/src/sum.test.js', content: TEST } },
      { '@/src/sum.test.js': TEST },
    ],
    ['another file, to be read', 'allow_once', { kind: 'read', locations: [{ path: '@/package.json' }] }],
    ['another file', 'reject_once', edit('@/package.json'), { '@/package.json': '{}' }],
    ['dots', 'reject_once', edit('@/src/../package.json'), { '@/package.json': '{}' }],
    ['outside', 'reject_once', edit(evil), { [evil]: 'x' }],
    ['without a path', 'reject_once', { kind: 'edit', rawInput: { patch: 'x' } }, { '@/package.json': '{}' }],
    ['an unknown kind', 'reject_once', { kind: 'improve', title: 'Improve' }, { '@/package.json': '{}' }],
    ['no kind', 'reject_once', {}, { '@/package.json': '{}' }],
    ['a command', 'reject_once', { kind: 'execute', rawInput: { command: 'true' } }, { [evil]: 'x' }],
    ['the web', 'reject_once', { kind: 'fetch', rawInput: { url: 'https://example.org' } }],
    ['another mode', 'reject_once', { kind: 'switch_mode' }],
  ];
  fixture.write(list, JSON.stringify(ASKS.map(([name, , toolCall, files]) => [name, toolCall, files])));
  const argv = [process.execPath, LAUNCHER, 'acp', '--', process.execPath, join(WORKERS, 'acp-executor.mjs'), list, '{cwd}'];
  fixture.write(
    join(fixture.home.agents, 'talker.md'),
    `---\nname: talker\ndescription: scripted\nprovider: command\nroles: [executor]\nargv: ${JSON.stringify(argv)}\n---\n`,
  );
  const { run, view, stages, files } = await it.carryOut(
    project,
    [{ id: 'sum', files: ['src/sum.js', 'src/*.test.js'], toolProfile: ['edit'] }],
    { agents: ['talker'] },
  );
  const printed = outputOf(fixture.home.run(run).transcript('d1', 1), 100_000)?.toString('utf8') ?? '';
  const [done] = stages;
  assert.is(done?.state, 'verified', `${view.message}\n${JSON.stringify(done)}\n${printed}`);
  const came = JSON.parse(readFileSync(join(fixture.home.run(run).results('d1').root, 'asked.json'), 'utf8')) as Record<string, string>;
  assert.equal(came, {
    ...Object.fromEntries(ASKS.map(([name, expected]) => [name, expected])),
    'terminal/create': 'not offered',
    'fs/read_text_file': 'not offered',
    'fs/write_text_file': 'not offered',
  });
  assert.match(printed, 'permission refused: the tool profile of the stage does not give a shell');
  const tree = files(done?.head ?? null);
  assert.equal([tree['src/sum.js'], tree['package.json'], tree.escaped], [RIGHT, '{ "type": "module" }\n', undefined]);
});

test.run();
