// What prose may name although the base does not have it: the words of findings that held, also of those that one voice
// has rechecked; and never those of a finding that did not.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { sourcesOf } from '../../../../skills/report-writer/facts/prose.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const test = suite('what prose may name');

for (const [state, holds] of [
  ['full-consensus', true],
  ['partial-consensus', true],
  ['rechecked', true],
  ['worker-unique', false],
  ['contested', false],
  ['refuted', false],
  ['pre-existing', false],
] as [FindingState, boolean][]) {
  test(`the words of a finding that is ${state}: ${holds ? 'yes' : 'no'}`, () => {
    const { run } = sampleReport();
    const [finding] = run.findings;
    if (!finding) throw new Error('the sample has findings');
    const view: RunView = { ...run, findings: [{ ...finding, state }] };
    const claim = run.raised.find(({ ref }) => finding.origins.includes(ref))?.finding.claim ?? '';
    assert.ok(claim !== '');
    assert.is(sourcesOf(view).texts.includes(claim), holds);
  });
}

test.run();
