// What is said of work that was carried out: a word for what was proved never covers what only holds.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PlanExecution, ShownProof } from '../../../../contracts/plan/plan-execution.ts';
import { unprovedSentences } from '../../../../skills/phases/execution/report/sentences.ts';

const sentences = suite('what nobody proved');

const proof = (outcome: ShownProof['outcome'], why: string, argv = ['true']): ShownProof => ({
  ...{ validator: 'test-pass check', argv, b: 'passes', t: '–', h: 'passes', outcome, why },
});
const told = (criterion: ShownProof): PlanExecution => ({
  ...{ plan: `sha256:${'0'.repeat(64)}`, from: 'r-abcdef', goal: '', gitDir: '', stages: [] },
  integrated: {
    ...{ state: 'proved', stages: [], head: null, tree: null, breaks: null, why: [] },
    criteria: [{ description: 'All tests pass', met: true, proof: criterion }],
  },
});

sentences('a criterion that is met without the work is none that was proved', () => {
  assert.equal(unprovedSentences(told(proof('guards', 'it passes without the work, too'))), [
    'Met, but nothing shows that the work did it: All tests pass (it passes without the work, too)',
  ]);
  assert.equal(unprovedSentences(told(proof('proves', 'red before, green now'))), []);
  assert.equal(unprovedSentences(told(proof('guards', 'it is there, and was changed', []))), [], 'a file that was made');
});

sentences.run();
