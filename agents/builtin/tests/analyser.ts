// The analyser `tests`: tests that look as if they tested something, and do not.

import type { BuiltinAnalyser } from '../rule.ts';
import { assertTuple } from './assert-tuple.ts';
import { assertionWithoutMatcher } from './assertion-without-matcher.ts';
import { emptyBody } from './empty-body.ts';
import { focusedTest } from './focused-test.ts';
import { unmatchedTestFile } from './matching/unmatched-test-file.ts';
import { foreachAsyncRecheck, mutableDefaultRecheck, unsafeYamlLoadRecheck } from './rechecks/calls.ts';
import { missingWorkflowFileRecheck, unknownMakeTargetRecheck } from './rechecks/commands.ts';
import { compareNanRecheck, identicalOperandsRecheck, repeatedConditionRecheck } from './rechecks/comparisons.ts';
import { duplicateKeyRecheck } from './rechecks/duplicate-key.ts';
import { rangeByText, shippedByLockfile, undeclaredByLockfile } from './rechecks/lockfile.ts';
import { shadowedTest } from './shadowed-test.ts';
import { unawaitedAssertion } from './unawaited-assertion.ts';

export const tests: BuiltinAnalyser = {
  name: 'tests',
  rules: [assertionWithoutMatcher, unawaitedAssertion, assertTuple, focusedTest, shadowedTest, unmatchedTestFile, emptyBody],
  rechecks: [
    missingWorkflowFileRecheck,
    unknownMakeTargetRecheck,
    compareNanRecheck,
    identicalOperandsRecheck,
    repeatedConditionRecheck,
    duplicateKeyRecheck,
    foreachAsyncRecheck,
    mutableDefaultRecheck,
    unsafeYamlLoadRecheck,
    undeclaredByLockfile,
    shippedByLockfile,
    rangeByText,
  ],
};
