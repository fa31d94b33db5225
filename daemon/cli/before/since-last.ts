// Whether a review can continue from the last one of the branch, so that workers get only what has changed since.

import type { Review, TrackedFinding } from '../../../contracts/findings/tracked.ts';
import { heldBase } from '../../../runtime/workspace/bases/hold.ts';
import { basesOf } from '../../../runtime/workspace/bases/place.ts';
import { findProject } from '../../../runtime/workspace/project.ts';
import { listed } from '../../../skills/wording/numbers.ts';
import { findingsHere, shortBranch } from '../named/branch-findings.ts';
import type { Context } from '../words/command.ts';
import { isOpen } from '../words/exit-code.ts';

export type SinceLast =
  | { kind: 'since'; review: Review; open: TrackedFinding[] }
  /** `why`: why it cannot continue from an earlier review that exists. */
  | { kind: 'whole'; why: string | undefined };

type ReviewRequest = { project: string; range: string | undefined; scope: readonly string[]; seats: readonly string[] };

export async function sinceLast({ project, range, scope, seats }: ReviewRequest, context: Context): Promise<SinceLast> {
  const { branch, line } = await findingsHere(context);
  const of = shortBranch(branch);
  const same = (line?.reviews ?? []).filter((it) => it.range === range && it.scope.join('\0') === scope.join('\0'));
  const newest = same.at(-1);
  if (line === undefined || newest === undefined) return { kind: 'whole', why: undefined };
  const review = same.findLast((it) => seats.every((seat) => it.seats.includes(seat)));
  if (review === undefined) {
    const missing = seats.filter((it) => !newest.seats.includes(it));
    return { kind: 'whole', why: `no complete review of ${of} by ${listed(missing)} yet` };
  }
  const kept = await heldBase(basesOf(context.home.bases, await findProject(project)), review.run);
  if (kept === undefined) return { kind: 'whole', why: `the files of ${review.run}, the last review of ${of}, are no longer kept` };
  return { kind: 'since', review, open: line.tracked.filter(isOpen) };
}
