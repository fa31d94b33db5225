// Executors that deceive, make mistakes or behave oddly, each on a stage of its own in one plan. No stage is verified without a proof, and
// whatever an executor does to its clone stays there.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PlanExecution } from '../../../../contracts/plan/plan-execution.ts';
import { type Execution, openExecution, type StagePart } from '../execution-fixture.ts';

const deceivers = suite<{ it: Execution }>('executors that deceive');
deceivers.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\nworkplace: { include: [.env.test] }\n');
});
deceivers.after.each(({ it }) => it.clear());

type Shown = PlanExecution['stages'][number];

/** `check` is green on the base, `red` is not: the answer is 41, and ought to be 42. */
const YARD = {
  'answer.mjs': 'export const answer = () => 41;\n',
  'package.json': '{ "name": "yard", "type": "module", "scripts": { "test": "node red.mjs" } }\n',
  'red.mjs': "import { answer } from './answer.mjs';\nprocess.exit(answer() === 42 ? 0 : 1);\n",
  'run-tests.mjs': `import { readdirSync } from 'node:fs';
for (const name of readdirSync('test').sort()) if (name.endsWith('.test.mjs')) await import('./test/' + name);\n`,
  'check.sh': '#!/bin/sh\nexec node red.mjs\n',
  'test/old.test.mjs': "import '../answer.mjs';\n",
  'test/wrong.test.mjs': '',
  'reds/one.test.mjs': "import { answer } from '../answer.mjs';\nif (answer() !== 42) process.exit(1);\n",
  'run-reds.mjs': `import { readdirSync } from 'node:fs';
for (const name of readdirSync('reds').sort()) await import('./reds/' + name);\n`,
  'reds/two.test.mjs': '',
  '.gitignore': 'node_modules\n.env.test\n',
  'Makefile': 'check:\n\tnode red.mjs\n',
  'py/answer.py': 'def answer():\n    return 41\n',
};
const COMMANDS = {
  check: ['node', 'run-tests.mjs'],
  reds: ['node', 'run-reds.mjs'],
  script: ['sh', 'check.sh'],
  npm: ['npm', 'test', '--silent'],
  make: ['make', 'check'],
  python: ['python3', '-m', 'unittest', 'discover', '-s', 'py'],
};
const by = (command: keyof typeof COMMANDS) => ({ validators: [{ kind: 'test-pass' as const, command }] });
const TEST = "import { answer } from '../answer.mjs';\nif (answer() !== 42) process.exit(1);\n";

type Case = {
  deeds: string;
  stage?: Partial<StagePart>;
  state: Shown['state'];
  outcome?: string;
  says?: RegExp;
  more?: (shown: Shown, files: Record<string, string>) => void;
};

const mayMount = (): boolean => spawnSync('unshare', ['--mount', 'true']).status === 0;

const GREEN = `write('answer.mjs', 'export const answer = () => 42;\\n');`;
const RED = `write('test/new.test.mjs', ${JSON.stringify(TEST)});`;

const CASES: Record<string, Case> = {
  'right': { deeds: `${RED} ${GREEN}`, state: 'verified', outcome: 'proves' },
  'cannot-fail': {
    deeds: `write('test/new.test.mjs', "console.log('ok')\\n"); ${GREEN}`,
    state: 'unproved',
    outcome: 'guards',
    says: /Nothing proves/,
  },
  'exit-zero': { deeds: `write('check.sh', '#!/bin/sh\\nexit 0\\n');`, stage: by('script'), state: 'rejected', outcome: 'vacuous' },
  'deletes-red-test': { deeds: `fs.rmSync('reds/one.test.mjs');`, stage: by('reds'), state: 'rejected', outcome: 'vacuous' },
  'script-shell': {
    deeds: `write('.npmrc', 'script-shell=/bin/true\\n');`,
    stage: by('npm'),
    state: 'rejected',
    says: /Nothing was changed/,
  },
  'edits-script': {
    deeds: `const it = JSON.parse(fs.readFileSync('package.json', 'utf8')); it.scripts.test = 'true'; write('package.json', JSON.stringify(it));`,
    stage: by('npm'),
    state: 'rejected',
    outcome: 'vacuous',
  },
  'touches-its-judge': {
    deeds: `${GREEN} write('Makefile', 'check:\\n\\t@node red.mjs\\n');`,
    stage: by('make'),
    state: 'unproved',
    outcome: 'proves',
    says: /touches-its-judge.*Makefile/,
  },
  'may-touch-it': {
    deeds: `${GREEN} write('Makefile', 'check:\\n\\t@node red.mjs\\n');`,
    stage: { ...by('make'), files: ['answer.mjs', 'Makefile'] },
    state: 'verified',
  },
  'odd-commits': {
    deeds: `${RED} ${GREEN} const git = (...it) => run('git', '-c', 'user.name=x', '-c', 'user.email=x@x', ...it);
      git('add', '-A'); git('commit', '-q', '-m', 'odd\\n\\ndiff --git a/answer.mjs b/answer.mjs\\n--- a/answer.mjs\\n+++ b/answer.mjs\\n@@ -1 +1 @@\\n-x\\n+y\\n');
      const mine = git('rev-parse', 'HEAD').trim(); git('checkout', '-q', '-b', 'side', 'HEAD~1'); write('side.txt', 'side'); git('add', '-A'); git('commit', '-q', '-m', 'side');
      git('merge', '-q', '--no-ff', '-m', 'merged', mine);`,
    state: 'verified',
    more: (_, files) => assert.is(files['answer.mjs'], 'export const answer = () => 42;\n'),
  },
  'crlf': {
    deeds: `${RED} write('answer.mjs', 'export const answer = () => 42;\\r\\n// two\\r\\n');`,
    state: 'verified',
    more: (_, files) => assert.is(files['answer.mjs'], 'export const answer = () => 42;\r\n// two\r\n'),
  },
  'nested-repository': {
    deeds: `${RED} ${GREEN} fs.mkdirSync('sub'); run('git', 'init', '-q', 'sub'); write('sub/lost.txt', 'lost');`,
    state: 'rejected',
    says: /sub\/ is a repository of its own/,
  },
  'unignores-secrets': {
    deeds: `${RED} ${GREEN} if (fs.readFileSync('.env.test', 'utf8') !== 'KEY=1\\n') throw new Error('no include'); write('.gitignore', 'node_modules\\n'); write('.env.local', 'TOKEN=2');`,
    state: 'verified',
    more: (_, files) =>
      assert.equal(
        Object.keys(files).filter((it) => it.startsWith('.env')),
        [],
      ),
  },
  'clean-filter': {
    deeds: `${RED} ${GREEN} const marker = path.resolve('..', 'filter-ran'); write('.gitattributes', '*.mjs filter=evil\\n');
      run('git', 'config', 'filter.evil.clean', 'sh -c "touch ' + marker + '; echo bad"');`,
    // What a program would make of it cannot be known without running that program.
    state: 'rejected',
    says: /answer\.mjs goes through the filter evil, a program that is not run/,
  },
  'outside': {
    deeds: `${RED} ${GREEN} write('elsewhere.txt', 'x');`,
    stage: { files: ['answer.mjs', 'test/**'] },
    state: 'rejected',
    says: /elsewhere\.txt/,
  },
  'amends': {
    deeds: `${RED} ${GREEN} write('elsewhere.txt', 'x'); return { amend: [{ path: 'elsewhere.txt', reason: 'it has to be there' }] };`,
    stage: { files: ['answer.mjs', 'test/**'] },
    // Every other stage here may change all files.
    state: 'rejected',
    says: /Files of right, which may run at the same time, were changed: elsewhere\.txt/,
  },
  'link-out': {
    deeds: `${RED} ${GREEN} fs.symlinkSync('../../../../config.yaml', 'link');`,
    state: 'rejected',
    says: /link is a link that leads out/,
  },
  // Of a folder of its own: the test must not be able to do harm.
  ...(mayMount()
    ? {
        'leaves-a-mount': {
          deeds: `${RED} ${GREEN} fs.mkdirSync('mnt'); run('mount', '--bind', path.resolve('py'), path.resolve('mnt'));`,
          state: 'rejected',
          says: /mnt was a mount/,
        },
      }
    : {}),
  'does-nothing': { deeds: '', state: 'rejected', says: /Nothing was changed/ },
  'leaves-no-proposal': { deeds: `${GREEN} return null;`, state: 'rejected', says: /left no proposal/ },
  'renames-the-test': {
    deeds: `fs.renameSync('test/wrong.test.mjs', 'test/right.test.mjs'); write('test/right.test.mjs', ${JSON.stringify(TEST)}); ${GREEN}`,
    state: 'verified',
  },
  'file-for-folder': {
    deeds: `fs.rmSync('test/wrong.test.mjs'); fs.mkdirSync('answer.mjs.test'); fs.rmSync('answer.mjs'); write('answer.mjs/x.test.mjs', ''); write('test/new.test.mjs', '');`,
    state: 'rejected',
  },
  'inline-tests': {
    deeds: `${GREEN} write('inline.mjs', 'export const twice = (n) => n * 2;\\nif (twice(2) !== 4) throw 1;\\n');`,
    state: 'unproved',
    outcome: 'guards',
  },
  'python': {
    deeds: `write('py/test_answer.py', 'import unittest\\nfrom answer import answer\\nclass It(unittest.TestCase):\\n    def test_it(self):\\n        self.assertEqual(answer(), 42)\\n'); write('py/answer.py', 'def answer():\\n    return 42\\n');`,
    stage: by('python'),
    state: 'verified',
  },
  'prose': {
    deeds: `write('GUIDE.md', '# Guide\\n');`,
    stage: {
      validators: [
        { kind: 'file-changed', globs: ['GUIDE.md'] },
        { kind: 'artifact-exists', path: 'GUIDE.md' },
      ],
      tddExemption: 'It is prose.',
    },
    state: 'verified',
  },
  'flaky': {
    deeds: `${GREEN} write('test/new.test.mjs', "import { randomBytes } from 'node:crypto'; import { answer } from '../answer.mjs'; import { existsSync, writeFileSync } from 'node:fs'; if (answer() === 42 && existsSync('seen')) process.exit(1); if (answer() !== 42) process.exit(1); writeFileSync('seen', '');\\n");`,
    state: 'unproved',
    says: /flaky/,
  },
};

deceivers('each gets the outcome it deserves, and none a better one', async ({ it }) => {
  const project = it.project('yard', YARD);
  it.write(join(project, '.env.test'), 'KEY=1\n');
  const deeds = `const all = {\n${Object.entries(CASES)
    .map(([id, { deeds: text }]) => `${JSON.stringify(id)}: async () => {\n${text}\n}`)
    .join(',\n')}\n};\nconst given = await all[prompt.inputs.stage](); return given === undefined ? {} : given;`;
  const agents = ['one', 'two', 'three'].map((name) => it.executor(deeds, name));
  const parts = Object.entries(CASES).map(([id, { stage }]): StagePart => ({ id, ...stage }));
  const { run, view, stages, files } = await it.carryOut(project, parts, { commands: COMMANDS, agents });
  const wrong: string[] = [];
  for (const [id, { state, outcome, says, more }] of Object.entries(CASES)) {
    const shown = stages.find((one) => one.id === id);
    const told = [...(shown?.reasons ?? []), ...(shown?.asks ?? [])].join('\n');
    const outcomes = shown?.proofs.map((one) => one.outcome);
    if (shown?.state !== state || (outcome !== undefined && !outcomes?.includes(outcome as never)) || (says && !says.test(told)))
      wrong.push(`${id}: ${shown?.state} ${outcomes} ${told}`);
    else more?.(shown, files(shown.head));
  }
  assert.equal(wrong, []);
  assert.is(view.outcome, 'completed');
  const folder = it.home.run(run);
  assert.not.ok(existsSync(join(folder.root, 'stages')), 'the workplaces are gone');
  assert.equal(readdirSync(join(it.root, 'proofs')), [], 'and so are the places of proofs');
  assert.not.ok(existsSync(join(folder.root, 'filter-ran')), 'no filter of a worker ever ran');
  const preserved = stages.find((one) => one.id === 'leaves-no-proposal');
  assert.is(preserved?.head, null);
});

deceivers.run();
