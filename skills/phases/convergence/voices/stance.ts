// The stance of one seat on one finding: its latest word, or the outcome of asking it. Failures are no words, and leaving a finding
// out of a valid result withdraws nothing.

import type { Analyser, CanonicalFinding, Convergence, FindingVerdict, SeatQuestion } from '../../../../contracts/findings/convergence.ts';
import { familyOf, filesOfFamily, rootOf } from '../rounds/aliases.ts';
import { duplicatesOf, FROM_ELSEWHERE, isSpoken, latest, wordsOn } from './words-by-finding.ts';

/** A seat is asked once more after a failure; after two in a row it is lost to this run. */
const FAILURES_IN_A_ROW = 2;

export type SeatStance = {
  seat: string;
  stance: 'supports' | 'opposes' | 'skipped' | 'unasked' | 'outside';
  /** It raised the finding, or one that is now an alias of it. */
  origin: boolean;
  /** Skipped because of a failure that may be retried if a round remains. */
  again: boolean;
  /** Opposes it with evidence that was found and is not the finding's own. */
  proof: boolean;
  /** It raised or judged the finding, and nothing but its word shows that it looked. */
  claimed: boolean;
  /** It objects by a line of another file, and does not even say that it looked at the place. */
  aside: boolean;
  /** The round in which it took this stance; 0 for having raised it. */
  since: number;
  duplicateOf?: string;
  why: string;
};

export function stanceOf(convergence: Convergence, finding: CanonicalFinding, seat: string): SeatStance {
  const origin = isOrigin(convergence, finding, seat);
  const own = wordsOn(convergence.words, finding.id).filter((word) => word.seat === seat);
  const spoken = latest(own.filter(isSpoken));
  const claimed = origin && spoken?.look !== 'shown' ? isUnshown(convergence, finding, seat) : spoken?.look === 'claimed';
  const aside = spoken?.note === FROM_ELSEWHERE;
  const base = { seat, origin, again: false, proof: false, claimed, aside, since: spoken?.round ?? 0 };
  switch (spoken?.verdict) {
    case 'AGREE':
    case 'SUPPLEMENT':
      return {
        ...base,
        stance: 'supports',
        why: origin ? 'stands by it' : spoken.verdict === 'AGREE' ? 'agrees' : 'agrees and adds evidence',
      };
    case 'DISAGREE':
    case 'WITHDRAW':
      return { ...base, stance: 'opposes', proof: spoken.counterProof === true, why: whyAgainst(origin, aside) };
    case 'DUPLICATE':
    case 'ABSTAIN':
    case undefined:
      return unjudged(convergence, finding, own, spoken, base);
  }
}

/** A seat that has not judged the finding itself: it may have raised it, or judged it under another id. */
function unjudged(
  convergence: Convergence,
  finding: CanonicalFinding,
  own: readonly FindingVerdict[],
  spoken: FindingVerdict | undefined,
  base: Omit<SeatStance, 'stance' | 'why'>,
): SeatStance {
  const called = spoken?.verdict === 'DUPLICATE' && spoken.of !== undefined ? { duplicateOf: spoken.of } : {};
  if (base.origin) {
    return { ...base, stance: 'supports', since: 0, why: 'raised it', ...called };
  }
  const borrowed = callsItsDuplicate(convergence, finding, base.seat);
  if (borrowed)
    return {
      ...base,
      stance: 'supports',
      claimed: borrowed.look === 'claimed',
      since: borrowed.round,
      ...called,
      why: `calls ${borrowed.finding} a duplicate of it`,
    };
  if (spoken?.verdict === 'DUPLICATE') return { ...base, stance: 'skipped', ...called, why: `calls it a duplicate of ${spoken.of}` };
  if (spoken?.note === 'not-my-field') return { ...base, stance: 'outside', why: 'it is not its field' };
  if (spoken) return { ...base, stance: 'skipped', why: whyAbstained(spoken) };
  if (own.length > 0) return { ...base, stance: 'skipped', why: 'gave no verdict (no-answer)' };
  return unspoken(convergence, finding, base);
}

function whyAgainst(origin: boolean, aside: boolean): string {
  if (origin) return 'raised it and withdrew it';
  return aside ? 'disagrees by a line of another file, without looking at the place' : 'disagrees';
}

function whyAbstained({ note }: FindingVerdict): string {
  switch (note) {
    case undefined:
      return 'abstained';
    case 'agreed-without-looking':
      return 'agreed without looking';
    case 'disagreed-without-looking':
      return 'disagreed without looking';
    case 'contradicts-itself':
      return 'contradicted itself';
    case 'duplicate-circle':
      return 'called findings duplicates of each other';
    default:
      return `abstained (${note})`;
  }
}

/**
 * The seat's word that another finding repeats this one, or an alias of it, unless the seat has changed that word since. If it did not
 * look at the other finding, it says only that two texts are alike.
 */
function callsItsDuplicate({ findings, words }: Convergence, { id }: CanonicalFinding, seat: string): FindingVerdict | undefined {
  const hasLooked = wordsOn(words, id).some((it) => it.seat === seat && it.look !== undefined && it.look !== 'none');
  // All ids that lead to it: its own, unless it is an alias by now, and those of its aliases.
  const originals = rootOf(findings, id) === id ? familyOf(findings, id).map((it) => it.id) : [];
  return latest(
    duplicatesOf(words, seat, originals).filter(
      (word) =>
        word.finding !== id &&
        word === lastSpoken(words, seat, word.finding) &&
        word.look !== 'none' &&
        (word.look === undefined || hasLooked || isInFilesOf(findings, word.finding, id)),
    ),
  );
}

/** Who looked at one of them has looked in a file of the other. */
function isInFilesOf(findings: Convergence['findings'], one: string, other: string): boolean {
  const files = filesOfFamily(findings, other);
  return files.size === 0 || [...filesOfFamily(findings, one)].some((it) => files.has(it));
}

const lastSpoken = (words: readonly FindingVerdict[], seat: string, finding: string): FindingVerdict | undefined =>
  latest(wordsOn(words, finding).filter((word) => word.seat === seat && isSpoken(word)));

const repeats = ({ findings }: Convergence, finding: string, seat: string): boolean =>
  familyOf(findings, finding).some((it) => it.repeatedBy?.includes(seat));

function unspoken(convergence: Convergence, { id }: CanonicalFinding, base: Omit<SeatStance, 'stance' | 'why'>): SeatStance {
  const last = lastAsk(convergence.asks, base.seat, id);
  if (last === undefined)
    return { ...base, stance: 'unasked', why: repeats(convergence, id, base.seat) ? 'only repeats it' : 'was not asked' };
  const again = !isLost(convergence, base.seat);
  if (last.outcome === 'pending') return { ...base, stance: 'skipped', again, why: 'had not answered' };
  return { ...base, stance: 'skipped', again, why: `failed (${last.reason ?? 'no reason given'})` };
}

/** A seat that raised it or an alias of it, unless it has withdrawn that. Who did not look at the alias adds no voice to this one. */
const isOrigin = (convergence: Convergence, finding: CanonicalFinding, seat: string): boolean =>
  familyOf(convergence.findings, finding.id).some(
    (it) => it.seats.includes(seat) && (it.id === finding.id || !(it.blind?.includes(seat) || tookBack(convergence, it, seat))),
  );

const isUnshown = ({ findings }: Convergence, { id }: CanonicalFinding, seat: string): boolean =>
  familyOf(findings, id)
    .filter((it) => it.seats.includes(seat))
    .every((it) => it.unshown?.includes(seat));

function tookBack({ words }: Convergence, { id }: CanonicalFinding, seat: string): boolean {
  const last = lastSpoken(words, seat, id);
  return last?.verdict === 'WITHDRAW' || last?.verdict === 'DISAGREE';
}

/** A seat whose last two dispatches failed is not asked any more. */
export function isLost(convergence: Convergence, seat: string): boolean {
  const last = asks(convergence.asks.filter((ask) => ask.seat === seat && ask.outcome !== 'pending')).slice(-FAILURES_IN_A_ROW);
  return last.length === FAILURES_IN_A_ROW && last.every(({ outcome }) => outcome === 'failed');
}

const asks = (some: readonly SeatQuestion[]): SeatQuestion[] => some.toSorted((a, b) => a.round - b.round);

type LastAsks = ReadonlyMap<string, ReadonlyMap<string, SeatQuestion>>;

const lastAsks = new WeakMap<readonly SeatQuestion[], LastAsks>();

/** The last time that a seat was asked about a finding. Each list of asks is indexed once: one may name thousands. */
function lastAsk(all: readonly SeatQuestion[], seat: string, finding: string): SeatQuestion | undefined {
  let known = lastAsks.get(all);
  if (known === undefined) {
    const made = new Map<string, Map<string, SeatQuestion>>();
    for (const ask of asks(all)) {
      const bySeat = made.get(ask.seat) ?? new Map<string, SeatQuestion>();
      for (const id of ask.findings) bySeat.set(id, ask);
      made.set(ask.seat, bySeat);
    }
    known = made;
    lastAsks.set(all, known);
  }
  return known.get(seat)?.get(finding);
}

/** Whether a seat can judge this category: `security` covers `security/headers`. */
export const covers = ({ field }: Analyser, category: string): boolean =>
  field === 'all' || field.some((it) => category === it || category.startsWith(`${it}/`));
