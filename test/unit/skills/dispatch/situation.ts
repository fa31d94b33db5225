// Situations in which a worker can be, for the tables: round limits, and a look with nothing odd in it.

import type { SessionEnd, SessionView } from '../../../../contracts/work/session.ts';
import { digestOf } from '../../../../runtime/canonical.ts';
import type { Look } from '../../../../runtime/watch/look.ts';
import type { Limits } from '../../../../skills/dispatch/limits.ts';
import type { Watch } from '../../../../skills/dispatch/watch.ts';

export const LIMITS: Limits = {
  soft: 20_000,
  hard: 30_000,
  quiet: 10_000,
  quietButBusy: 25_000,
  startup: 1_000,
  flush: 200,
  exit: 3_000,
  invalid: 500,
  kill: 100,
  beatEvery: 20_000,
};

export const watching = (more: Partial<Watch> = {}): Watch => ({
  dispatch: 'r-aaaaaa.d1',
  nonce: 'n1',
  role: 'analyser',
  state: 'running',
  overdue: false,
  answeredAt: null,
  limits: LIMITS,
  ...more,
});

export const session = (more: Partial<SessionView> = {}): SessionView => ({
  key: 'r-aaaaaa.d1.1',
  state: 'running',
  pid: 7,
  pidStart: 'b:1',
  held: false,
  age: 2_000,
  quietOutput: 100,
  quietCpu: null,
  outputBytes: 10,
  end: null,
  ...more,
});

export const ended = (end: Partial<SessionEnd> = {}, more: Partial<SessionView> = {}): SessionView =>
  session({ state: 'ended', end: { by: 'exit', code: 0, signal: null, gone: true, ...end }, ...more });

export const seen = (more: Partial<Look> = {}): Look => ({
  at: 1_000_000,
  session: session(),
  endedFor: 0,
  result: { kind: 'none' },
  quietBeat: null,
  ...more,
});

export const ANSWER = { dispatch: 'r-aaaaaa.d1', nonce: 'n1', role: 'analyser', status: 'done', summary: 'looked at it' };

export function file(content: unknown, unchangedFor = 0): Look['result'] {
  const bytes = new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
  return { kind: 'there', bytes, digest: digestOf(bytes), unchangedFor };
}
