// Turns a worker's verdicts into words, one for each finding that it was asked about: missing ones are added, impossible ones
// become abstentions with the reason, and new evidence is assessed.

import type { Convergence, FindingVerdict, SeatQuestion } from '../../../../contracts/findings/convergence.ts';
import type { EvidenceCheck, RaisedFinding, Verdict } from '../../../../contracts/findings/finding.ts';
import { mapSteps, type Steps } from '../../../../runtime/steps.ts';
import { placeKey } from '../grouping/folded.ts';
import { asFound, type CheckedEvidence, checkedEvidence, evidenceOf, namedPlace, showsNoMore } from '../grouping/places.ts';
import { familyOf, findingOf, rootOf } from '../rounds/aliases.ts';
import { wordsOn } from './spoken.ts';

export type CheckedVerdict = Verdict & { checks: readonly EvidenceCheck[] };

/** `raised` is keyed by ref. */
export function* checkVerdicts(
  convergence: Convergence,
  raised: ReadonlyMap<string, RaisedFinding>,
  ask: SeatQuestion,
  verdicts: readonly CheckedVerdict[],
): Steps<FindingVerdict[]> {
  // Of two verdicts on one finding in one result the later one counts, as between rounds.
  const byFinding = new Map(verdicts.map((it) => [it.finding, it]));
  return yield* mapSteps(ask.findings, (finding): FindingVerdict => {
    const head = { finding, seat: ask.seat, round: ask.round, dispatch: ask.dispatch };
    const given = byFinding.get(finding);
    if (given === undefined) {
      return { ...head, verdict: 'ABSTAIN', basis: 'The result gave no verdict on it.', evidence: [], checks: [], note: 'no-answer' };
    }
    const { verdict, of, basis, evidence = [], checks } = given;
    const note = noteOn(convergence, ask.seat, given);
    return {
      ...head,
      verdict: note === undefined ? verdict : 'ABSTAIN',
      ...(of === undefined ? {} : { of }),
      basis,
      evidence,
      checks: [...checks],
      ...(note === undefined ? placesDenied(convergence, raised, given) : {}),
      ...(note === undefined ? weigh(convergence, raised, given) : { note }),
    };
  });
}

/** Why a verdict cannot count as given; undefined if it can. */
function noteOn({ findings }: Convergence, seat: string, { finding, verdict, of, basis }: CheckedVerdict): string | undefined {
  switch (verdict) {
    case 'ABSTAIN':
      return /^\W*not[\s-]+(?:my|our)[\s-]+field\b/i.test(basis) ? 'not-my-field' : undefined;
    case 'WITHDRAW': {
      const raisedIt = familyOf(findings, finding).some(({ seats }) => seats.includes(seat));
      return raisedIt ? undefined : 'nothing-to-withdraw';
    }
    case 'DUPLICATE': {
      if (of === undefined || findingOf(findings, of) === undefined) return 'duplicate-of-nothing';
      const target = findingOf(findings, rootOf(findings, of));
      if (target?.id === finding) return 'duplicate-of-itself';
      return target?.state === 'queued' ? undefined : 'duplicate-of-settled';
    }
    case 'AGREE':
    case 'DISAGREE':
    case 'SUPPLEMENT':
      return undefined;
    default:
      return verdict satisfies never;
  }
}

function weigh(
  { findings, words }: Convergence,
  raised: ReadonlyMap<string, RaisedFinding>,
  { finding, verdict, evidence = [], checks, notAt }: CheckedVerdict,
): Pick<FindingVerdict, 'newEvidence' | 'counterProof'> {
  const brought = checkedEvidence({ evidence, checks }).filter(({ check }) => check !== undefined && check.outcome !== 'absent');
  if (verdict === 'ABSTAIN' || brought.length === 0) return {};
  const deniesPlaces = verdict === 'SUPPLEMENT' && (notAt?.length ?? 0) > 0;
  const origins = familyOf(findings, finding).flatMap((it) => it.origins);
  const own = origins.flatMap((ref) => evidenceOfRaised(raised.get(ref)));
  const earlier = wordsOn(words, finding).flatMap(checkedEvidence);
  const beside = (known: readonly CheckedEvidence[]) => brought.filter((one) => !known.some((other) => showsNoMore(one, other)));
  return {
    ...(beside([...own, ...earlier]).length > 0 ? { newEvidence: true } : {}),
    ...((verdict === 'DISAGREE' || deniesPlaces) && beside(own).some(({ check }) => check?.outcome === 'found')
      ? { counterProof: true }
      : {}),
  };
}

/** The places that a verdict denies, as the program found them: only places of the finding itself, and only if it is folded. */
function placesDenied(
  { findings }: Convergence,
  raised: ReadonlyMap<string, RaisedFinding>,
  { finding, verdict, notAt = [] }: CheckedVerdict,
): Pick<FindingVerdict, 'notAt'> {
  const known = findingOf(findings, finding);
  if (verdict !== 'SUPPLEMENT' || notAt.length === 0 || known?.places === undefined) return {};
  const denied = new Set(notAt.map(placeKey));
  const said = known.origins.flatMap((ref) => evidenceOfRaised(raised.get(ref)));
  // A worker may name the place as it was claimed or as the program found it.
  const meant = said.flatMap((one) => {
    const [claimed, found] = [namedPlace(one.evidence), namedPlace(asFound(one))];
    return found && [claimed, found].some((it) => it && denied.has(placeKey(it))) ? [found] : [];
  });
  const own = new Set(known.places.map(placeKey));
  const places = [...new Map(meant.filter((it) => own.has(placeKey(it))).map((it) => [placeKey(it), it])).values()];
  return places.length === 0 ? {} : { notAt: places };
}

const evidenceOfRaised = (raised: RaisedFinding | undefined): CheckedEvidence[] => (raised === undefined ? [] : evidenceOf(raised));
