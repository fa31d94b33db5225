// What became of a gate, in a few words: the answer, who gave it from where, and when.

import type { RunView } from '../../contracts/run-view.ts';
import { clockTime, listed } from './numbers.ts';

type GateView = RunView['gates'][number];

export function gateWords({ gate, answer, by, answeredAt, closed }: GateView): string {
  if (answer !== null) return `answered: ${answer}${whose(by)}${answeredAt === null ? '' : ` at ${clockTime(answeredAt)}`}`;
  if (closed) return 'nobody answered before the run ended';
  return `no answer yet; on offer: ${listed(gate.offers.map((it) => `${it.answer} (${it.does})`))}`;
}

function whose(by: GateView['by']): string {
  if (by === null) return '';
  if (by.kind !== 'person') return ' by the program';
  const where = [...(by.pid === undefined ? [] : [`pid ${by.pid}`]), ...(by.tty === undefined ? [] : [by.tty])];
  return ` by ${by.user ?? 'a person'}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}
