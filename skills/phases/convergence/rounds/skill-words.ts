// The sections of the skill's instructions that these questions do not need: other modes of examination, and situations that the
// worker is not in.

import type { AskedFinding } from './ask.ts';

const NEEDED: readonly [heading: string, by: (it: AskedFinding) => boolean][] = [
  ['Manner: lightweight', ({ manner }) => manner.mode === 'lightweight'],
  ['Manner: full-reanalysis', ({ manner }) => manner.mode === 'full-reanalysis'],
  ['Manner: adversarial', ({ manner }) => manner.adversarial],
  ['What you raised yourself', ({ raisedByYou }) => raisedByYou],
  ['What you judged before', ({ judgedBefore, raisedByYou }) => judgedBefore && !raisedByYou],
];

export const unneededWords = (asked: readonly AskedFinding[]): string[] =>
  NEEDED.filter(([, by]) => !asked.some(by)).map(([heading]) => heading);
