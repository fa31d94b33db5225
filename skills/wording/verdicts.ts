// How a seat's verdict is written: in a sentence, in a table cell, and as a sign.

import type { FindingVerdict } from '../../contracts/findings/convergence.ts';
import type { VerdictWord } from '../../contracts/findings/finding.ts';
import { inEnglish, type Say } from '../report-writer/language/english.ts';

export const VERDICT_WORDS: Readonly<Record<VerdictWord, { says: string; sign: string; tone: 'for' | 'against' | 'none' }>> = {
  AGREE: { says: 'agrees', sign: '✓', tone: 'for' },
  SUPPLEMENT: { says: 'agrees and adds', sign: '+', tone: 'for' },
  DUPLICATE: { says: 'calls it a duplicate', sign: '=', tone: 'for' },
  DISAGREE: { says: 'disagrees', sign: '✗', tone: 'against' },
  WITHDRAW: { says: 'withdraws it', sign: '↩', tone: 'against' },
  ABSTAIN: { says: 'abstains', sign: '–', tone: 'none' },
};

/** Verdicts that do not count as they were given, by the note that says why. */
const UNCOUNTED: Readonly<Record<string, string>> = {
  'agreed-without-looking': 'agrees, but shows no look at it, which does not count',
  'disagreed-without-looking': 'disagrees, but shows no look at it, which does not count',
  'disagreed-from-elsewhere': 'disagrees by a line of another file, and shows no look at it, which refutes nothing',
  'contradicts-itself': 'contradicts itself, which does not count',
  'duplicate-circle': 'calls findings duplicates of each other, which does not count',
};

const uncounted = (note: string | undefined): string | undefined =>
  note !== undefined && Object.hasOwn(UNCOUNTED, note) ? UNCOUNTED[note] : undefined;

export const isUncounted = (note: string): boolean => uncounted(note) !== undefined;

/** The note of a verdict, unless its phrase says it already. */
export const noteBeside = ({ note }: Pick<FindingVerdict, 'note'>): string | undefined =>
  uncounted(note) === undefined ? note : undefined;

/** `abstained (not-my-field)`, `agrees, but shows no look at it, which does not count` */
export const abstentionWords = (note: string, say: Say = inEnglish): string =>
  say(uncounted(note) ?? 'abstained') + (note === '' || uncounted(note) !== undefined ? '' : ` (${note})`);

/** `agrees`, `calls F-009 a duplicate of this`: a verdict in relation to one finding. */
export function verdictPhrase(word: FindingVerdict, about: 'this' | 'duplicate', say: Say = inEnglish): string {
  const why = uncounted(word.note);
  if (why !== undefined) return say(why);
  if (about === 'duplicate') return say('calls {id} a duplicate of this', { id: word.finding });
  if (word.verdict === 'DUPLICATE')
    return word.of === undefined ? say('calls it a duplicate') : say('calls it a duplicate of {id}', { id: word.of });
  return say(VERDICT_WORDS[word.verdict].says);
}
