// How likely it is that two findings in one place make the same claim: the kind of problem and the thing count most,
// words in common count little, and paths, identifiers and quoted code not at all, for neighbours share these anyway.
// The weights were fitted to the tune scenes of test/fixtures/convergence/pairs.json; its test prints what they do.

import { kindsOf } from './kinds/kinds.ts';
import { meet, minus, namesIn, pathsIn, shareOf, withoutNames, wordsOf } from './words.ts';

/** From here on two findings in one place are alike; a little above even odds, for a false join costs more than a missed one. */
export const ALIKE = 0.6;

const SURE = 5;
const WEIGHTS = {
  start: -1.5,
  sameKind: 1.7,
  /** Of all kinds that the two speak of, the share that both do. */
  kindShare: 1.8,
  otherKind: -2.5,
  words: 1,
  /** Of what each says about the quoted code, how much the other speaks of as well. */
  code: 1.6,
  /** What one title names of the code, the other finding never mentions. */
  otherThing: -1.6,
  /** One title marks something as code, and the other finding does not know it. */
  strangeName: -0.8,
  /** And the same the other way round. */
  strangeNames: -0.7,
  /** Each names paths, and none in common. */
  otherPath: -1,
  /** They point at lines beside each other, and at no line together. */
  beside: -3.2,
};
/** Above this share of words it is one sentence used twice; then what the titles name decides alone. */
const ONE_SENTENCE = 0.6;
/** Of a long text only the beginning is compared: that is where it says what is wrong. */
const MOST_WORDS = 120;
/** Anything longer is not a word, and would only cost time. */
const LONGEST_WORD = 60;

/** What is kept of a finding to compare it with others. */
export type Reading = {
  words: ReadonlySet<string>;
  /** Without identifiers and paths. */
  plain: ReadonlySet<string>;
  title: ReadonlySet<string>;
  /** Written as code in the title, and anywhere. */
  marked: ReadonlySet<string>;
  names: ReadonlySet<string>;
  paths: ReadonlySet<string>;
  code: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
  /** Of the title if it speaks of any, else all. */
  mainKinds: ReadonlySet<string>;
};

export type Wording = { title: string; claim: string; category?: string; quotes: readonly string[] };

export function readingOf({ title, claim, category = '', quotes }: Wording): Reading {
  const heading = readable(title);
  const text = `${heading}\n${readable(claim)}`;
  const kinds = kindsOf(`${text}\n${category.replace(/[-_/]+/g, ' ')}`);
  const inTitle = kindsOf(heading, kinds);
  return {
    words: wordsOf(text),
    plain: wordsOf(withoutNames(text)),
    title: wordsOf(heading),
    marked: namesIn(heading),
    names: namesIn(text),
    paths: pathsIn(text),
    code: wordsOf(readable(quotes.join('\n'))),
    kinds,
    mainKinds: inTitle.size > 0 ? inTitle : kinds,
  };
}

const readable = (text: string): string =>
  text
    .slice(0, MOST_WORDS * LONGEST_WORD)
    .split(/\s+/)
    .slice(0, MOST_WORDS)
    .map((word) => word.slice(0, LONGEST_WORD))
    .join(' ');

/** The same whichever comes first. `apart`: they share no line. */
export function similarity(a: Reading, b: Reading, apart: boolean): number {
  if (shareOf(a.words, b.words) >= ONE_SENTENCE) {
    const oneThing = minus(a.title, b.words).size === 0 || minus(b.title, a.words).size === 0;
    return (oneThing ? SURE : -SURE) + (apart ? WEIGHTS.beside : 0);
  }
  const code = new Set([...a.code, ...b.code]);
  return (
    WEIGHTS.start +
    kindsSpeak(a, b) +
    WEIGHTS.words * Math.min(0.5, shareOf(minus(a.plain, code), minus(b.plain, code))) +
    WEIGHTS.code * shareOf(meet(a.words, code), meet(b.words, code)) +
    (ignores(a, meet(b.title, code)) || ignores(b, meet(a.title, code)) ? WEIGHTS.otherThing : 0) +
    namesSpeak(a, b) +
    (otherPaths(a.paths, b.paths) ? WEIGHTS.otherPath : 0) +
    (apart ? WEIGHTS.beside : 0)
  );
}

function kindsSpeak(a: Reading, b: Reading): number {
  const both = meet(a.kinds, b.kinds).size;
  if (both === 0) return a.kinds.size > 0 && b.kinds.size > 0 ? WEIGHTS.otherKind : 0;
  const share = WEIGHTS.kindShare * (both / new Set([...a.kinds, ...b.kinds]).size);
  return share + (meet(a.mainKinds, b.mainKinds).size > 0 ? WEIGHTS.sameKind : 0);
}

const ignores = ({ words }: Reading, named: ReadonlySet<string>): boolean => named.size > 0 && meet(named, words).size === 0;

function namesSpeak(a: Reading, b: Reading): number {
  const strange = [isStrange(a.marked, b), isStrange(b.marked, a)];
  const unknown = a.marked.size > 0 && b.marked.size > 0 && meet(a.marked, b.names).size === 0 && meet(b.marked, a.names).size === 0;
  return (strange.includes(true) ? WEIGHTS.strangeName : 0) + (unknown ? WEIGHTS.strangeNames : 0);
}

/** Not one of these names is in the other finding, not even as an ordinary word. */
const isStrange = (marked: ReadonlySet<string>, { names, words }: Reading): boolean =>
  marked.size > 0 && [...marked].every((name) => !names.has(name) && meet(wordsOf(name), words).size === 0);

/** A path may be written from anywhere on. */
const otherPaths = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size > 0 && b.size > 0 && ![...a].some((one) => [...b].some((other) => one.endsWith(other) || other.endsWith(one)));
