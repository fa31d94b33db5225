// A transcript as plain text, without escape sequences that would act on a terminal. It arrives in
// pieces that end anywhere, so a possibly incomplete sequence at the end waits for the rest. Pure.

import { openSequenceIn } from '../../../runtime/text/invisible-characters.ts';
import { plainText } from '../../../skills/wording/plain-text.ts';

export type TranscriptText = {
  /** Takes asciicast lines; returns the text that can be shown so far. */
  push(lines: readonly string[]): string;
  /** The text that was still waiting. */
  rest(): string;
};

export function transcriptText(): TranscriptText {
  let waiting = '';
  return {
    push(lines) {
      const text = waiting + lines.map(textOf).join('');
      const from = openEnd(text);
      waiting = text.slice(from);
      return plainText(text.slice(0, from));
    },
    rest() {
      const text = waiting;
      waiting = '';
      return plainText(text);
    },
  };
}

/** Where an incomplete escape sequence or half a line ending begins. */
const openEnd = (text: string): number => (text.endsWith('\r') ? text.length - 1 : openSequenceIn(text));

/** The text of an output event, or a line for a marker; empty for the header, a resize or anything else. */
function textOf(line: string): string {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return '';
  }
  if (!Array.isArray(event) || typeof event[2] !== 'string') return '';
  if (event[1] === 'o') return event[2];
  return event[1] === 'm' ? `\n[${event[2]}]\n` : '';
}
