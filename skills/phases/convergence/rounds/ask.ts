// What a worker is shown of each finding that it must judge, and nothing else: no names of other workers, no vote counts, no
// findings that do not need its verdict. Only the worker that raised a finding sees the objections to it.

import type { CanonicalFinding, Convergence, FindingVerdict } from '../../../../contracts/findings/convergence.ts';
import type { Evidence, RaisedFinding, Severity } from '../../../../contracts/findings/finding.ts';
import { mapSteps, type Steps } from '../../../../runtime/steps.ts';
import { asFound, type CheckedEvidence, checkedEvidence, evidenceOf, showsNoMore } from '../grouping/places.ts';
import { stanceOf } from '../voices/stance.ts';
import { isSpoken, latest, wordsOn } from '../voices/words-by-finding.ts';
import { familyOf } from './aliases.ts';
import { queued, queuedAt } from './course.ts';

/** What a worker added to a finding after it was raised. */
export type Argument = { side: 'for' | 'against'; basis: string; evidence: Evidence[] };

/** A queued finding of this worker's own, so that the worker can say that another one repeats it. */
export type OwnFinding = { id: string; title: string; path?: string; line?: number };

export type AskedFinding = {
  id: string;
  title: string;
  category: string;
  severity: Severity;
  claim: string;
  recommendation?: string;
  /** As the program found it; evidence that it did not find is in `notThere`. */
  evidence: Evidence[];
  /** Each piece of evidence is a separate place. */
  folded: boolean;
  notThere: Evidence[];
  raisedByYou: boolean;
  /** You raised it too, as a repeat of another's. */
  repeatedByYou: boolean;
  /** You have judged it before, and something new has come up. */
  judgedBefore: boolean;
  arguments: Argument[];
  yours: OwnFinding[];
  manner: { mode: Convergence['settings']['mode']; adversarial: boolean; round: number; last: boolean };
};

/** For the open round. */
export function* askedAbout(
  convergence: Convergence,
  raised: readonly RaisedFinding[],
  seat: string,
  findings: readonly string[],
): Steps<AskedFinding[]> {
  const byRef = new Map(raised.map((it) => [it.ref, it]));
  const wanted = new Set(findings);
  return yield* mapSteps(
    queued(convergence).filter(({ id }) => wanted.has(id)),
    (finding) => asked(convergence, byRef, seat, finding),
  );
}

function asked(
  convergence: Convergence,
  raised: ReadonlyMap<string, RaisedFinding>,
  seat: string,
  finding: CanonicalFinding,
): AskedFinding {
  const { settings, round } = convergence;
  const origins = familyOf(convergence.findings, finding.id).flatMap((it) => it.origins);
  const members = origins.map((ref) => raised.get(ref)).filter((it) => it !== undefined);
  const [first] = members;
  const { origin } = stanceOf(convergence, finding, seat);
  const evidence = withoutRepeats(members.flatMap(evidenceOf));
  const own = latest(wordsOn(convergence.words, finding.id).filter((word) => word.seat === seat));
  return {
    id: finding.id,
    title: finding.title,
    category: finding.category,
    severity: finding.severity,
    claim: first?.finding.claim ?? finding.title,
    ...(first?.finding.recommendation === undefined ? {} : { recommendation: first.finding.recommendation }),
    evidence: evidence.filter(({ check }) => check?.outcome !== 'absent').map(asFound),
    folded: finding.places !== undefined,
    notThere: evidence.filter(({ check }) => check?.outcome === 'absent').map((one) => one.evidence),
    raisedByYou: origin,
    repeatedByYou: !origin && familyOf(convergence.findings, finding.id).some((it) => it.repeatedBy?.includes(seat)),
    judgedBefore: own !== undefined,
    arguments: argumentsFor(convergence, finding, seat, origin, own),
    yours: origin ? [] : ownNear(convergence, finding, seat),
    manner: { mode: settings.mode, adversarial: settings.adversarial, round, last: round >= settings.maxRounds },
  };
}

/**
 * New evidence that this worker has not seen; for the worker that raised the finding also every objection. In an order that does
 * not reveal who said what.
 */
function argumentsFor(
  convergence: Convergence,
  { id }: CanonicalFinding,
  seat: string,
  origin: boolean,
  own: FindingVerdict | undefined,
): Argument[] {
  const others = wordsOn(convergence.words, id).filter((word) => word.seat !== seat && isSpoken(word));
  const standing = [...Map.groupBy(others, (word) => word.seat).values()].map(latest).filter((word) => word !== undefined);
  return standing
    .filter((word) => word.round >= (own?.round ?? 0) && (word.newEvidence === true || (origin && isAgainst(word))))
    .map(
      (word): Argument => ({
        side: isAgainst(word) ? 'against' : 'for',
        basis: word.basis,
        evidence: checkedEvidence(word)
          .filter(({ check }) => check?.outcome !== 'absent')
          .map(asFound),
      }),
    )
    .toSorted((a, b) => (a.side + a.basis < b.side + b.basis ? -1 : 1));
}

const isAgainst = ({ verdict }: FindingVerdict): boolean => verdict === 'DISAGREE' || verdict === 'WITHDRAW';

const ownNear = (convergence: Convergence, finding: CanonicalFinding, seat: string): OwnFinding[] =>
  queuedAt(convergence, finding.path)
    .filter((it) => it.seats.includes(seat) && it.id !== finding.id)
    .map(({ id, title, path, line }) => ({ id, title, ...(path === undefined ? {} : { path }), ...(line === undefined ? {} : { line }) }));

const withoutRepeats = (some: readonly CheckedEvidence[]): CheckedEvidence[] =>
  some.filter((one, at) => !some.slice(0, at).some((earlier) => showsNoMore(one, earlier)));
