// The state of each item of a plan by the votes on it, the gate that follows from all of them, and the questions that are left to a
// person.

import { cut } from '../../../../contracts/cut.ts';
import type { Clarification, ItemState, ItemTally, ItemVerdict, PlanGate } from '../../../../contracts/plan/plan-verification.ts';
import { isAgainst, isVote, saysSomething } from './words.ts';

const LONGEST_BASIS = 600;

/** An item is blocked by more than half of those with a usable vote on it. Who objects without a look blocks nothing. */
export function stateOf(words: readonly Pick<ItemVerdict, 'verdict' | 'note'>[]): ItemState {
  const votes = words.filter(isVote);
  const against = votes.filter(isAgainst).length;
  if (votes.length === 0) return 'not-examined';
  if (against * 2 > votes.length) return 'blocked';
  return words.some(isAgainst) ? 'dissent' : 'agreed';
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
  const objections = against
    .map((it) => `${it.seat}${isVote(it) ? '' : ' (without a look)'}: ${cut(it.basis.trim() || '(no reason given)', LONGEST_BASIS)}`)
    .join('\n');
  const said = words.filter(saysSomething).length;
  switch (state) {
    case 'blocked':
      return `${against.length} of ${said} disagree. What should change?\n${objections}`;
    case 'dissent':
      return `${against.length} of ${said} ${against.length === 1 ? 'disagrees' : 'disagree'}. Should it stay as it is?\n${objections}`;
    case 'not-examined':
      return `No worker judged it. Do you accept it as it is?${against.length === 0 ? '' : `\n${objections}`}`;
    case 'agreed':
      return '';
  }
}
