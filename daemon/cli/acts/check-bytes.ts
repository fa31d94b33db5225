// What `muster check-result`, and the MCP tool of the same name, check about a result before it is handed in.

import { Role } from '../../../contracts/task/agent.ts';
import type { Result } from '../../../contracts/work/result.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import { readResult } from '../../../validators/result/read-result.ts';

export type Checked =
  | { kind: 'valid'; result: Result }
  | { kind: 'incomplete'; why: string }
  | { kind: 'wrong-dispatch'; found: string }
  | { kind: 'invalid'; errors: readonly { at: string; says: string }[] };

/** What a worker's environment says about the expected answer; the rest is taken from the file. */
export type ExpectedDispatch = Readonly<Partial<Record<'dispatch' | 'nonce' | 'role', string | undefined>>>;

export function checkBytes(bytes: Buffer, known: ExpectedDispatch): Checked {
  const claim = claimIn(bytes);
  const expected = known.dispatch ?? claim.dispatch;
  const role = Role.safeParse(known.role ?? claim.role);
  const reading = readResult(bytes, { dispatch: expected, nonce: known.nonce ?? claim.nonce, role: role.success ? role.data : 'analyser' });
  switch (reading.kind) {
    case 'valid': {
      const faults = reading.result.plan ? checkPlan(reading.result.plan, [], 'unknown') : [];
      if (faults.length === 0) return reading;
      return { kind: 'invalid', errors: faults.map((it) => ({ at: `plan.${it.at}`, says: it.says })) };
    }
    case 'incomplete':
      return reading;
    case 'wrong-dispatch':
      return reading;
    case 'invalid':
      return { kind: 'invalid', errors: reading.errors.map((it) => ({ at: it.path || 'the file', says: it.message })) };
  }
}

/** What the file says about itself; the checks then only test whether it is consistent. */
function claimIn(bytes: Buffer): { dispatch: string; nonce: string; role: unknown } {
  const text = bytes.toString('utf8');
  try {
    const value = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Record<string, unknown>;
    return { dispatch: String(value.dispatch), nonce: String(value.nonce), role: value.role };
  } catch {
    return { dispatch: '', nonce: '', role: undefined };
  }
}
