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

/** `agrees`, `calls F-009 a duplicate of this`: a verdict in relation to one finding. */
export function verdictPhrase(word: FindingVerdict, about: 'this' | 'duplicate', say: Say = inEnglish): string {
  if (about === 'duplicate') return say('calls {id} a duplicate of this', { id: word.finding });
  if (word.verdict === 'DUPLICATE')
    return word.of === undefined ? say('calls it a duplicate') : say('calls it a duplicate of {id}', { id: word.of });
  return say(VERDICT_WORDS[word.verdict].says);
}
