// Whether a node may take over a run that another one has led. Only work that reads is started again:
// a lost contact says nothing about a worker, and one that writes may still be writing.

import { MusterError } from '../../contracts/errors.ts';
import { hasWritingWork } from '../../skills/run/fleet/writing-work.ts';
import type { RunState } from '../../skills/run/state.ts';

export type MayTake = { kind: 'own' } | { kind: 'other'; bundle: string } | { kind: 'no'; why: string };

export function mayTake(state: RunState, me: { node: string; home: string }): MayTake {
  const { lead, base } = state;
  if (lead?.node === me.node && lead.home === me.home) return { kind: 'own' };
  if (lead === null) return { kind: 'no', why: 'no node leads it' };
  if (!base) return { kind: 'no', why: 'its files are not captured yet' };
  if (base.bundle === undefined) return { kind: 'no', why: 'its files cannot travel' };
  if (hasWritingWork(state)) return { kind: 'no', why: 'its workers may write' };
  return { kind: 'other', bundle: base.bundle };
}

/** The error for a command to a run that no node leads at the moment. */
export function ledByNobody(state: RunState, me: { node: string; home: string }): MusterError {
  const may = mayTake(state, me);
  const last = state.lead?.node;
  if (may.kind !== 'no' || last === undefined)
    return new MusterError('command-refused', `no node leads ${state.id} at this moment`, 'Try again in a moment.');
  return new MusterError(
    'command-refused',
    `no node leads ${state.id} at this moment, and only node ${last} can continue it: ${may.why}`,
    `Start Muster on ${last} again, and give the command there.`,
  );
}
