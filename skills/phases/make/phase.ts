// Prompts that are made into artifacts: read, compiled from what they name, written by a worker, and checked.

import { beginning } from '../../../contracts/cut.ts';
import { count } from '../../telling/numbers.ts';
import { because, word } from '../../telling/sentences.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, callWords, settle } from './advance.ts';
import { MAKE_EVENTS } from './events.ts';
import { factsOf, manifests } from './facts.ts';
import { MAKING } from './lifecycle.ts';
import { evolve, NOTHING, replaced } from './memory.ts';
import { promptsMarkdown } from './report/markdown.ts';
import { promptsSection } from './report/page.ts';
import { promptLines, promptRunsOf, promptSentence } from './report/sentences.ts';
import { writing } from './work.ts';
import { observed, wants } from './world.ts';

const line = (making: string, prompt: string, rest: string): string => `phase-make ${making} prompt=${prompt} ${rest}`;

export const make: Phase = phase({
  kind: 'make',
  template: {},
  makes: { artifact: 'artifact', schema: 'artifact@1' },
  role: () => 'writer',
  events: MAKE_EVENTS,
  says: {
    'making.planned': ({ call, parent }) => `The prompt ${callWords(call)} is to be made${parent === null ? '' : `, for ${parent}`}.`,
    'making.begun': ({ prompt }) => `The prompt ${prompt} is read.`,
    'making.analysed': ({ path, macros }) => `${path} was read: ${count(macros.length, 'macro')}.`,
    'making.compiled': ({ inputs, bytes }) => `The prompt was put together from ${count(inputs.length, 'input')}: ${count(bytes, 'byte')}.`,
    'making.asked': ({ seat, round }) => `${seat} is asked to write it${round === 1 ? '' : ` again (round ${round})`}.`,
    'making.checked': ({ round, checks }) => {
      const held = checks.filter((it) => it.held).length;
      return `Draft ${round} was checked: ${held} of ${count(checks.length, 'check')} ${checks.length === 1 ? 'holds' : 'hold'}.`;
    },
    'artifact.made': ({ artifact }) => `The artifact ${artifact.name} was made: ${artifact.path ?? artifact.kept}.`,
    'making.ended': ({ prompt, state, reason }) => `The prompt ${prompt} ended: ${state}${because(reason)}.`,
  },
  progress: {
    'making.begun': ({ making, prompt }) => line(making, prompt, 'stage=analysis'),
    'making.analysed': ({ making, prompt }) => line(making, prompt, 'stage=compilation'),
    'making.compiled': ({ making, prompt }) => line(making, prompt, 'stage=processing'),
    'making.ended': ({ making, prompt, state, reason, reused }) =>
      line(
        making,
        prompt,
        `state=${state}${reused ? ` from=${reused.run}` : ''}${state === 'failed' ? ` reason=${word(beginning(reason, 80))}` : ''}`,
      ),
  },
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
    place: 'done',
    label: 'Prompts',
    findsNothing: true,
    reuses: (view) => promptRunsOf(view).flatMap((it) => it.reused ?? []),
    markdown: ({ run }, say) => promptsMarkdown(run, say),
    page: ({ run }, say) => [promptsSection(run, say)],
    summary: (view, say) => promptRunsOf(view).map((it) => promptSentence(it, say)),
    lines: promptLines,
  },
});
