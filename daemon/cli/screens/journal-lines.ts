// `muster journal`: one event on a line or two, with number, time and type first. Pure.

import type { EventEnvelope } from '../../../contracts/event.ts';
import { clockTime } from '../../../skills/wording/numbers.ts';
import { beside, wrap } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

/** As wide as the longest event type, so that sentences line up. */
const MARGIN = 38;
/** With less room than this, the sentence goes on its own line, indented. */
const BESIDE = 40;
const INDENT = 7;

/** `sentence` describes the event. */
export function journalLines(event: Pick<EventEnvelope, 'seq' | 'at' | 'type'>, sentence: string, { color, width }: Screen): string[] {
  const paint = paintFor(color);
  const head = `${String(event.seq).padStart(5)}  ${clockTime(event.at)}  ${event.type}`;
  return width - MARGIN >= BESIDE
    ? beside(head, wrap(sentence, width - MARGIN), MARGIN, paint.dim)
    : [paint.dim(head), ...wrap(sentence, width, ' '.repeat(INDENT))];
}
