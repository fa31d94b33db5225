// The built-in verifier on real repositories: its verdicts on plans that name missing files and commands.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { knownCommand } from '../../../../../agents/builtin/verifier/commands.ts';
import type { Plan } from '../../../../../contracts/plan/plan.ts';
import { withRepository } from '../planted.ts';
import { finding, judged, planned } from './planning.ts';

const verifier = suite('the built-in verifier');

verifier('disagrees if something does not exist, and says what it looked up', async () => {
  const files = { 'src/a.js': 'one\ntwo\n', 'test/a.test.js': 't\n', 'package.json': '{"scripts":{"test":"node --test"}}' };
  await withRepository([files], async (repo) => {
    const good = await planned(repo, [finding('F-001', { evidence: [{ path: 'src/a.js', line: 2 }] })]);
    const [stage] = good.stages;
    if (!stage) throw new Error('no stage');
    const wrong = async (id: string, change: Partial<Plan>, part: string, verdict = 'DISAGREE') => {
      const word = (await judged(repo, { ...good, ...change })).get(id);
      assert.is(word?.verdict, verdict, `${id}: ${word?.basis}`);
      assert.match(word?.basis ?? '', part);
    };
    const staged = (change: Partial<Plan['stages'][number]>) => ({ stages: [{ ...stage, ...change }] });
    await wrong('P-STG-1', staged({ files: ['lib/**/*.ts'] }), 'lib/**/*.ts');
    await wrong('P-STG-1', staged({ files: ['lib/**', 'tools/*.sh'] }), 'their folders do not exist');
    await wrong('P-STG-1', staged({ files: ['lib/**', 'lib/a.js'] }), 'would be new', 'ABSTAIN');
    await wrong(
      'P-STG-1',
      staged({ files: ['src/**', 'lib/**'], validators: [{ kind: 'artifact-exists', path: 'lib/a.js' }] }),
      'lib/** would be new',
      'AGREE',
    );
    await wrong('P-STG-1', staged({ files: ['*.bat'] }), 'would be new', 'ABSTAIN');
    await wrong('P-STG-1', staged({ files: ['../x'] }), 'leads outside');
    await wrong('P-STG-1', staged({ files: ['brand/new.js'] }), 'would be new', 'ABSTAIN');
    await wrong('P-STP-1.1', staged({ steps: [{ action: 'RED: src/a.js:99', detail: '' }] }), 'has 2 lines');
    await wrong('P-STP-1.1', staged({ steps: [{ action: 'RED: src/nowhere.js:1', detail: '' }] }), 'not in this tree');
    await wrong('P-STP-1.1', staged({ steps: [{ action: 'mend it', detail: '' }] }), 'RED:');
    await wrong('P-STP-1.1', staged({ steps: [{ action: 'RED: be good', detail: 'as e.g. others, v1.2/x' }] }), 'no place', 'ABSTAIN');
    await wrong('P-STP-1.1', staged({ steps: [{ action: 'GREEN: src/a.js:1', detail: '' }] }), 'no step before it');
    await wrong(
      'P-VAL-1',
      { commands: {}, ...staged({ validators: [{ kind: 'test-pass', command: 'test' }] }) },
      'the script “test”',
      'AGREE',
    );
    await wrong('P-VAL-1', { commands: {}, ...staged({ validators: [{ kind: 'test-pass', command: 'e2e' }] }) }, 'nor the project defines');
    await wrong('P-DEP-1', staged({ dependsOn: [stage.id] }), 'circle');
    await wrong('P-DEP-1', staged({ dependsOn: ['nobody'] }), 'is not a stage');
    await wrong('P-VAL-1', { commands: { test: ['npm', 'run', 'nothing'] } }, 'no script “nothing”');
    await wrong('P-VAL-1', staged({ validators: [{ kind: 'file-changed', globs: ['docs/**'] }] }), 'can never pass');
    await wrong('P-VAL-1', staged({ validators: [{ kind: 'artifact-exists', path: 'out.txt' }] }), 'can never pass');
    await wrong('P-VAL-1', staged({ validators: [{ kind: 'approval', asks: 'Good?' }] }), 'a person is asked', 'ABSTAIN');
    await wrong('P-RBK-1', { rollback: ' ' }, 'does not say how');
    await wrong('P-REQ-1', { requirementCoverage: [{ requirement: 'F-001', stages: ['other'] }] }, 'is not a stage');
    await wrong('P-REQ-1', { requirementCoverage: [{ requirement: 'F-777', stages: [stage.id] }] }, 'do not name it', 'ABSTAIN');
    await wrong('P-OPT-2', { options: [...good.options.slice(0, 1), { title: 'x', pros: ['a'], cons: [] }] }, 'nothing was weighed');
    await wrong('P-OPT-1', {}, 'A rule cannot', 'ABSTAIN');
  });
});

verifier('recognises a command by what the tree has for it', async () => {
  const files = { 'package.json': '{"scripts":{"test":"x"}}', 'Makefile': 'test:\n\tx\n', 'tool.py': 'x = 1\n', 'go.mod': 'module x\n' };
  await withRepository([files], async (repo) => {
    for (const [line, there] of [
      ['npm test', true],
      ['npm run-script test', true],
      ['npm run other', false],
      ['npm ci', 'unknown'],
      ['make test', true],
      ['make other', false],
      ['python tool.py --all', true],
      ['python gone.py', false],
      ['python new.py', 'unknown'],
      ['python -m pytest', 'unknown'],
      ['./run.sh', false],
      ['go test ./...', true],
      ['cargo test', false],
      ['whatever', 'unknown'],
    ] as const) {
      assert.is((await knownCommand(repo, line.split(' '), ['new.py'])).there, there, line);
    }
  });
});

verifier.run();
