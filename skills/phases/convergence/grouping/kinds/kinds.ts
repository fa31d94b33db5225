// Recognises the kind of problem in a text: two reviewers who mean the same thing seldom use the same word (“stampede” and
// “race”, “hangs” and “no deadline”). The files beside this one list kinds and their phrases; to teach a kind a phrase, add it and
// run the corpus in test/fixtures/convergence.
//
// A phrase is the start of a word or phrase in lower case, as a regular expression with these additions: ` | ` with blanks
// separates phrases, ` * ` skips up to four words, `~ ` is a negation (no, not, never, without, missing …) with up to two words
// after it, a `/` in parentheses separates alternatives, and `>` after a letter ends the word.

import type { Steps } from '../../../../../runtime/steps.ts';
import { PROJECT } from './project.ts';
import { RUNNING } from './running.ts';
import { SECURITY } from './security.ts';
import { VALUES } from './values.ts';

const NEGATION =
  "(?:no|not|non|never|without|missing|lacks?|lacking|absent|absence of|nothing|nobody|nowhere|none|cannot|\\S+n[’']t|fails? to|failing to|forgets?(?: to)?|forgotten|omits?|omitted|neither|nor|unset|skips?|skipped|skipping)";

const SAYINGS: readonly (readonly [kind: string, sayings: string])[] = Object.entries({ ...SECURITY, ...RUNNING, ...VALUES, ...PROJECT });

/** Compiled lazily: all of them take a tenth of a second, and most programs that load this never compare texts. */
const PATTERNS = new Map<string, RegExp>();

function patternFor(kind: string, sayings: string): RegExp {
  const pattern = PATTERNS.get(kind) ?? new RegExp(patternOf(sayings.split(' | ')), 'u');
  PATTERNS.set(kind, pattern);
  return pattern;
}

/** V8 compiles a pattern at its first use, and once more, to machine code, at the next one: so each is used twice, one use a step. */
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

/**
 * The kinds in a text, optionally among only some of them: what a part of a text mentions, the whole does too, and each phrase
 * takes time.
 */
export function kindsOf(text: string, some?: ReadonlySet<string>): ReadonlySet<string> {
  const lower = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[`“”"]/g, '')
    .replace(/\s+/g, ' ');
  const spoken = SAYINGS.filter(([kind, sayings]) => some?.has(kind) !== false && patternFor(kind, sayings).test(lower));
  return new Set(spoken.map(([kind]) => kind));
}

/** A pattern that matches any of the phrases. The check for the start of a word is shared by all that need it. */
function patternOf(sayings: readonly string[]): string {
  const either = (some: readonly string[]): string => `(?:${some.map(bodyOf).join('|')})`;
  const [words, others] = [sayings.filter(beginsAWord), sayings.filter((it) => !beginsAWord(it))];
  return [...(words.length > 0 ? [`(?<![\\p{L}\\p{N}])${either(words)}`] : []), ...(others.length > 0 ? [either(others)] : [])].join('|');
}

/** Chinese is written without spaces, so there a phrase may start anywhere. */
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
