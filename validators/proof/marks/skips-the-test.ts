// Lines by which code that a test calls can skip it: a test that is skipped is not red.

import { anyOf, type Marks } from './mark.ts';

const SKIP_ERRORS = anyOf(
  'SkipTest',
  'SkipException',
  'SkippedTestError',
  'SkippedTest',
  'SkippedWithMessageException',
  'TestAbortedException',
  'TestSkippedException',
  'AssumptionViolatedException',
  'AssumptionFailedException',
  'Skip(?:ped)?',
  'SkipDeclaredInExample',
  'IgnoreException',
  'InconclusiveException',
);

export const SKIPS_THE_TEST: Marks = [
  new RegExp(`\\b(?:raise|throw)\\s+(?:new\\s+)?(?:[\\w.:\\\\]*[.:\\\\])?${SKIP_ERRORS}\\b`),
  /\b(?:pytest|unittest)\.(?:skip|xfail|exit|importorskip|skipTest)\b/,
  /\bfrom\s+(?:pytest|unittest|_pytest)\b.*\bimport\b/,
  /\bimport\s+(?:pytest|unittest|_pytest)\S*\s+as\b/,
  /\bAssum(?:e|ptions)\.\w+\(/,
  /\bmarkTestSkipped\(/,
  /\bskip_all\b/,
  /\bAssert\.(?:Ignore|Inconclusive|Pass)\(/,
];
