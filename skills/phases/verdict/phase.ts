// Decides by rule whether the work is accepted, from what was confirmed and what a critic said.

import { type Phase, phase } from '../phase.ts';
import { advance, observed, wants } from './advance.ts';
import { isToBeFixed } from './blocked-work.ts';
import { VERDICT_EVENTS } from './events.ts';
import { workVerdictMarkdown } from './report/markdown.ts';
import { workVerdictSection } from './report/page.ts';
import { VERDICT_PROGRESS, VERDICT_SCREENS, VERDICT_SENTENCES } from './report/texts.ts';
import type { Judged } from './turn.ts';

export const verdict: Phase = phase({
  kind: 'verdict',
  template: {},
  makes: { artifact: 'verdict', schema: 'work-verdict@1' },
  events: VERDICT_EVENTS,
  says: VERDICT_SENTENCES,
  progress: VERDICT_PROGRESS,
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
    ...VERDICT_SCREENS,
    markdown: ({ run }, say) => workVerdictMarkdown(run, say),
    page: ({ run }, say) => [workVerdictSection(run, say)],
  },
  gives: ({ verdict }) => (verdict ? { verdict } : {}),
});
