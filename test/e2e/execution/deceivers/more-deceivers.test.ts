// More executors that deceive: judging files that no command names, tests that count how often they run, and workplaces that are
// tampered with.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PlanExecution } from '../../../../contracts/plan/plan-execution.ts';
import { type Execution, openExecution, type StagePart } from '../execution-fixture.ts';

const deceivers = suite<{ it: Execution }>('more executors that deceive');
// Time enough for 64 MB of output on a machine that has much else to do; only one check needs all of it.
deceivers.before.each((context) => {
  context.it = openExecution('checks: { retries: 0, deadline: 45s }\n');
});
deceivers.after.each(({ it }) => it.clear());

type Shown = PlanExecution['stages'][number];

const RED = "import { answer } from './answer.mjs';\nprocess.exit(answer() === 42 ? 0 : 1);\n";
const YARD = {
  'answer.mjs': 'export const answer = () => 41;\n',
  'red.mjs': RED,
  'judge.sh': '#!/bin/sh\n. ./lib.sh\nexec node red.mjs\n',
  'lib.sh': 'set -e\n',
  'package.json': '{ "name": "yard", "type": "module", "scripts": { "test": "sh judge.sh" } }\n',
  'Makefile': 'include build/common\ncheck:\n\t@$(RUN) red.mjs\n',
  'build/common': 'RUN = node\n',
  'green.mjs': "import './answer.mjs';\n",
  'loop.mjs':
    "import { readdirSync } from 'node:fs';\nfor (const name of readdirSync('test').sort()) if (name.endsWith('.mjs')) await import('./test/' + name);\n",
  'test/old.mjs': '',
  '.gitignore': 'node_modules\n',
  'node_modules.txt': 'none is installed\n',
  'two.test.mjs': `import * as it from './answer.mjs';\nif (it.answer() !== 42) process.exit(1);\nif (it.twice?.(2) === 5) process.exit(1);\n`,
  'GUIDE.md': '# Guide\n',
};
const COMMANDS = {
  red: ['node', 'red.mjs'],
  npm: ['npm', 'test', '--silent'],
  make: ['make', 'check'],
  tests: ['node', 'loop.mjs'],
  two: ['node', 'two.test.mjs'],
};
const by = (command: keyof typeof COMMANDS) => ({ validators: [{ kind: 'test-pass' as const, command }] });
const GREEN = `write('answer.mjs', 'export const answer = () => 42;\\n');`;
const TEST = (text: string): string => `write('test/new.mjs', ${JSON.stringify(text)});`;
const ANSWERS = "import { answer } from '../answer.mjs'; if (answer() !== 42) process.exit(1);\n";

type Case = {
  deeds: string;
  stage?: Partial<StagePart>;
  state: Shown['state'];
  outcome?: string;
  says?: RegExp;
  more?: (shown: Shown, files: Record<string, string>) => void;
};

const CASES: Record<string, Case> = {
  'judge-behind-npm': { deeds: `write('judge.sh', '#!/bin/sh\\nexit 0\\n');`, stage: by('npm'), state: 'rejected', outcome: 'vacuous' },
  'sourced-by-the-judge': { deeds: `write('lib.sh', 'exit 0\\n');`, stage: by('npm'), state: 'rejected', outcome: 'vacuous' },
  'included-makefile': { deeds: `write('build/common', 'RUN = true\\n');`, stage: by('make'), state: 'rejected', outcome: 'vacuous' },
  'judge-as-a-link': {
    deeds: `write('fake.mjs', 'process.exit(0);\\n'); fs.rmSync('red.mjs'); fs.symlinkSync('fake.mjs', 'red.mjs');`,
    stage: by('red'),
    state: 'unproved',
    says: /touches-its-judge.*red\.mjs/,
  },
  'second-time-only': {
    // Green the first time it sees the work, red from then on.
    deeds: `${GREEN} ${TEST("import { answer } from '../answer.mjs'; import { existsSync, writeFileSync } from 'node:fs'; if (answer() !== 42 || existsSync('../seen-' + process.cwd().length)) process.exit(1); writeFileSync('../seen-' + process.cwd().length, '');\n")}`,
    stage: by('tests'),
    state: 'unavailable',
    says: /lies above the place/,
  },
  'knows-the-place': {
    // Red everywhere but where the head is proved.
    deeds: TEST("import { basename } from 'node:path'; if (basename(process.cwd()) !== 'head') process.exit(1);\n"),
    stage: by('tests'),
    state: 'rejected',
    outcome: 'fails',
  },
  'line-ends-by-attribute': {
    deeds: `${GREEN} ${TEST(ANSWERS)} write('.gitattributes', '*.mjs text eol=crlf\\n');`,
    stage: by('tests'),
    state: 'unproved',
    outcome: 'proves',
    says: /touches-its-judge.*\.gitattributes/,
    more: (_, files) => assert.is(files['answer.mjs'], 'export const answer = () => 42;\n'),
  },
  'submodule': {
    deeds: `${GREEN} ${TEST(ANSWERS)} run('git', 'init', '-q', 'dep'); write('dep/x.txt', 'x'); run('git', '-C', 'dep', 'add', '-A'); run('git', '-C', 'dep', '-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '-q', '-m', 'x'); write('.gitmodules', '[submodule "dep"]\\n\\tpath = dep\\n\\turl = ./dep\\n');`,
    stage: by('tests'),
    state: 'rejected',
    says: /dep\/ is a repository of its own/,
  },
  'huge-output': {
    deeds: `${GREEN} ${TEST(`${ANSWERS}const line = 'x'.repeat(1023) + '\\n'; for (let n = 0; n < 65536; n++) process.stdout.write(line);\n`)}`,
    stage: by('tests'),
    state: 'verified',
    outcome: 'proves',
  },
  'leaves-a-process': {
    deeds: `${GREEN} ${TEST("import { spawn } from 'node:child_process'; import { answer } from '../answer.mjs'; spawn(process.execPath, ['-e', 'setTimeout(() => require(\"fs\").writeFileSync(\"answer.mjs\", \"export const answer = () => 42;\"), 1500); setTimeout(() => {}, 600000)'], { detached: true, stdio: 'ignore' }).unref(); if (answer() !== 42) process.exit(1);\n")}`,
    stage: by('tests'),
    state: 'verified',
    outcome: 'proves',
  },
  'writes-into-node-modules': {
    // What the first run on the head leaves there makes the second one green, whatever the work is.
    deeds: `${GREEN} ${TEST("import { existsSync, mkdirSync, writeFileSync } from 'node:fs'; import { answer } from '../answer.mjs'; if (answer() !== 42 && !existsSync('node_modules/x')) { mkdirSync('node_modules', { recursive: true }); writeFileSync('node_modules/x', ''); process.exit(1); }\n")}`,
    stage: by('tests'),
    state: 'unproved',
    says: /flaky/,
  },
  'undoes-its-work': {
    deeds: `${GREEN} write('answer.mjs', 'export const answer = () => 41;\\n');`,
    stage: by('red'),
    state: 'rejected',
    says: /Nothing was changed/,
  },
  'renames-by-case': {
    deeds: `${GREEN} ${TEST(ANSWERS)} fs.renameSync('node_modules.txt', 'Node_Modules.txt');`,
    stage: by('tests'),
    state: 'verified',
    more: (_, files) =>
      assert.equal(
        Object.keys(files).filter((it) => /modules/i.test(it)),
        ['Node_Modules.txt'],
      ),
  },
  'executable-only': { deeds: `fs.chmodSync('judge.sh', 0o755);`, stage: by('npm'), state: 'rejected', outcome: 'fails' },
  'index-hidden': {
    // Told to git in the clone: look away from this file.
    deeds: `${GREEN} ${TEST(ANSWERS)} run('git', 'update-index', '--assume-unchanged', 'answer.mjs'); write('.git/info/exclude', 'test\\n');`,
    stage: by('tests'),
    state: 'verified',
    more: (_, files) => assert.is(files['answer.mjs'], 'export const answer = () => 42;\n'),
  },
  'replaces-the-program': {
    deeds: `write('answer.mjs', "process.execve('/bin/true', ['true']);\\nexport const answer = () => 41;\\n");`,
    stage: by('red'),
    state: 'unproved',
    outcome: 'proves',
    says: /ends-its-judge.*execve/,
  },
  'too-large-to-read': {
    deeds: `write('answer.mjs', 'process.exit(0);\\n//' + 'x'.repeat(1100000) + '\\nexport const answer = () => 41;\\n');`,
    stage: by('red'),
    state: 'unproved',
    says: /ends-its-judge.*answer\.mjs: not read, because it is larger/,
  },
  'rewrites-a-red-test': {
    deeds: `write('answer.mjs', 'export const answer = () => 42;\\nexport const twice = (n) => n * 2 + 1;\\n');
      write('two.test.mjs', fs.readFileSync('two.test.mjs', 'utf8').replace('=== 5', '=== 6'));`,
    stage: by('two'),
    state: 'unproved',
    outcome: 'proves',
    says: /rewrites-tests.*two\.test\.mjs/,
  },
  'removes-what-it-was-to-change': {
    deeds: `fs.rmSync('GUIDE.md');`,
    stage: { validators: [{ kind: 'file-changed', globs: ['GUIDE.md'] }], tddExemption: 'It is prose.' },
    state: 'unproved',
    says: /nothing is left of what was changed: GUIDE\.md/,
  },
  'empties-what-it-was-to-make': {
    deeds: `write('GUIDE.md', '\\n');`,
    stage: { validators: [{ kind: 'artifact-exists', path: 'GUIDE.md' }], tddExemption: 'It is prose.' },
    state: 'unproved',
    says: /it was emptied/,
  },
  'knows-the-runner': {
    deeds: `write('answer.mjs', "export const answer = () => (process.env.CI ? 42 : 41);\\n");`,
    stage: by('red'),
    state: 'unproved',
    outcome: 'proves',
    says: /knows-its-judge.*process\.env\.CI/,
  },
  'a-link-for-the-product': {
    deeds: `write('answer.dat', 'process.exit(0);\\n'.padEnd(64, String.fromCharCode(0))); fs.rmSync('green.mjs'); fs.symlinkSync('answer.dat', 'green.mjs'); ${GREEN}`,
    stage: by('red'),
    state: 'unproved',
    outcome: 'proves',
    says: /ends-its-judge.*answer\.dat: not read, because it is no text.*green\.mjs: a link in the place of a program/,
  },
  'counts-its-runs': {
    // Nothing but a test, which is green, red, red and green again.
    deeds: TEST(
      "import { appendFileSync, readFileSync } from 'node:fs'; const seen = (process.env.TMPDIR ?? '.') + '/seen'; appendFileSync(seen, 'x'); if ([2, 3].includes(readFileSync(seen, 'utf8').length)) process.exit(1);\n",
    ),
    stage: by('tests'),
    state: 'unproved',
    outcome: 'guards',
    says: /Nothing proves/,
  },
  'never-ends': {
    deeds: `${GREEN} ${TEST(`${ANSWERS}setInterval(() => {}, 1000);\n`)}`,
    stage: by('tests'),
    state: 'rejected',
    says: /did not end before its deadline/,
  },
};

deceivers('each gets the outcome it deserves, and none a better one', async ({ it }) => {
  const project = it.project('yard', YARD);
  const deeds = `const all = {\n${Object.entries(CASES)
    .map(([id, { deeds: text }]) => `${JSON.stringify(id)}: async () => {\n${text}\n}`)
    .join(',\n')}\n};\nconst given = await all[prompt.inputs.stage](); return given === undefined ? {} : given;`;
  const agents = ['one', 'two', 'three'].map((name) => it.executor(deeds, name));
  const parts = Object.entries(CASES).map(([id, { stage }]): StagePart => ({ id, ...stage }));
  const { stages, files } = await it.carryOut(project, parts, { commands: COMMANDS, agents });
  const wrong: string[] = [];
  for (const [id, { state, outcome, says, more }] of Object.entries(CASES)) {
    const shown = stages.find((one) => one.id === id);
    const told = [...(shown?.reasons ?? []), ...(shown?.asks ?? [])].join('\n');
    const outcomes = shown?.proofs.map((one) => `${one.b}/${one.t}/${one.h} ${one.outcome} ${one.why}`);
    const kinds = shown?.proofs.map((one) => String(one.outcome)) ?? [];
    if (shown?.state !== state || (outcome !== undefined && !kinds.includes(outcome)) || (says && !says.test(told)))
      wrong.push(`${id}: ${shown?.state} [${outcomes}] ${told.slice(0, 600)}`);
    else more?.(shown, files(shown.head));
  }
  assert.equal(wrong, []);
  assert.equal(readdirSync(join(it.root, 'proofs')), [], 'what a test left above its place is gone');
});

deceivers.run();
