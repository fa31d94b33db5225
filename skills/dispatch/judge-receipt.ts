// What a receipt is worth when an analysis found nothing: whether the worker can have looked at the code at all. All
// figures are here.

import type { EvidenceCheck } from '../../contracts/findings/finding.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Inconclusive, Receipt } from '../../contracts/work/receipt.ts';
import { countOfAll } from '../../validators/looks/places.ts';
import type { DispatchState } from '../run/state.ts';

/** Nothing reads files faster than this and understands them: so long for each that is only claimed … */
const READS_IN: Millis = 20;
/** … beyond so many, which a small program may read in one breath. */
const READ_AT_ONCE = 20;

export type Answer = {
  /** What came of looking up the evidence, for each finding. */
  checks: readonly (readonly Pick<EvidenceCheck, 'outcome'>[])[];
  /** How old its session was in awake time; unknown where there was none to ask. */
  age: Millis | null;
};

/** What follows for an analysis whose evidence was looked up, with what it looked at. */
export function inconclusive(
  { id, seat, accepted }: Pick<DispatchState, 'id' | 'seat' | 'accepted'>,
  { findings, receipt }: { findings: readonly { checks: EvidenceCheck[] }[]; receipt?: Receipt },
): SharedEvent[] {
  if (receipt === undefined) return [];
  const why = judgeReceipt(receipt, { checks: findings.map((it) => it.checks), age: accepted?.age ?? null });
  return why === null ? [] : [{ type: 'look.inconclusive', payload: { dispatch: id, seat, why } }];
}

/** Nothing where the answer counts: evidence that is there proves a look, and so does a file that was opened. */
function judgeReceipt(receipt: Receipt, { checks, age }: Answer): Inconclusive | null {
  // Evidence that cannot be looked up is no proof of the contrary.
  const proven = checks.some((each) => each.length === 0 || each.some((it) => it.outcome !== 'absent'));
  if (proven || receipt.by === 'program') return null;
  const opened = countOfAll([receipt.opened], receipt.files);
  if (opened === 0) return receipt.searchSeen ? null : checks.length > 0 ? 'invented' : 'opened-nothing';
  return isTooFast(receipt, opened, age) ? 'too-fast' : null;
}

const isTooFast = ({ by }: Receipt, opened: number, age: Millis | null): boolean =>
  by === 'claimed' && age !== null && opened > READ_AT_ONCE && age < opened * READS_IN;
