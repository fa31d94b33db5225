// Carries out the stages of an approved plan one by one: an executor works in a clone, the program commits what it finds there and
// proves it, and a person decides what cannot be proved.

import { type Phase, phase } from '../phase.ts';
import { advance, settle } from './advance.ts';
import { carryDocuments } from './carry.ts';
import { EXECUTION_EVENTS } from './events.ts';
import { factsOf, shortfalls } from './facts.ts';
import { observed } from './life/observed.ts';
import { NOTHING } from './life/stage-state.ts';
import { evolve, replaced } from './memory.ts';
import { takeStage } from './outside/take-stage.ts';
import { clientsWaitedFor } from './outside/waiting-for-clients.ts';
import { ruleOn } from './policy/rule-on.ts';
import { stagesMarkdown } from './report/markdown.ts';
import { stagesSection } from './report/page.ts';
import { EXECUTION_PROGRESS, EXECUTION_SCREENS, EXECUTION_SENTENCES } from './report/texts.ts';
import { STAGE } from './stage-life.ts';
import { fixOfVerdict } from './union/fix-verdict.ts';
import { producedWork } from './union/produced-work.ts';
import { execution as work } from './work.ts';
import { wants } from './world.ts';

export const execution: Phase = phase({
  kind: 'execution',
  template: {},
  makes: { artifact: 'stages', schema: 'carry@1' },
  role: () => 'executor',
  events: EXECUTION_EVENTS,
  says: EXECUTION_SENTENCES,
  progress: EXECUTION_PROGRESS,
  lifecycles: [STAGE],
  empty: NOTHING,
  evolve,
  replaced,
  works: { execution: work },
  continues: true,
  begin: (turn) => ({ team: turn.run.seats.filter((it) => it.role === 'executor').map((it) => it.name), events: fixOfVerdict(turn) }),
  advance,
  ruled: ruleOn,
  taken: takeStage,
  heldUntil: (own, dispatch) => own.stages.find((it) => it.dispatch === dispatch)?.holder?.until,
  waits: clientsWaitedFor,
  settle,
  wants,
  observed,
  gives: (own, key) => (own.planned ? { work: producedWork(own, key) } : {}),
  lacks: shortfalls,
  documents: carryDocuments,
  facts: (own) => factsOf(own) ?? null,
  shown: {
    ...EXECUTION_SCREENS,
    markdown: ({ run }, say) => stagesMarkdown(run, say),
    page: ({ run }, say) => [stagesSection(run, say)],
  },
});
