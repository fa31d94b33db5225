// The analyser `tests`: tests that look as if they tested something but do not.

import type { BuiltinAnalyser } from '../rule.ts';
import { assertTuple } from './assert-tuple.ts';
import { assertionWithoutMatcher } from './assertion-without-matcher.ts';
import { focusedTest } from './focused-test.ts';
import { foreachAsyncRecheck, mutableDefaultRecheck, unsafeYamlLoadRecheck } from './rechecks/calls.ts';
import { identicalOperandsRecheck, repeatedConditionRecheck } from './rechecks/comparisons.ts';
import { duplicateKeyRecheck } from './rechecks/duplicate-key.ts';
import { missingWorkflowFileRecheck } from './rechecks/missing-workflow-file.ts';
import { shadowedTest } from './shadowed-test.ts';
import { unawaitedAssertion } from './unawaited-assertion.ts';

export const tests: BuiltinAnalyser = {
  name: 'tests',
  rules: [assertionWithoutMatcher, unawaitedAssertion, assertTuple, focusedTest, shadowedTest],
  rechecks: [
    missingWorkflowFileRecheck,
    identicalOperandsRecheck,
    repeatedConditionRecheck,
    duplicateKeyRecheck,
    foreachAsyncRecheck,
    mutableDefaultRecheck,
    unsafeYamlLoadRecheck,
  ],
};
