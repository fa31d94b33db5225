// The analyser `tests`: tests that look as if they tested something, and do not.

import type { BuiltinAnalyser } from '../rule.ts';
import { assertTuple } from './assert-tuple.ts';
import { assertionWithoutMatcher } from './assertion-without-matcher.ts';
import { emptyBody } from './empty-body.ts';
import { focusedTest } from './focused-test.ts';
import { shadowedTest } from './shadowed-test.ts';
import { unawaitedAssertion } from './unawaited-assertion.ts';
import { unmatchedTestFile } from './unmatched-test-file.ts';

export const tests: BuiltinAnalyser = {
  name: 'tests',
  rules: [assertionWithoutMatcher, unawaitedAssertion, assertTuple, focusedTest, shadowedTest, unmatchedTestFile, emptyBody],
  rechecks: [],
};
