// `muster journal`: an event as a line or two, number, time and type first. Pure.

import type { EventEnvelope } from '../../../contracts/event.ts';
import { clockTime } from '../../../skills/telling/numbers.ts';
import { beside, wrap } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

/** As wide as the longest event type, so that sentences line up. */
const MARGIN = 38;
/** Where less room is left for the sentence, it goes on its own line, indented. */
const BESIDE = 40;
const INDENT = 7;

/** `sentence`: what is said of it. */
export function journalLines(event: Pick<EventEnvelope, 'seq' | 'at' | 'type'>, sentence: string, { color, width }: Screen): string[] {
  const paint = paintFor(color);
  const head = `${String(event.seq).padStart(5)}  ${clockTime(event.at)}  ${event.type}`;
  return width - MARGIN >= BESIDE
    ? beside(head, wrap(sentence, width - MARGIN), MARGIN, paint.dim)
    : [paint.dim(head), ...wrap(sentence, width, ' '.repeat(INDENT))];
}
