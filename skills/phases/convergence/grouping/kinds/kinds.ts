// What kind of problem a text speaks of: two reviewers who mean one thing seldom use one word for it,
// “stampede” and “race”, “hangs” and “no deadline”. The rows beside this file list kinds and how people say
// them; to teach a kind a saying, add it to its row and run the corpus in test/fixtures/convergence.
//
// A saying is the beginning of a word or phrase in lower case, as a regular expression with four additions:
// ` | ` with blanks separates sayings, ` * ` skips up to four words, `~ ` is a negation (no, not, never, without,
// missing …) with up to two words behind it, a `/` inside of parentheses separates alternatives, and `>` behind a
// letter ends the word.

import type { Steps } from '../../../../../runtime/steps.ts';
import { PROJECT } from './project.ts';
import { RUNNING } from './running.ts';
import { SECURITY } from './security.ts';
import { VALUES } from './values.ts';

const NEGATION =
  "(?:no|not|non|never|without|missing|lacks?|lacking|absent|absence of|nothing|nobody|nowhere|none|cannot|\\S+n[’']t|fails? to|failing to|forgets?(?: to)?|forgotten|omits?|omitted|neither|nor|unset|skips?|skipped|skipping)";

const SAYINGS: readonly (readonly [kind: string, sayings: string])[] = Object.entries({ ...SECURITY, ...RUNNING, ...VALUES, ...PROJECT });

/** Made when a text is first compared: together they take a tenth of a second, and most programs that load this compare none. */
const PATTERNS = new Map<string, RegExp>();

function patternFor(kind: string, sayings: string): RegExp {
  const pattern = PATTERNS.get(kind) ?? new RegExp(patternOf(sayings.split(' | ')), 'u');
  PATTERNS.set(kind, pattern);
  return pattern;
}

/** Patterns are compiled when they are first used, and once more, for speed, when they are used again: each use is a step. */
export function* readyKinds(): Steps<void> {
  for (const [kind, sayings] of SAYINGS) {
    const pattern = patternFor(kind, sayings);
    yield;
    for (const text of ['a word', 'a word again']) {
      pattern.test(text);
      yield;
    }
  }
}

/** Of all kinds, or of some: what a part of a text speaks of, the whole does too, and each saying takes its time. */
export function kindsOf(text: string, some?: ReadonlySet<string>): ReadonlySet<string> {
  const lower = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[`“”"]/g, '')
    .replace(/\s+/g, ' ');
  const spoken = SAYINGS.filter(([kind, sayings]) => some?.has(kind) !== false && patternFor(kind, sayings).test(lower));
  return new Set(spoken.map(([kind]) => kind));
}

/** Any of them. Whether a word begins is looked up once for all that begin one. */
function patternOf(sayings: readonly string[]): string {
  const either = (some: readonly string[]): string => `(?:${some.map(bodyOf).join('|')})`;
  const [words, others] = [sayings.filter(beginsAWord), sayings.filter((it) => !beginsAWord(it))];
  return [...(words.length > 0 ? [`(?<![\\p{L}\\p{N}])${either(words)}`] : []), ...(others.length > 0 ? [either(others)] : [])].join('|');
}

/** Chinese is written without spaces: there a saying may begin anywhere. */
const beginsAWord = (saying: string): boolean => /^[\p{L}\p{N}~(]/u.test(saying.trim()) && !/^\p{sc=Han}/u.test(saying.trim());

const bodyOf = (saying: string): string =>
  saying
    .trim()
    .replace(/\((?!\?)[^()]*\)/g, (group) => `(?:${group.slice(1).replaceAll('/', '|')}`)
    .replace(/~ \* /g, '~ ')
    .replace(/~ /g, `${NEGATION} (?:\\S{1,30} ){0,3}`)
    .replace(/ ~$/, ` ${NEGATION}`)
    .replace(/ \* /g, '(?: \\S{1,30}){0,4} ')
    .replace(/(?<=[\p{L}\p{N})])>/gu, '(?![\\p{L}\\p{N}])');
