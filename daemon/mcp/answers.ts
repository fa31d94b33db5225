// Answers to a client: an object, as text and as data. A caller's mistake is an answer too, with its
// code and the next step; only internal failures are protocol errors.

import type { CallToolResult } from '@modelcontextprotocol/server';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { cut } from '../../contracts/cut.ts';
import { type ErrorCode, type Failure, failureOf, MusterError } from '../../contracts/errors.ts';
import { hideDeep } from '../../runtime/secrets/deep.ts';
import { plainDeep } from '../../skills/wording/plain-text.ts';
import type { Payload } from './tool.ts';

export const answered = (payload: Payload, hide: (text: string) => string): CallToolResult => {
  const safe = plainDeep(hideDeep(payload, hide));
  return { content: [{ type: 'text', text: JSON.stringify(safe) }], structuredContent: safe };
};

/** An internal fault has no code that a caller could act on, so it is rethrown and becomes a protocol error. */
export function refused(error: unknown, hide: (text: string) => string): CallToolResult {
  if (!(error instanceof MusterError)) throw error;
  return { ...answered({ error: failureFor(error) }, hide), isError: true };
}

/** The same for answers that cannot be an object, such as resources. */
export function refusedPlainly(error: unknown, hide: (text: string) => string): ProtocolError {
  if (!(error instanceof MusterError)) throw error;
  const { code, message, hint } = plainDeep(hideDeep(failureFor(error), hide));
  return new ProtocolError(ProtocolErrorCode.InvalidParams, cut(`${message}. ${hint}`, LONGEST), { code, hint });
}

const LONGEST = 500;

/** A person's next step is a command; an agent's is a tool. */
const BY_TOOL: Partial<Record<ErrorCode, string>> = {
  'run-unknown': 'run_read without `runs` has the newest runs, run_active those under way.',
  'finding-unknown': 'run_findings lists the findings of a run.',
  'session-unknown': 'run_read lists the workers of a run: name one by its `dispatch` or its `seat`.',
  'command-refused': 'run_read says how the run stands, run_active what can be done.',
  'task-invalid': 'Correct what is named; tools/list has the schema of run_submit.',
  'key-conflict': 'Choose another `token`, or leave it out.',
};

function failureFor(error: MusterError): Failure {
  const { code, message, hint } = failureOf(error);
  return { code, message: cut(message, LONGEST_MESSAGE), hint: /`muster |\bkey\b/.test(hint) ? (BY_TOOL[error.code] ?? hint) : hint };
}

const LONGEST_MESSAGE = 2_000;
