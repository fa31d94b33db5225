// How much two findings say the same thing: the share of words they have in common, a little more when
// they speak of the same kind of problem, a little less when of different kinds or of different things.
// The figures were chosen on test/fixtures/convergence/pairs.json; its test prints what they achieve.

import { kindsOf } from './kinds.ts';

/** From here on two findings are alike, provided that their evidence overlaps. */
const ALIKE = 0.305;

const SAME_KIND = 0.1;
const OTHER_KIND = 0.1;
const OTHER_THING = 0.15;
/** Above this share of words it is one sentence used twice, as rules do; then what the titles name decides. */
const ONE_SENTENCE = 0.6;
/** Of a long claim only the beginning is compared: that is where it says what is wrong. */
const CLAIM_READ = 2000;

/** What is kept of a finding to compare it with others. */
export type Reading = {
  words: ReadonlySet<string>;
  title: ReadonlySet<string>;
  /** Words of the title that stand in the quoted code: what it is about. */
  named: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
  /** Of the title if it speaks of any, else all. */
  mainKinds: ReadonlySet<string>;
};

export type Wording = { title: string; claim: string; quotes: readonly string[] };

export function readingOf({ title, claim, quotes }: Wording): Reading {
  const beginning = claim.slice(0, CLAIM_READ);
  const titleWords = wordsOf(title);
  const quoted = wordsOf(quotes.join('\n').slice(0, CLAIM_READ));
  const inTitle = kindsOf(title);
  const kinds = kindsOf(`${title}\n${beginning}`);
  return {
    words: wordsOf(`${title}\n${beginning}`),
    title: titleWords,
    named: new Set([...titleWords].filter((word) => quoted.has(word))),
    kinds,
    mainKinds: inTitle.size > 0 ? inTitle : kinds,
  };
}

/** Between about -0.25 and 1.1, the same whichever comes first. */
export function similarity(a: Reading, b: Reading): number {
  const shared = commonShare(a.words, b.words);
  if (shared >= ONE_SENTENCE && differ(a.title, b) && differ(b.title, a)) return 0;
  return shared + kindsSpeak(a, b) - (differ(a.named, b) && differ(b.named, a) ? OTHER_THING : 0);
}

/** Most pairs share too few words for the rest to matter. */
export const alike = (a: Reading, b: Reading): boolean => commonShare(a.words, b.words) >= ALIKE - SAME_KIND && similarity(a, b) >= ALIKE;

function kindsSpeak(a: Reading, b: Reading): number {
  if (meet(a.mainKinds, b.kinds) || meet(b.mainKinds, a.kinds)) return SAME_KIND;
  return a.kinds.size > 0 && b.kinds.size > 0 ? -OTHER_KIND : 0;
}

/** The words of a text that carry meaning, lower case, without endings; Chinese in pairs of characters. */
export function wordsOf(text: string): ReadonlySet<string> {
  const apart = text.normalize('NFKC').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  const found = apart.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    found
      .flatMap(inPairs)
      .filter((word) => !EMPTY_WORDS.has(word))
      .map(withoutEnding),
  );
}

function inPairs(word: string): string[] {
  if (!/\p{sc=Han}/u.test(word)) return [word];
  const signs = [...word];
  return signs.length < 2 ? signs : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
}

/** Rough on purpose: it must only treat both findings alike. */
function withoutEnding(word: string): string {
  if (word.length < 4 || /[^a-z]/.test(word)) return word;
  return word.replace(/ies$/, 'y').replace(/(ations?|ing|ed|es|s|ly|er|e)$/, '') || word;
}

function commonShare(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const word of few) if (many.has(word)) common += 1;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((it) => b.has(it));

const differ = (words: ReadonlySet<string>, other: Reading): boolean => [...words].some((word) => !other.words.has(word));

/** Words that say nothing of the problem, in the languages that reviewers write most. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `a an the is are was be been it its of to in on for and or but with by from as at that this these those so
  which who whose what when where than then into onto if he she they them their there any every each all one
  two only also both same other another some more most such very can could may might must will would should
  shall do does did done has have had having i you we our your not no nor without der die das ein eine und
  oder ist im von zu den dem des le la les un une et ou est de du del el los las y o es en que por se una su al`.split(/\s+/),
);
