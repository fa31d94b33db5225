// Turns a worker's verdicts into words, one for each finding that it was asked about: missing ones are added, impossible ones and
// those of a worker that did not look become abstentions with the reason, and new evidence is assessed.

import type { Convergence, FindingVerdict, SeatQuestion } from '../../../../contracts/findings/convergence.ts';
import type { EvidenceCheck, LookAtPlace, RaisedFinding, Verdict } from '../../../../contracts/findings/finding.ts';
import { mapSteps, type Steps } from '../../../../runtime/steps.ts';
import { CONTRADICTS_ITSELF } from '../../accepted-result.ts';
import { placeKey } from '../grouping/folded.ts';
import { asFound, type CheckedEvidence, checkedEvidence, evidenceOf, namedPlace, placeOf, showsNoMore } from '../grouping/places.ts';
import { familyOf, filesOfFamily, findingOf, rootOf } from '../rounds/aliases.ts';
import { FROM_ELSEWHERE, isSpoken, latest, wordsOn } from './words-by-finding.ts';

/** `look`: as its program's output and its result show it; absent if that is not known. */
export type CheckedVerdict = Verdict & { checks: readonly EvidenceCheck[]; look?: LookAtPlace | undefined };

/** `raised` is keyed by ref. */
export function* checkVerdicts(
  convergence: Convergence,
  raised: ReadonlyMap<string, RaisedFinding>,
  ask: SeatQuestion,
  verdicts: readonly CheckedVerdict[],
): Steps<FindingVerdict[]> {
  const asked = new Set(ask.findings);
  const byFinding = new Map(verdicts.filter((it) => asked.has(it.finding)).map((it) => [it.finding, it]));
  return yield* mapSteps(ask.findings, (finding): FindingVerdict => {
    const head = { finding, seat: ask.seat, round: ask.round, dispatch: ask.dispatch };
    const given = byFinding.get(finding);
    if (given === undefined) {
      return { ...head, verdict: 'ABSTAIN', basis: 'The result gave no verdict on it.', evidence: [], checks: [], note: 'no-answer' };
    }
    const { verdict, of, basis, evidence = [], checks } = given;
    const brought = broughtBy(convergence, raised, given);
    const look = lookOf(convergence, ask.seat, given, brought);
    const note =
      noteOn(convergence, ask.seat, given) ??
      (isCircular(convergence, ask.seat, byFinding, finding) ? 'duplicate-circle' : undefined) ??
      (look === 'none' ? unlooked(convergence, ask.seat, given, brought) : undefined);
    const counts = note === undefined || note === FROM_ELSEWHERE;
    return {
      ...head,
      verdict: counts ? verdict : 'ABSTAIN',
      ...(of === undefined ? {} : { of }),
      basis,
      evidence,
      checks: [...checks],
      ...(counts ? { ...placesDenied(convergence, raised, given), ...weigh(given, brought) } : {}),
      ...(note === undefined ? {} : { note }),
      ...(look === undefined ? {} : { look }),
    };
  });
}

/** The files stay as they are, so whoever has looked in an earlier round need not look again. */
function lookOf({ findings, words }: Convergence, seat: string, { finding, verdict, look }: CheckedVerdict, { quotes }: Brought) {
  if (look === undefined || look === 'shown') return look;
  const family = familyOf(findings, finding);
  const before = wordsOn(words, finding).flatMap((it) => (it.seat === seat && it.look !== undefined ? it.look : []));
  // One quote shows one place, and a verdict on many is about each of them.
  const quoted = quotes === 'there' ? [family.some((it) => it.places !== undefined) ? 'claimed' : 'shown'] : [];
  const best = (['shown', 'claimed', 'none'] as const).find((it) => [look, ...before, ...quoted].includes(it));
  const looked = family.some((it) => it.seats.includes(seat) && !it.blind?.includes(seat));
  // It looked when it raised the finding.
  return best === 'none' && verdict === 'DUPLICATE' && looked ? undefined : best;
}

/**
 * What is said without a look at the place counts for nothing. Nobody has to look to withdraw, or to see that two texts say the same. A line
 * of another file can be quoted about any finding: it shows that the worker was in the project, and not at this place.
 */
function unlooked(
  { findings, words }: Convergence,
  seat: string,
  { finding, verdict }: CheckedVerdict,
  { quotes }: Brought,
): string | undefined {
  switch (verdict) {
    case 'AGREE':
    case 'SUPPLEMENT':
      return 'agreed-without-looking';
    case 'DISAGREE':
      if (isOrigin(findings, finding, seat)) return undefined;
      return quotes === 'elsewhere' || wordsOn(words, finding).some((it) => it.seat === seat && it.note === FROM_ELSEWHERE)
        ? FROM_ELSEWHERE
        : 'disagreed-without-looking';
    case 'WITHDRAW':
    case 'DUPLICATE':
    case 'ABSTAIN':
      return undefined;
    default:
      return verdict satisfies never;
  }
}

/** By its own words, this finding repeats one that repeats this one. */
function isCircular({ findings, words }: Convergence, seat: string, given: ReadonlyMap<string, Verdict>, finding: string): boolean {
  const said = (id: string): Pick<Verdict, 'verdict' | 'of'> | undefined =>
    given.get(id) ?? latest(wordsOn(words, id).filter((word) => word.seat === seat && isSpoken(word)));
  const seen = new Set<string>();
  for (let at = finding; !seen.has(at); ) {
    seen.add(at);
    const word = said(at);
    if (word?.verdict !== 'DUPLICATE' || word.of === undefined) return false;
    at = rootOf(findings, word.of);
    if (at === finding) return true;
  }
  return false;
}

const isOrigin = (findings: Convergence['findings'], finding: string, seat: string): boolean =>
  familyOf(findings, finding).some(({ seats }) => seats.includes(seat));

/** Why a verdict cannot count as given; undefined if it can. */
function noteOn({ findings }: Convergence, seat: string, { finding, verdict, of, basis }: CheckedVerdict): string | undefined {
  switch (verdict) {
    case 'ABSTAIN':
      if (basis.startsWith(CONTRADICTS_ITSELF)) return 'contradicts-itself';
      return /^\W*not[\s-]+(?:my|our)[\s-]+field\b/i.test(basis) ? 'not-my-field' : undefined;
    case 'WITHDRAW':
      return isOrigin(findings, finding, seat) ? undefined : 'nothing-to-withdraw';
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

/** Evidence that is there and shows more than was known. */
type Brought = {
  /** More than the finding and everything said about it so far. */
  more: boolean;
  /** The same, by a quote that was found: in a file of the finding, or only elsewhere. */
  quotes: 'there' | 'elsewhere' | 'none';
  /** Found, and more than the finding itself shows. */
  beside: boolean;
};

function broughtBy(
  { findings, words }: Convergence,
  raised: ReadonlyMap<string, RaisedFinding>,
  { finding, evidence = [], checks }: CheckedVerdict,
): Brought {
  const brought = checkedEvidence({ evidence, checks }).filter(({ check }) => check !== undefined && check.outcome !== 'absent');
  if (brought.length === 0) return { more: false, quotes: 'none', beside: false };
  const family = familyOf(findings, finding);
  const origins = family.flatMap((it) => it.origins);
  const own = origins.flatMap((ref) => evidenceOfRaised(raised.get(ref)));
  const earlier = wordsOn(words, finding).flatMap(checkedEvidence);
  const without = (known: readonly CheckedEvidence[]) => brought.filter((one) => !known.some((other) => showsNoMore(one, other)));
  const more = without([...own, ...earlier]);
  return {
    more: more.length > 0,
    quotes: whereQuoted(more.filter(isQuoteFound), filesOfFamily(findings, finding)),
    beside: without(own).some(({ check }) => check?.outcome === 'found'),
  };
}

/** A finding that names no file, as one about something that is missing, has no place that a quote could be beside. */
function whereQuoted(quotes: readonly CheckedEvidence[], files: ReadonlySet<string>): Brought['quotes'] {
  if (quotes.some((it) => files.size === 0 || files.has(pathOf(it) ?? ''))) return 'there';
  return quotes.length > 0 ? 'elsewhere' : 'none';
}

const pathOf = (it: CheckedEvidence): string | undefined => placeOf(it)?.path;

/** A search that found nothing has no line. */
const isQuoteFound = ({ evidence: { quote }, check }: CheckedEvidence): boolean =>
  quote !== undefined && check?.line !== undefined && check.told !== true && (check.outcome === 'found' || check.outcome === 'moved');

function weigh({ verdict, notAt = [] }: CheckedVerdict, { more, beside }: Brought): Pick<FindingVerdict, 'newEvidence' | 'counterProof'> {
  if (verdict === 'ABSTAIN') return {};
  const denies = verdict === 'DISAGREE' || (verdict === 'SUPPLEMENT' && notAt.length > 0);
  return { ...(more ? { newEvidence: true } : {}), ...(denies && beside ? { counterProof: true } : {}) };
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
