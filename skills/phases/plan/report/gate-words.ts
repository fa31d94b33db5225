// The outcome of the votes on a plan, and the state of an item, in words for people.

import type { ItemState, PlanGate, PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import { inEnglish, type Say } from '../../../report-writer/language/english.ts';

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

/** With a word of caution if nothing but what its voters say shows that any of them looked. */
export function gateLabel({ gate, voters }: Pick<PlanVerification, 'gate' | 'voters'>, say: Say = inEnglish): string {
  const usable = voters.filter((it) => it.usable);
  const state = say(GATE_WORDS[gate].label);
  return usable.length > 0 && usable.every((it) => it.claimed) ? say('{state} (as far as claimed)', { state }) : state;
}
