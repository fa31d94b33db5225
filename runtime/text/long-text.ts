// A long text that stays in parts until it is written: joining megabytes is one long step, and so is encoding them.

import type { Steps } from '../steps.ts';

/** No character is split between parts. */
export type LongText = readonly string[];

/** How many characters are joined in one step. */
const PART = 65_536;

/** Takes short parts and returns fewer, longer ones. */
export function longText(): { add(part: string): void; parts(): LongText } {
  const whole: string[] = [];
  let parts: string[] = [];
  let length = 0;
  const close = () => {
    if (parts.length > 0) whole.push(parts.join(''));
    parts = [];
    length = 0;
  };
  return {
    add(part) {
      parts.push(part);
      length += part.length;
      if (length >= PART) close();
    },
    parts() {
      close();
      return whole;
    },
  };
}

export function* longTextOf(parts: Iterable<string>): Steps<LongText> {
  const text = longText();
  for (const part of parts) {
    text.add(part);
    yield;
  }
  return text.parts();
}

/** The text in UTF-8. */
export function* bytesSteps(text: LongText): Steps<Buffer> {
  let length = 0;
  for (const part of text) {
    length += Buffer.byteLength(part);
    yield;
  }
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of text) {
    at += bytes.write(part, at);
    yield;
  }
  return bytes;
}
