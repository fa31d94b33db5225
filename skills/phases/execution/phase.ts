// The stages of an approved plan, carried out one by one: an executor works in a clone, the program commits what it
// finds there and proves it, and a person decides what cannot be proved.

import { count } from '../../telling/numbers.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, settle } from './advance.ts';
import { carryDocuments } from './carry.ts';
import { EXECUTION_EVENTS } from './events.ts';
import { factsOf, lacksOf } from './facts.ts';
import { evolve, NOTHING, replaced } from './memory.ts';
import { stagesMarkdown } from './report/markdown.ts';
import { stagesSection } from './report/page.ts';
import { carriedOut, stageLines, stagesSentence } from './report/sentences.ts';
import { STAGE } from './stage-life.ts';
import { execution as work } from './work.ts';
import { observed, wants } from './world.ts';

const line = (step: string, { stage, attempt }: { stage: string; attempt: number }): string =>
  `phase-6-execute stage=${stage} step=${step} attempt=${attempt}`;

export const execution: Phase = phase({
  kind: 'execution',
  template: {},
  makes: { artifact: 'stages', schema: 'carry@1' },
  role: () => 'executor',
  events: EXECUTION_EVENTS,
  says: {
    'stages.planned': ({ stages, from }) => `The plan of ${from} is carried out: ${count(stages.length, 'stage')}.`,
    'stage.claimed': ({ stage, attempt, seat }) => `${seat} took the stage ${stage}, attempt ${attempt}.`,
    'stage.prepared': ({ stage, base }) => `The workplace of ${stage} is ready, on ${base.commit.slice(0, 12)}.`,
    'stage.proposed': ({ dispatch, proposal }) => `${dispatch} proposes: ${proposal.title}.`,
    'stage.sealed': ({ stage, head, changes }) =>
      `The work on ${stage} was committed as ${head.commit.slice(0, 12)}: ${count(changes.length, 'file')}.`,
    'stage.proved': ({ stage, proof }) => `${count(proof.validators.length, 'validator')} of ${stage} were examined.`,
    'stage.settled': ({ stage, as, reasons, asks }) => `${stage} is ${as}${[...reasons, ...asks].map((it) => ` ${it}`).join('')}`,
    'stage.accepted': ({ stage, gate }) => `${stage} was accepted by a person as it is (${gate}).`,
    'stage.left': ({ stage, why }) => `${stage} is left as it is: ${why}.`,
    'stage.unreachable': ({ stage, because }) => `${stage} cannot be begun. ${because}`,
  },
  progress: {
    'stage.claimed': (it) => line('claim', it),
    'stage.prepared': (it) => line('work', it),
    'stage.sealed': (it) => line('propose', it),
    'stage.proved': (it) => line('prove', it),
    'stage.settled': (it) => line(it.as, it),
    'stage.accepted': (it) => line('accepted', it),
    'stage.left': (it) => line('left', it),
  },
  lifecycles: [STAGE],
  empty: NOTHING,
  evolve,
  replaced,
  works: { execution: work },
  begin: ({ run }) => ({ team: run.seats.filter((it) => it.role === 'executor').map((it) => it.name), events: [] }),
  advance,
  settle,
  wants,
  observed,
  lacks: lacksOf,
  documents: carryDocuments,
  facts: (own) => factsOf(own) ?? null,
  shown: {
    place: 'done',
    label: 'Stages',
    markdown: ({ run }, say) => stagesMarkdown(run, say),
    page: ({ run }, say) => [stagesSection(run, say)],
    summary(view, say) {
      const told = carriedOut(view);
      return told === null ? [] : [stagesSentence(told, say)];
    },
    lines: stageLines,
    // It is the summary, which the screen has.
    closing: () => ({ lines: [], below: [] }),
  },
});
