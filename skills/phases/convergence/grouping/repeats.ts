// Who of those that raised one finding came to it without another. Who repeats the words of an earlier one, or shows no look at all,
// may have copied a result: that is no second opinion, and the seat is asked for one.

import type { EvidenceCheck, RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { collapsed } from '../../../../validators/evidence/normal.ts';
import { type CheckedEvidence, evidenceOf, placeOf, showsNoMore } from './places.ts';

export type Finders = {
  /** At least one. */
  own: RaisedFinding[];
  repeats: RaisedFinding[];
  /** Seats of `own`: of some nothing but their word shows that they looked, of others not even that. */
  unshown: string[];
  blind: string[];
};

/** Evidence that workers gave, of all their findings. */
export type GivenEvidence = (path: string) => readonly { dispatch: string; shown: CheckedEvidence }[];

/** Looked up once, when it is first needed: there may be thousands. */
export function givenBy(raised: readonly RaisedFinding[]): GivenEvidence {
  let byPath: Map<string, ReturnType<GivenEvidence>> | undefined;
  return (path) => {
    byPath ??= Map.groupBy(
      raised.flatMap((it) => evidenceOf(it).map((shown) => ({ dispatch: it.dispatch, shown }))),
      ({ shown }) => placeOf(shown)?.path ?? '',
    );
    return byPath.get(path) ?? [];
  };
}

/** `members` in the order in which they were raised; `given` by every worker. */
export function findersAmong(members: readonly RaisedFinding[], given: GivenEvidence): Finders {
  const [own, repeats]: [RaisedFinding[], RaisedFinding[]] = [[], []];
  // Who was seen to look comes first: otherwise a quick copy would be the finder, and the one that looked its repeat.
  for (const it of members.toSorted((a, b) => strength(b) - strength(a))) {
    const others = [...own, ...repeats].filter(({ seat }) => seat !== it.seat);
    (others.length > 0 && isNoSecond(it, others, given) ? repeats : own).push(it);
  }
  const none = (fits: (it: RaisedFinding) => boolean): string[] =>
    seatsIn(own).filter((seat) => own.every((it) => it.seat !== seat || fits(it)));
  // Of those who quote the same line one has seen it. The others may know it from that one, in whatever words they tell it.
  const quotesIt = (it: RaisedFinding): boolean => quotes(it) && (it.seat === own[0]?.seat || showsMore(it, given));
  return { own, repeats, unshown: none((it) => !isShown(it) && !quotesIt(it)), blind: none(isBlind) };
}

export const seatsIn = (some: readonly RaisedFinding[]): string[] => [...new Set(some.map(({ seat }) => seat))];

function isNoSecond(it: RaisedFinding, others: readonly RaisedFinding[], given: GivenEvidence): boolean {
  if (isBlind(it)) return true;
  if (it.look === 'shown') return false;
  const words = wordsOf(it);
  return others.some((other) => sameWords(words, wordsOf(other))) && !showsMore(it, given);
}

const strength = (it: RaisedFinding): number => (it.look === 'shown' ? 2 : isBlind(it) ? 0 : 1);

/** Its program shows that it opened the file; in old journals it is not known. */
const isShown = (it: RaisedFinding): boolean => it.look === undefined || it.look === 'shown';

/** Neither its program nor its result nor a quote says that it looked there. */
const isBlind = (it: RaisedFinding): boolean => it.look === 'none' && !quotes(it);

const quotes = ({ checks }: RaisedFinding): boolean => checks.some(isQuoted);

/** A search that found nothing has no line, and what it was told it need not see. */
const isQuoted = (check: EvidenceCheck | undefined): boolean =>
  (check?.outcome === 'found' || check?.outcome === 'moved') && check.line !== undefined && check.told !== true;

/** It quotes from the repository what no other worker quotes, not even from another line. */
const showsMore = (it: RaisedFinding, given: GivenEvidence): boolean =>
  evidenceOf(it)
    .filter(({ check }) => isQuoted(check))
    .some((one) => !given(placeOf(one)?.path ?? '').some(({ dispatch, shown }) => dispatch !== it.dispatch && isAsMuch(one, shown)));

function isAsMuch(one: CheckedEvidence, other: CheckedEvidence): boolean {
  const [quote, there] = [one, other].map(({ evidence }) => collapsed(evidence.quote ?? ''));
  return showsNoMore(one, other) || there?.includes(quote ?? '') === true;
}

/** How many words stand in a row in both: two people choose some of the same words, and hardly ever put three of them together. */
const IN_A_ROW = 3;
/** The share of such rows of the shorter text that make it a copy; one in five words may have been exchanged. */
const COPIED = 0.5;

export function sameWords(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const rows = rowsOf(short);
  // Too little text for rows: then all of its words.
  if (rows.length < IN_A_ROW) {
    const there = new Set(long);
    return short.every((word) => there.has(word));
  }
  const there = new Set(rowsOf(long));
  return rows.filter((row) => there.has(row)).length >= COPIED * rows.length;
}

const rowsOf = (words: readonly string[]): string[] => words.slice(IN_A_ROW - 1).map((_, at) => words.slice(at, at + IN_A_ROW).join(' '));

/** Title and claim without the quoted code, which honest workers have in common. */
function wordsOf({ finding: { title, claim, evidence } }: RaisedFinding): string[] {
  const quoted = evidence.map(({ quote = '' }) => quote.trim()).filter((quote) => quote !== '');
  const text = quoted.reduce((rest, quote) => rest.replaceAll(quote, ' '), `${title}\n${claim}`);
  const said = inWords(text.replace(/`[^`\n]*`/g, ' '));
  return said.length > 0 ? said : inWords(text);
}

const inWords = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
