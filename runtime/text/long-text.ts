// A long text, which stays in parts until it is written: to put megabytes together is one long step, and so is making
// bytes of them.

import type { Steps } from '../steps.ts';

/** No character is parted. */
export type LongText = readonly string[];

/** So many letters are put together in one step. */
const PART = 65_536;

/** Takes short parts, and gives back fewer, longer ones. */
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

/** As a file holds it. */
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
