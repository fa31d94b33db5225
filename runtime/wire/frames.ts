// Lines of JSON over a stream: assembled from chunks and bounded in size, so that a peer that never ends its line costs no more
// memory than one line.

import { MusterError } from '../../contracts/errors.ts';

/** Takes chunks and passes on complete lines. Throws `frame-invalid` for a line over the limit; the stream cannot be used after that. */
export function lineCutter(limit: number, onLine: (line: string) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    let rest = chunk;
    for (let cut = rest.indexOf(10); cut >= 0; cut = rest.indexOf(10)) {
      const end = rest.subarray(0, cut);
      rest = rest.subarray(cut + 1);
      if (held + end.length > limit) throw tooLong(limit);
      const line = parts.length === 0 ? end : Buffer.concat([...parts, end]);
      parts = [];
      held = 0;
      if (line.length > 0) onLine(line.toString('utf8'));
    }
    if (rest.length === 0) return;
    held += rest.length;
    if (held > limit) throw tooLong(limit);
    parts.push(rest);
  };
}

export const frame = (value: unknown): string => `${JSON.stringify(value)}\n`;

function tooLong(limit: number): MusterError {
  return new MusterError(
    'frame-invalid',
    `a frame on the socket is longer than ${limit} bytes`,
    'Send smaller frames, and long text as a file.',
  );
}
