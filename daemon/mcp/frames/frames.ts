// Filters standard input before the protocol sees it: a line that is not a protocol message gets an
// error, so that the client learns of it; the protocol's library would only drop it.

import { Transform } from 'node:stream';
import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server';
import { type IdInPassing, idInPassing } from './id-in-passing.ts';

/** A result has at most 2 MiB; nothing else that a client sends is that large. */
export const MOST = 8 * 1024 * 1024;

/** `complain` writes one line to the client; `pass` is told of each message that goes on to the protocol. */
export function wholeFrames(complain: (line: string) => void, pass: (message: JSONRPCMessage) => void): Transform {
  let rest: Buffer[] = [];
  let size = 0;
  /** Reads the line that has become too large. Its error comes at its end, because its id may stand there. */
  let passing: IdInPassing | undefined;
  const say = ({ id, code, message }: Fault) => complain(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
  const take = (line: Buffer, out: Transform) => {
    const text = line.toString('utf8').trim();
    if (text === '') return;
    const read = messageIn(text);
    if (read.kind === 'fault') return say(read);
    pass(read.message);
    out.push(`${text}\n`);
  };
  /** The next bytes of the line. */
  const add = (bytes: Buffer) => {
    rest.push(bytes);
    size += bytes.length;
    if (size <= MOST) return;
    passing ??= idInPassing();
    for (const part of rest) passing.pass(part);
    rest = [];
  };
  const end = (out: Transform) => {
    if (passing) say({ kind: 'fault', id: passing.id(), code: INVALID, message: `a message is larger than ${MOST} bytes` });
    else take(Buffer.concat(rest), out);
    passing = undefined;
    rest = [];
    size = 0;
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        add(chunk.subarray(from, at));
        end(this);
        from = at + 1;
      }
      add(chunk.subarray(from));
      done();
    },
  });
}

type Fault = { kind: 'fault'; id: string | number | null; code: number; message: string };

const INVALID = -32600;
const NOT_JSON = -32700;

/** Recursive readers go as deep as the message; no schema of ours needs a tenth of this. */
const DEEPEST = 100;

function isTooDeep(value: unknown): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    layer = layer.flatMap((it) => (typeof it === 'object' && it !== null ? Object.values(it) : []));
  }
  return false;
}

function messageIn(text: string): { kind: 'message'; message: JSONRPCMessage } | Fault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'fault', id: null, code: NOT_JSON, message: 'a message is not JSON' };
  }
  if (isTooDeep(value))
    return { kind: 'fault', id: idOf(value), code: INVALID, message: `a message is nested deeper than ${DEEPEST} levels` };
  try {
    // The library drops messages by these rules.
    return { kind: 'message', message: parseJSONRPCMessage(value) };
  } catch {
    const message = 'a message must be one JSON-RPC 2.0 object: a request, a notification or an answer';
    return { kind: 'fault', id: idOf(value), code: INVALID, message };
  }
}

/** The id of the request, if there is one, so that the client can match the error. */
function idOf(value: unknown): string | number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  const { id } = value;
  return typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id)) ? id : null;
}
