// Executors by whose work a test that is red is not run any more, while a new test is red without the work and green with it: by what
// the command looks at before it runs anything.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Execution, openExecution, type StagePart } from '../execution-fixture.ts';

const leavers = suite<{ it: Execution }>('tests that the work leaves out');
leavers.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
leavers.after.each(({ it }) => it.clear());

const YARD = {
  'answer.mjs': 'export const answer = () => 41;\n',
  'Makefile': 'check:\n\tnode loop.mjs\n',
  'loop.mjs':
    "import { readdirSync } from 'node:fs';\nfor (const name of readdirSync('test').sort()) if (name.endsWith('.mjs')) await import('./test/' + name);\n",
  'test/old.mjs': "import { answer } from '../answer.mjs';\nif (answer() !== 42) process.exit(1);\n",
  'sh/one_test.sh': '#!/bin/sh\ngrep -q 42 answer.mjs\n',
  'each.sh': '#!/bin/sh\nset -e\nfor it in sh/*_test.sh; do if [ -x "$it" ]; then "$it"; fi; done\n',
};
const COMMANDS = { make: ['sh', '-c', 'make check'], loop: ['node', 'loop.mjs'], each: ['sh', 'each.sh'] };
const by = (command: keyof typeof COMMANDS): Partial<StagePart> => ({ validators: [{ kind: 'test-pass', command }] });
const TWICE = `write('answer.mjs', 'export const answer = () => 41;\\nexport const twice = () => 2;\\n');`;
const NEW = "import { twice } from '../answer.mjs';\nif (twice() !== 2) process.exit(1);\n";

const CASES: Record<string, { deeds: string; stage: Partial<StagePart>; state: string; says: RegExp }> = {
  'a file for a target of make': { deeds: `write('check', '');`, stage: by('make'), state: 'rejected', says: /shows nothing/ },
  'a link for a folder': {
    deeds: `fs.rmSync('test', { recursive: true }); fs.symlinkSync('spec', 'test'); write('spec/new.mjs', ${JSON.stringify(NEW)}); ${TWICE}`,
    stage: by('loop'),
    state: 'unproved',
    says: /loses-tests.*test\/old\.mjs/,
  },
  'an end before the others': {
    deeds: `write('test/a.mjs', ${JSON.stringify(`${NEW}process.exit(0);\n`)}); ${TWICE}`,
    stage: by('loop'),
    state: 'unproved',
    says: /loses-tests.*test\/a\.mjs/,
  },
  'not executable': {
    deeds: `fs.chmodSync('sh/one_test.sh', 0o644); write('sh/two_test.sh', '#!/bin/sh\\ngrep -q twice answer.mjs\\n'); fs.chmodSync('sh/two_test.sh', 0o755); ${TWICE}`,
    stage: by('each'),
    state: 'unproved',
    says: /loses-tests.*sh\/one_test\.sh: no longer executable/,
  },
};

leavers('none of them is verified', async ({ it }) => {
  const project = it.project('yard', YARD);
  chmodSync(join(project, 'sh/one_test.sh'), 0o755);
  const ids = Object.keys(CASES).map((_, n) => `case-${n}`);
  const deeds = Object.values(CASES).map((one, n) => `if (prompt.inputs.stage === 'case-${n}') { ${one.deeds} }`);
  it.executor(`${deeds.join('\n')}\nreturn {};`);
  const parts = Object.values(CASES).map(({ stage }, n): StagePart => ({ id: `case-${n}`, ...stage }));
  const { stages } = await it.carryOut(project, parts, { commands: COMMANDS });
  const wrong = Object.entries(CASES).flatMap(([what, { state, says }], n) => {
    const shown = stages.find((one) => one.id === ids[n]);
    const told = [...(shown?.reasons ?? []), ...(shown?.asks ?? [])].join('\n');
    return shown?.state === state && says.test(told) ? [] : [`${what}: ${shown?.state} ${told}`];
  });
  assert.equal(wrong, []);
});

leavers.run();
