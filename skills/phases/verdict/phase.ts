// By rule: whether the work is accepted, from what was confirmed and from what a critic said.

import { count, listedUpTo } from '../../telling/numbers.ts';
import { because } from '../../telling/sentences.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, observed, wants } from './advance.ts';
import { isToBeFixed } from './blocked-work.ts';
import { VERDICT_EVENTS } from './events.ts';
import { workVerdictMarkdown } from './report/markdown.ts';
import { workVerdictSection } from './report/page.ts';
import { auditSentence, reasonLines, unjudgedLines, verdictSentence } from './report/sentences.ts';
import type { Judged } from './turn.ts';

export const verdict: Phase = phase({
  kind: 'verdict',
  template: {},
  makes: { artifact: 'verdict', schema: 'work-verdict@1' },
  events: VERDICT_EVENTS,
  says: {
    'source.audited': ({ audit: { changed, unknown } }) => {
      if (unknown !== undefined) return `It is unknown whether the sources changed during the run${because(unknown)}.`;
      return changed.length === 0
        ? 'The sources have not changed since the run began.'
        : `Sources changed during the run: ${listedUpTo(changed, 8)}.`;
    },
    'work.judged': ({ verdict: { verdict, blockers } }) => `The work is ${verdict}, with ${count(blockers.length, 'blocker')}.`,
  },
  progress: {
    'work.judged': ({ verdict: { verdict, blockers } }) => `phase-6-verdict verdict=${verdict} blockers=${blockers.length}`,
  },
  empty: { audit: null, verdict: null } as Judged,
  evolve(own, event) {
    return event.type === 'source.audited' ? { ...own, audit: event.payload.audit } : { ...own, verdict: event.payload.verdict };
  },
  works: {},
  advance,
  wants,
  observed,
  sendsBack: isToBeFixed,
  shown: {
    place: 'judged',
    label: 'Verdict',
    markdown: ({ run }, say) => workVerdictMarkdown(run, say),
    page: ({ run }, say) => [workVerdictSection(run, say)],
    lines: (view) => (view.verdict ? [verdictSentence(view.verdict), auditSentence(view.verdict)] : unjudgedLines(view)),
    closing: (view) =>
      view.verdict
        ? { lines: [verdictSentence(view.verdict)], below: reasonLines(view.verdict) }
        : { lines: unjudgedLines(view), below: [] },
  },
  gives: ({ verdict }) => (verdict ? { verdict } : {}),
});
