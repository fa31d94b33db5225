// A transcript as plain text: what was printed, without what would act on a terminal. It comes in pieces that
// end anywhere, so an end that may be half of something waits for the rest. Pure.

import { plainText } from '../../../skills/telling/plain-text.ts';

export type TranscriptText = {
  /** Lines of the asciicast in; what can be shown of them by now. */
  push(lines: readonly string[]): string;
  /** What still waited. */
  rest(): string;
};

/** No sequence is longer; what looks like the beginning of one, and goes on, is none. */
const LONGEST_SEQUENCE = 4_096;

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

/** An escape sequence whose end has not come, or half of a line's end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OPEN = /(?:\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b\n]*\u001b?|[ -/]*)|\r)$/;

function openEnd(text: string): number {
  const start = Math.max(0, text.length - LONGEST_SEQUENCE);
  const open = OPEN.exec(text.slice(start));
  return open ? start + open.index : text.length;
}

/** Of an output its text, of a marker a line of ours; the header, a resize and what is no event say nothing. */
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
