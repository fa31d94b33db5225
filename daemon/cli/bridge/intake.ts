// What comes in over the line: one line of JSON, and a bundle of as many bytes as that says. A line that breaks leaves
// less, and then nothing is taken.

import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { MusterError } from '../../../contracts/errors.ts';

const LONGEST_HEAD = 2 * 1024 * 1024;

/** The head says how many bytes follow; they go into a file. */
export async function takeIn<Head extends { bytes: number }>(
  stream: AsyncIterable<Buffer>,
  form: { parse(value: unknown): Head },
  file: string,
): Promise<Head> {
  const out = createWriteStream(file, { mode: 0o600 });
  let first = Buffer.alloc(0);
  let head: Head | undefined;
  let left = 0;
  try {
    for await (const chunk of stream) {
      let rest = chunk;
      if (!head) {
        first = Buffer.concat([first, chunk]);
        const at = first.indexOf(10);
        if (at < 0 && first.length > LONGEST_HEAD) throw wrong('its first line is too long');
        if (at < 0) continue;
        head = headOf(first.subarray(0, at).toString('utf8'), form);
        left = head.bytes;
        rest = first.subarray(at + 1);
      }
      left -= rest.length;
      if (left < 0) throw wrong('there is more than it says');
      if (!out.write(rest)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
      // The other side holds the line open until it has the answer.
      if (left === 0) break;
    }
  } finally {
    out.end();
    await finished(out);
  }
  if (!head || left > 0) throw wrong('the line broke before all of it was here');
  return head;
}

function headOf<Head>(line: string, form: { parse(value: unknown): Head }): Head {
  try {
    return form.parse(JSON.parse(line));
  } catch (cause) {
    throw wrong('its first line is not understood; the two machines may have different versions', cause);
  }
}

const wrong = (why: string, cause?: unknown): MusterError =>
  new MusterError('io-failed', `what was sent over ssh was not taken: ${why}`, 'Nothing was changed. Give the same command again.', {
    cause,
  });
