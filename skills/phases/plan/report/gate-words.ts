// The outcome of the votes on a plan, and the state of an item, in words for people.

import type { ItemState, PlanGate } from '../../../../contracts/plan/plan-verification.ts';

export type GateWords = { tone: 'good' | 'warning' | 'bad'; label: string; means: string };

export const GATE_WORDS: Readonly<Record<PlanGate, GateWords>> = {
  'passed': { tone: 'good', label: 'passed without dissent', means: 'No voter disagrees with any item.' },
  'passed-with-dissent': {
    tone: 'warning',
    label: 'passed with dissent',
    means: 'There are objections, but no item is rejected by more than half of its voters.',
  },
  'blocked-by-disagreement': {
    tone: 'bad',
    label: 'blocked by disagreement',
    means: 'An item is rejected by more than half of its voters, so the plan cannot be approved as it is.',
  },
  'aborted-non-result': {
    tone: 'bad',
    label: 'not judged by any voter',
    means: 'No voter gave a usable verdict, so this says nothing about the plan.',
  },
};

export const ITEM_WORDS: Readonly<Record<ItemState, string>> = {
  'agreed': 'agreed',
  'dissent': 'with dissent',
  'blocked': 'blocked',
  'not-examined': 'not examined',
};
