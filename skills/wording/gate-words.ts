// The outcome of a gate in a few words: the answer, who gave it from where, and when.

import type { RunView } from '../../contracts/run/run-view.ts';
import { inEnglish, listedIn, type Say } from '../report-writer/language/english.ts';
import { clockTime } from './numbers.ts';

type GateView = RunView['gates'][number];

export function gateWords({ gate, answer, by, answeredAt, closed }: GateView, say: Say = inEnglish): string {
  if (answer !== null)
    return `${say('answered')}: ${answer}${whose(by, say)}${answeredAt === null ? '' : ` ${say('at {time}', { time: clockTime(answeredAt) })}`}`;
  if (closed) return say('not answered before the run ended');
  const offers = listedIn(
    gate.offers.map((it) => `${it.answer} (${say(it.does)})`),
    say,
  );
  return say('no answer yet; possible answers: {offers}', { offers });
}

function whose(by: GateView['by'], say: Say): string {
  if (by === null) return '';
  if (by.kind !== 'person') return ` ${say('by the program')}`;
  const where = [...(by.pid === undefined ? [] : [`pid ${by.pid}`]), ...(by.tty === undefined ? [] : [by.tty])];
  return ` ${say('by {who}', { who: by.user ?? say('a person') })}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}
