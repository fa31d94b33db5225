// What the journal and the screens say about the verdict on the work.

import { judgedFrom } from '../../../wording/looks.ts';
import { count, listedUpTo } from '../../../wording/numbers.ts';
import { because } from '../../../wording/sentences.ts';
import type { EventSentences, ProgressLines, ScreenParts } from '../../presentation.ts';
import type { VERDICT_EVENTS } from '../events.ts';
import { auditSentence, reasonLines, unjudgedLines, verdictSentence } from './sentences.ts';

export const VERDICT_SENTENCES: EventSentences<typeof VERDICT_EVENTS> = {
  'source.audited': ({ audit: { changed, unknown } }) => {
    if (unknown !== undefined) return `It is unknown whether the sources changed during the run${because(unknown)}.`;
    return changed.length === 0
      ? 'The sources have not changed since the run began.'
      : `Sources changed during the run: ${listedUpTo(changed, 8)}.`;
  },
  'work.judged': ({ verdict: { verdict, blockers } }) => `The work is ${verdict}, with ${count(blockers.length, 'blocker')}.`,
};

export const VERDICT_SCREENS: ScreenParts = {
  place: 'judged',
  label: 'Verdict',
  lines: (view) => (view.verdict ? [verdictSentence(view.verdict), ...judgedFrom(view), auditSentence(view.verdict)] : unjudgedLines(view)),
  closing: (view) =>
    view.verdict
      ? { lines: [verdictSentence(view.verdict), ...judgedFrom(view)], below: reasonLines(view.verdict) }
      : { lines: unjudgedLines(view), below: [] },
};

export const VERDICT_PROGRESS: ProgressLines<typeof VERDICT_EVENTS> = {
  'work.judged': ({ verdict: { verdict, blockers } }) => `phase-6-verdict verdict=${verdict} blockers=${blockers.length}`,
};
