// One worker looks for what no one raised; others confirm it, or it remains as a residual risk.

import { CriticMode } from '../../../contracts/findings/gap.ts';
import { firstAsked } from '../first-asked.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, asked, type CriticState, settle } from './advance.ts';
import { CRITIC_EVENTS } from './events.ts';
import { criticsMarkdown } from './report/markdown.ts';
import { criticsSection } from './report/page.ts';
import { CRITIC_PROGRESS, CRITIC_SCREENS, CRITIC_SENTENCES } from './report/texts.ts';
import { critique, gapVerification } from './work.ts';

export const critic: Phase = phase({
  kind: 'critic',
  template: { mode: CriticMode },
  makes: { artifact: 'gaps', schema: 'gaps@1' },
  proposable: (_, { roles }) =>
    roles.includes('critic') ? [] : [{ field: 'kind', says: `no seat has the role critic; the roles are ${roles.join(', ')}` }],
  events: CRITIC_EVENTS,
  says: CRITIC_SENTENCES,
  progress: CRITIC_PROGRESS,
  empty: null as CriticState,
  evolve(_, { payload: { mode, seat, gaps, failed = null } }) {
    return { mode, seat, gaps, failed };
  },
  works: { 'critic': critique, 'gap-verification': gapVerification },
  begin: ({ run, key }) => firstAsked(asked(run, key)),
  advance,
  settle,
  shown: {
    ...CRITIC_SCREENS,
    markdown: ({ run }, say) => criticsMarkdown(run, say),
    page: ({ run }, say) => [criticsSection(run, say)],
  },
  gives: (own, key) => (own ? { critic: { phase: key, ...own } } : {}),
});
