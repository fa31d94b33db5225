// What comes in on standard input before the protocol sees it: a line that is no JSON object gets an error of its own, so that a
// client learns of it; the protocol's library would only drop it.

import { Transform } from 'node:stream';

/** A result has at most 2 MiB; nothing else that a client sends is as large. */
export const MOST = 8 * 1024 * 1024;

/** `complain` writes one line to the client. */
export function wholeFrames(complain: (line: string) => void): Transform {
  let rest: Buffer[] = [];
  let size = 0;
  let passing = false;
  const say = (code: number, message: string) => complain(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
  const take = (line: Buffer, out: Transform) => {
    const text = line.toString('utf8').trim();
    if (text === '') return;
    const fault = faultOf(text);
    if (fault) say(fault.code, fault.message);
    else out.push(`${text}\n`);
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        rest.push(chunk.subarray(from, at));
        if (passing) passing = false;
        else take(Buffer.concat(rest), this);
        rest = [];
        size = 0;
        from = at + 1;
      }
      rest.push(chunk.subarray(from));
      size += chunk.length - from;
      if (size > MOST && !passing) {
        say(-32600, `a message is larger than ${MOST} bytes`);
        passing = true;
      }
      if (passing) rest = [];
      done();
    },
  });
}

function faultOf(text: string): { code: number; message: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'jsonrpc' in value) return undefined;
    return { code: -32600, message: 'a message must be one JSON-RPC 2.0 object' };
  } catch {
    return { code: -32700, message: 'a message is not JSON' };
  }
}
