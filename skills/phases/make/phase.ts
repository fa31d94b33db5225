// Makes prompts into artifacts: reads them, compiles them from what they name, has a worker write the text, and checks it.

import { type Phase, phase } from '../phase.ts';
import { advance, settle } from './advance.ts';
import { MAKE_EVENTS } from './events.ts';
import { factsOf, manifests } from './facts.ts';
import { MAKING } from './lifecycle.ts';
import { evolve, NOTHING, replaced } from './memory.ts';
import { promptsMarkdown } from './report/markdown.ts';
import { promptsSection } from './report/page.ts';
import { MAKE_PROGRESS, MAKE_SCREENS, MAKE_SENTENCES } from './report/texts.ts';
import { writing } from './work.ts';
import { observed, wants } from './world.ts';

export const make: Phase = phase({
  kind: 'make',
  template: {},
  makes: { artifact: 'artifact', schema: 'artifact@1' },
  role: () => 'writer',
  events: MAKE_EVENTS,
  says: MAKE_SENTENCES,
  progress: MAKE_PROGRESS,
  lifecycles: [MAKING],
  empty: NOTHING,
  evolve,
  replaced,
  works: { writing },
  begin: ({ run }) => ({ team: run.seats.filter((it) => it.role === 'writer').map((it) => it.name), events: [] }),
  advance,
  settle,
  wants,
  observed,
  documents: manifests,
  facts: (own) => factsOf(own) ?? null,
  shown: {
    ...MAKE_SCREENS,
    markdown: ({ run }, say) => promptsMarkdown(run, say),
    page: ({ run }, say) => [promptsSection(run, say)],
  },
});
