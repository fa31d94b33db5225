// What the journal and the screens say about the stages of a plan that is carried out.

import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import type { UnionProof } from '../../../../contracts/plan/union.ts';
import { count, listed } from '../../../wording/numbers.ts';
import type { EventSentences, ProgressLines, ScreenParts } from '../../presentation.ts';
import type { EXECUTION_EVENTS } from '../events.ts';
import { sidesOf } from '../union/conflict.ts';
import { colourOfUnion, redsOf, redText } from '../union/judge-union.ts';
import { carriedOut, isHandedOver, stageLines, stagesSentence, togetherSentence } from './sentences.ts';

const RULERS = { person: 'A person', client: 'An agent that leads', settings: 'The settings' } as const;

function ruledWords(action: PolicyAction): string {
  switch (action.do) {
    case 'retry':
      return 'it is tried again';
    case 'decompose':
      return `it is done in parts: ${listed(action.stages.map(({ id }) => id))}`;
    case 'change-agent':
      return `${action.seat} tries it`;
    case 'change-validator':
      return `validator ${action.nth} is ${action.to.kind} now`;
    case 'amend-scope':
      return `it may also change ${listed(action.files)}: ${action.reason}`;
    case 'skip':
      return `it is skipped, and what depends on it ${action.dependents === 'go-on' ? 'goes on' : 'too'}: ${action.reason}`;
    case 'abort':
    case 'escalate':
      return `${action.do}: ${action.reason}`;
  }
}

function unionWords(proof: UnionProof): string {
  switch (proof.kind) {
    case 'conflict':
      return `conflicts: ${proof.stage} and ${sidesOf(proof)[0]} change the same lines of ${listed(proof.paths)}`;
    case 'unavailable':
      return `could not be proved: ${proof.why}`;
    case 'merged':
      return [`is ${colourOfUnion(proof)}, as ${proof.head.commit.slice(0, 12)}`, ...redsOf(proof).map(redText)].join('. ');
  }
}

export const EXECUTION_SENTENCES: EventSentences<typeof EXECUTION_EVENTS> = {
  'stages.planned': ({ stages, from }) => `The plan of ${from} is carried out: ${count(stages.length, 'stage')}.`,
  'stage.claimed': ({ stage, attempt, seat }) => `${seat} took the stage ${stage}, attempt ${attempt}.`,
  'stage.taken': ({ stage, holder, renewed }) =>
    renewed
      ? `${holder.name} still carries out the stage ${stage} for ${holder.seat}, now until ${holder.until}.`
      : `${holder.name} took the stage ${stage} for ${holder.seat}, until ${holder.until}.`,
  'stage.awaited': ({ stage, run }) => `${run} carries out ${stage} now; this run waits for it.`,
  'stage.replayed': ({ stage, run, head, there }) =>
    there
      ? `${run} verified ${stage}, and its work is part of the base.`
      : `${run} verified ${stage}: its work was put onto this base as ${head.commit.slice(0, 12)}.`,
  'stage.prepared': ({ stage, base }) => `The workplace of ${stage} is ready, on ${base.commit.slice(0, 12)}.`,
  'stage.proposed': ({ dispatch, proposal }) => `${dispatch} proposes: ${proposal.title}.`,
  'stage.sealed': ({ stage, head, changes }) =>
    `The work on ${stage} was committed as ${head.commit.slice(0, 12)}: ${count(changes.length, 'file')}.`,
  'stage.proved': ({ stage, proof }) => `${count(proof.validators.length, 'validator')} of ${stage} were examined.`,
  'stage.settled': ({ stage, as, reasons, asks }) => `${stage} is ${as}${[...reasons, ...asks].map((it) => ` ${it}`).join('')}`,
  'stage.accepted': ({ stage, gate }) => `${stage} was accepted by a person as it is (${gate}).`,
  'stage.left': ({ stage, why }) => `${stage} is left as it is: ${why}.`,
  'stage.unreachable': ({ stage, because }) => `${stage} cannot be begun. ${because}`,
  'stage.ruled': ({ stage, action, by }) => `${RULERS[by ?? 'person']} decided about ${stage}: ${ruledWords(action)}.`,
  'stage.appended': ({ stage, because }) => `${stage.id} is added: ${stage.title}. ${because}`,
  'union.started': ({ n, stages, of }) =>
    of === 'all' ? `All that is done is put together: ${listed(stages)}.` : `Union ${n} is tried, to find what breaks: ${listed(stages)}.`,
  'union.proved': ({ proof }) => `The union ${unionWords(proof)}.`,
  'criteria.proved': ({ proof, why }) =>
    proof
      ? `${count(proof.validators.length, 'criterion', 'criteria')} of the plan were examined.`
      : `The criteria of the plan could not be examined: ${why}.`,
  'criterion.met': ({ criterion, description }) => `Criterion ${criterion} is met: ${description}`,
};

export const EXECUTION_SCREENS: ScreenParts = {
  place: 'done',
  label: 'Stages',
  summary(view, say) {
    const told = carriedOut(view);
    return told === null ? [] : [stagesSentence(told, say), togetherSentence(told, say)].filter((it) => it !== '');
  },
  lines: stageLines,
  // The progress is in the summary, which the screen shows.
  closing(view) {
    const told = carriedOut(view);
    return { lines: told && isHandedOver(told) ? [`to take them over: muster apply ${view.id}`] : [], below: [] };
  },
};

const line = (step: string, { stage, attempt }: { stage: string; attempt: number }): string =>
  `phase-6-execute stage=${stage} step=${step} attempt=${attempt}`;

export const EXECUTION_PROGRESS: ProgressLines<typeof EXECUTION_EVENTS> = {
  'stage.claimed': (it) => line('claim', it),
  'stage.taken': (it) => line(it.renewed ? 'renew' : 'take', it),
  'stage.awaited': ({ stage, run }) => `phase-6-execute stage=${stage} step=await run=${run}`,
  'stage.replayed': (it) => line('replay', it),
  'stage.prepared': (it) => line('work', it),
  'stage.sealed': (it) => line('propose', it),
  'stage.proved': (it) => line('prove', it),
  'stage.settled': (it) => line(it.as, it),
  'stage.accepted': (it) => line('accepted', it),
  'stage.left': (it) => line('left', it),
  'stage.ruled': ({ stage, attempt, action }) => line(action.do, { stage, attempt }),
  'stage.appended': ({ stage }) => line('append', { stage: stage.id, attempt: 0 }),
  'union.started': ({ stages, of }) => `phase-6-integrate step=${of === 'all' ? 'prove' : 'bisect'} stages=${stages.join(',')}`,
  'union.proved': ({ proof }) => `phase-6-integrate step=${colourOfUnion(proof)}`,
  'criterion.met': ({ criterion }) => `phase-6-integrate step=criterion-met criterion=${criterion}`,
};
