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

const SPOKEN: readonly (readonly [kind: string, pattern: RegExp])[] = Object.entries({
  ...SECURITY,
  ...RUNNING,
  ...VALUES,
  ...PROJECT,
}).map(([kind, sayings]) => [kind, new RegExp(sayings.split(' | ').map(patternOf).join('|'), 'u')] as const);

/** Patterns are compiled when they are first used, which takes as long as hundreds of findings: one pattern in each step. */
export function* readyKinds(): Steps<void> {
  for (const [, pattern] of SPOKEN) {
    // The second use compiles once more, for speed.
    for (const text of ['a word', 'a word again']) pattern.test(text);
    yield;
  }
}

/** Of all kinds, or of some: what a part of a text speaks of, the whole does too, and each saying takes its time. */
export function kindsOf(text: string, some?: ReadonlySet<string>): ReadonlySet<string> {
  const lower = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[`“”"]/g, '')
    .replace(/\s+/g, ' ');
  return new Set(SPOKEN.filter(([kind, pattern]) => some?.has(kind) !== false && pattern.test(lower)).map(([kind]) => kind));
}

function patternOf(saying: string): string {
  const body = saying
    .trim()
    .replace(/\((?!\?)[^()]*\)/g, (group) => `(?:${group.slice(1).replaceAll('/', '|')}`)
    .replace(/~ \* /g, '~ ')
    .replace(/~ /g, `${NEGATION} (?:\\S{1,30} ){0,3}`)
    .replace(/ ~$/, ` ${NEGATION}`)
    .replace(/ \* /g, '(?: \\S{1,30}){0,4} ')
    .replace(/(?<=[\p{L}\p{N})])>/gu, '(?![\\p{L}\\p{N}])');
  // Chinese is written without spaces: there a saying may begin anywhere.
  const beginsAWord = /^[\p{L}\p{N}~(]/u.test(saying.trim()) && !/^\p{sc=Han}/u.test(saying.trim());
  return beginsAWord ? `(?<![\\p{L}\\p{N}])(?:${body})` : `(?:${body})`;
}
