// A dispatch: one worker doing one thing once; an attempt is one session of it. The table of reasons for the end of an attempt, and
// their consequences, is here because the whole program uses it.

import * as z from '../schema.ts';

export const AttemptKind = z.enum(['first', 'redispatch', 'repair']);
export type AttemptKind = z.infer<typeof AttemptKind>;

export const ATTEMPT_REASONS = [
  'done',
  'result-invalid',
  'wrong-dispatch',
  'refused-permission',
  'exit-without-result',
  'silent',
  'deadline',
  'spawn-failed',
  'host-lost',
  'result-refused',
  'context-overflow',
  'auth',
  'config',
  'agent-missing',
  'blocked',
  'interrupted',
  'quota',
  'budget',
  'cancelled',
] as const;
export const AttemptReason = z.enum(ATTEMPT_REASONS);
export type AttemptReason = z.infer<typeof AttemptReason>;

/** What the lead does after an attempt has ended for a certain reason. */
export type Consequence =
  | 'complete'
  | 'repair' // once, with a prompt of its own that quotes the errors
  | 'redispatch' // once, with the byte-identical prompt
  | 'hold' // the provider is held; redispatched afterwards, not counted
  | 'fail'
  | 'cancel';

export const CONSEQUENCES: Readonly<Record<AttemptReason, Consequence>> = {
  'done': 'complete',
  'result-invalid': 'repair',
  'wrong-dispatch': 'repair',
  'refused-permission': 'repair',
  'exit-without-result': 'redispatch',
  'silent': 'redispatch',
  'deadline': 'redispatch',
  'spawn-failed': 'redispatch',
  'host-lost': 'redispatch',
  'result-refused': 'fail',
  'context-overflow': 'fail',
  'auth': 'fail',
  'config': 'fail',
  'agent-missing': 'fail',
  'blocked': 'fail',
  // The outside client that held it is gone, or its time is up.
  'interrupted': 'fail',
  'quota': 'hold',
  'budget': 'fail',
  'cancelled': 'cancel',
};

/** What people see beside the reason. */
export const TerminalStatus = z.enum(['completed', 'timeout', 'error', 'cancelled', 'not-run']);
export type TerminalStatus = z.infer<typeof TerminalStatus>;

export function terminalStatus(reason: AttemptReason): TerminalStatus {
  switch (reason) {
    case 'done':
      return 'completed';
    case 'deadline':
    case 'silent':
      return 'timeout';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'error';
  }
}

/** Flags on a result; they decide nothing. */
export const ResultFlag = z.enum([
  'byte-order-mark',
  'fenced',
  'late',
  'orphan',
  'far-faster',
  'no-tool-use',
  'heartbeat-missing',
  'exit-nonzero',
  'absent-paths',
  'unwitnessed-looks',
]);
export type ResultFlag = z.infer<typeof ResultFlag>;
