// Findings that came after grouping. They get the next ids; nothing that has a name is renumbered. One
// that says what an earlier one says becomes its alias at once.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { Dismissal } from '../../../../contracts/findings/dismissal.ts';
import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { alike, type Prepared, prepare } from '../grouping/alike.ts';
import { groupsOf, numbered, type VoiceOf } from '../grouping/group.ts';

export type Appending = {
  /** The round under way, in which they are settled if they are settled at once. */
  round: number;
  dismissed: readonly Dismissal[];
  voiceOf?: VoiceOf;
};

/** Answers the whole list; `raised` are the findings that `existing` was made of. */
export function appendFindings(
  existing: readonly CanonicalFinding[],
  raised: readonly RaisedFinding[],
  more: readonly RaisedFinding[],
  { round, dismissed, voiceOf = (seat) => seat }: Appending,
): CanonicalFinding[] {
  const first = Math.max(0, ...existing.map(({ id }) => Number(id.slice(2)))) + 1;
  const earlier = existing.filter(mayTakeIn).map((it) => ({ id: it.id, members: preparedOf(it, raised) }));
  const appended = numbered(groupsOf(more, dismissed, voiceOf, round), first).map((it): CanonicalFinding => {
    if (it.state !== 'queued') return it;
    const members = preparedOf(it, more);
    const twin = earlier.find((other) => other.members.some((a) => members.some((b) => alike(a, b))));
    if (twin === undefined) return it;
    return { ...it, state: 'merged', settledIn: round, mergedInto: twin.id, reason: `It says what ${twin.id} says, and came later.` };
  });
  return [...existing, ...appended];
}

/**
 * What was refuted, withdrawn or left open takes in nobody: a worker who raises it afresh has not been
 * heard on it, and would be settled by words that were spoken of another's.
 */
const mayTakeIn = ({ state }: CanonicalFinding): boolean =>
  state === 'queued' || state === 'full-consensus' || state === 'partial-consensus';

const preparedOf = ({ origins }: CanonicalFinding, raised: readonly RaisedFinding[]): Prepared[] =>
  raised.filter(({ ref }) => origins.includes(ref)).map(prepare);
