// Reads what comes in over ssh: one line of JSON, then a bundle of the announced number of bytes. If
// the connection breaks early, nothing is accepted.

import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { MusterError } from '../../../contracts/errors.ts';

const LONGEST_HEAD = 2 * 1024 * 1024;

/** The head announces the number of bytes; they are written to a file. */
export async function receiveBundle<Head extends { bytes: number }>(
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
      // The other side keeps the connection open until it has the answer.
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
  new MusterError('io-failed', `what was sent over ssh was not accepted: ${why}`, 'Nothing was changed. Give the same command again.', {
    cause,
  });
