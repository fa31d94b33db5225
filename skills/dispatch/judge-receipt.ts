// Decides whether an analysis without findings counts: whether the worker can have looked at the code at all. All thresholds are
// here.

import type { EvidenceCheck } from '../../contracts/findings/finding.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Inconclusive, Receipt } from '../../contracts/work/receipt.ts';
import { countOfAll, countOfBoth } from '../../validators/looks/places.ts';
import type { DispatchState } from '../run/state.ts';

/** Nothing reads and understands files faster than this: the least time for each file that is only claimed … */
const READS_IN: Millis = 20;
/** … beyond the first few, which a small program may read at once. */
const READ_AT_ONCE = 20;

export type Answer = {
  /** For each finding, the results of looking up its evidence. */
  checks: readonly (readonly Pick<EvidenceCheck, 'outcome'>[])[];
  /** The awake age of its session; null if it is unknown. */
  age: Millis | null;
};

/** The conclusion for an analysis whose evidence was looked up, with what it looked at. */
export function inconclusive(
  { id, seat, accepted }: Pick<DispatchState, 'id' | 'seat' | 'accepted'>,
  { findings, receipt }: { findings: readonly { checks: EvidenceCheck[] }[]; receipt?: Receipt },
): SharedEvent[] {
  if (receipt === undefined) return [];
  const why = judgeReceipt(receipt, { checks: findings.map((it) => it.checks), age: accepted?.age ?? null });
  return why === null ? [] : [{ type: 'look.inconclusive', payload: { dispatch: id, seat, why } }];
}

/** Null if the answer counts: evidence that exists proves a look, and so does an opened file. */
function judgeReceipt(receipt: Receipt, { checks, age }: Answer): Inconclusive | null {
  // Evidence that cannot be checked does not disprove anything.
  const proven = checks.some((each) => each.length === 0 || each.some((it) => it.outcome !== 'absent'));
  if (proven || receipt.by === 'program') return null;
  const opened = countOfAll([receipt.opened], receipt.files);
  if (opened === 0) return receipt.searchSeen ? null : checks.length > 0 ? 'invented' : 'opened-nothing';
  if (isTooFast(receipt, opened, age)) return 'too-fast';
  return checks.length === 0 && !receipt.searchSeen && isBesideTheChange(receipt) ? 'opened-no-change' : null;
}

/** A change that only deletes files leaves nothing to open. */
const isBesideTheChange = ({ changed = '', opened, files }: Receipt): boolean =>
  changed !== '' && countOfBoth([changed], [opened], files) === 0;

const isTooFast = ({ by }: Receipt, opened: number, age: Millis | null): boolean =>
  by === 'claimed' && age !== null && opened > READ_AT_ONCE && age < opened * READS_IN;
