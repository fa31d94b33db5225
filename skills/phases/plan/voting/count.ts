// The state of each item of a plan by the votes on it, the gate that follows from all of them, and the questions that are left to a
// person.

import { cut } from '../../../../contracts/cut.ts';
import type { Clarification, ItemState, ItemTally, ItemVerdict, PlanGate } from '../../../../contracts/plan/plan-verification.ts';
import { isAgainst, isVote } from './words.ts';

const LONGEST_BASIS = 600;

/** An item is blocked by more than half of those with a usable vote on it. */
export function stateOf(words: readonly Pick<ItemVerdict, 'verdict'>[]): ItemState {
  const votes = words.filter(isVote);
  const against = votes.filter(isAgainst).length;
  if (votes.length === 0) return 'not-examined';
  if (against * 2 > votes.length) return 'blocked';
  return against > 0 ? 'dissent' : 'agreed';
}

/** The first rule that matches, in the order of the protocol. */
export function gateOf(items: readonly Pick<ItemTally, 'state'>[]): PlanGate {
  if (items.every(({ state }) => state === 'not-examined')) return 'aborted-non-result';
  if (items.some(({ state }) => state === 'blocked')) return 'blocked-by-disagreement';
  return items.some(({ state }) => state === 'dissent') ? 'passed-with-dissent' : 'passed';
}

export function clarify(items: readonly ItemTally[]): Clarification[] {
  return items
    .filter(({ state }) => state !== 'agreed')
    .map(({ item, state, words }, at) => {
      const against = words.filter(isAgainst);
      return {
        id: `C-${String(at + 1).padStart(3, '0')}`,
        item: item.id,
        asks: askOf(state, against, words),
        raisedBy: against.map(({ seat }) => seat),
        blocks: state === 'dissent' ? 'nothing' : 'approval',
      };
    });
}

function askOf(state: ItemState, against: readonly ItemVerdict[], words: readonly ItemVerdict[]): string {
  const objections = against.map(({ seat, basis }) => `${seat}: ${cut(basis.trim() || '(no reason given)', LONGEST_BASIS)}`).join('\n');
  const votes = words.filter(isVote).length;
  switch (state) {
    case 'blocked':
      return `${against.length} of ${votes} disagree. What should change?\n${objections}`;
    case 'dissent':
      return `${against.length} of ${votes} ${against.length === 1 ? 'disagrees' : 'disagree'}. Should it stay as it is?\n${objections}`;
    case 'not-examined':
      return 'No worker judged it. Do you accept it as it is?';
    case 'agreed':
      return '';
  }
}
