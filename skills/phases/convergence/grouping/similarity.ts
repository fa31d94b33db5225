// The probability that two findings at one place make the same claim. The kind of problem and the subject count most and shared
// words little; paths, identifiers and quoted code not at all, because neighbouring findings share these anyway. The weights were
// fitted to the tuning scenes of test/fixtures/convergence/pairs.json; its test prints how well they do.

import { kindsOf } from './kinds/kinds.ts';
import { common, meet, minus, namesIn, pathsIn, shareOf, withoutNames, wordsOf } from './words.ts';

/** The threshold for two findings to count as alike; a little above even odds, because a false merge costs more than a missed one. */
export const ALIKE = 0.6;

const SURE = 5;
const WEIGHTS = {
  start: -1.5,
  sameKind: 1.7,
  /** Of all kinds that either mentions, the share that both do. */
  kindShare: 1.8,
  otherKind: -2.5,
  words: 1,
  /** Of what each says about the quoted code, how much the other mentions too. */
  code: 1.6,
  /** One title names something in the code that the other finding never mentions. */
  otherThing: -1.6,
  /** One title marks something as code that the other finding does not know. */
  strangeName: -0.8,
  /** The same in both directions. */
  strangeNames: -0.7,
  /** Both name paths, and none in common. */
  otherPath: -1,
  /** They point at adjacent lines and share none. */
  beside: -3.2,
};
/** Above this share of common words it is the same sentence twice; then only what the titles name decides. */
const ONE_SENTENCE = 0.6;
/** Only the beginning of a long text is compared, because it says there what is wrong. */
const MOST_WORDS = 120;
/** Anything longer is not a word and would only cost time. */
const LONGEST_WORD = 60;

/** What is kept about a finding for comparing it with others. */
export type Reading = {
  words: ReadonlySet<string>;
  /** Without identifiers and paths. */
  plain: ReadonlySet<string>;
  title: ReadonlySet<string>;
  /** Marked as code in the title, and anywhere. */
  marked: ReadonlySet<string>;
  names: ReadonlySet<string>;
  paths: ReadonlySet<string>;
  code: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
  /** Those of the title if it mentions any, otherwise all. */
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

/** Symmetric. `apart`: they share no line. */
export function similarity(a: Reading, b: Reading, apart: boolean): number {
  if (shareOf(a.words, b.words) >= ONE_SENTENCE) {
    const oneThing = common(a.title, b.words) === a.title.size || common(b.title, a.words) === b.title.size;
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
  const both = common(a.kinds, b.kinds);
  if (both === 0) return a.kinds.size > 0 && b.kinds.size > 0 ? WEIGHTS.otherKind : 0;
  const share = WEIGHTS.kindShare * (both / (a.kinds.size + b.kinds.size - both));
  return share + (common(a.mainKinds, b.mainKinds) > 0 ? WEIGHTS.sameKind : 0);
}

const ignores = ({ words }: Reading, named: ReadonlySet<string>): boolean => named.size > 0 && common(named, words) === 0;

function namesSpeak(a: Reading, b: Reading): number {
  const strange = [isStrange(a.marked, b), isStrange(b.marked, a)];
  const unknown = a.marked.size > 0 && b.marked.size > 0 && common(a.marked, b.names) === 0 && common(b.marked, a.names) === 0;
  return (strange.includes(true) ? WEIGHTS.strangeName : 0) + (unknown ? WEIGHTS.strangeNames : 0);
}

/** Whether none of these names occurs in the other finding, not even as an ordinary word. */
const isStrange = (marked: ReadonlySet<string>, { names, words }: Reading): boolean =>
  marked.size > 0 && [...marked].every((name) => !names.has(name) && common(wordsOf(name), words) === 0);

/** A path may be shortened at its start. */
const otherPaths = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size > 0 && b.size > 0 && ![...a].some((one) => [...b].some((other) => one.endsWith(other) || other.endsWith(one)));
