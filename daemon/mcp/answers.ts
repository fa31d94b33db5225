// What goes back to a client: an object, as text and as data. What a caller did wrong is an answer too, with its code and
// the next step; only what is broken is an error of the protocol.

import type { CallToolResult } from '@modelcontextprotocol/server';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { hideDeep } from '../../runtime/secrets/deep.ts';
import { plainDeep } from '../../skills/telling/plain-text.ts';
import type { Payload } from './tool.ts';

export const answered = (payload: Payload, hide: (text: string) => string): CallToolResult => {
  const safe = plainDeep(hideDeep(payload, hide));
  return { content: [{ type: 'text', text: JSON.stringify(safe) }], structuredContent: safe };
};

/** A fault of ours has no code that a caller could act on: it is passed on, and becomes an error of the protocol. */
export function refused(error: unknown, hide: (text: string) => string): CallToolResult {
  if (!(error instanceof MusterError)) throw error;
  return { ...answered({ error: failureOf(error) }, hide), isError: true };
}
