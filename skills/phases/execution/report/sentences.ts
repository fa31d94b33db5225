// How far a plan was carried out, as sentences for screens and pages: what is verified, and what was not proved.

import { PlanExecution, type StageStateName } from '../../../../contracts/plan/plan-execution.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { countIn, inEnglish, listedIn, type Say } from '../../../report-writer/language/english.ts';
import { count } from '../../../wording/numbers.ts';

type ReportedStage = PlanExecution['stages'][number];
type Criterion = NonNullable<PlanExecution['integrated']>['criteria'][number];

/** What the phase that carries out a plan reports; null if a run has none, or it has not started. */
export function carriedOut({ phases }: Pick<RunView, 'phases'>): PlanExecution | null {
  const told = phases.flatMap(({ kind, facts }) => (kind === 'execution' && facts ? [PlanExecution.safeParse(facts)] : []));
  return told.findLast((it) => it.success)?.data ?? null;
}

export function stagesSentence({ stages }: PlanExecution, say: Say = inEnglish): string {
  const verified = stages.filter((it) => it.state === 'verified').length;
  const others = new Map<StageStateName, string[]>();
  for (const { state, id } of stages) if (state !== 'verified') others.set(state, [...(others.get(state) ?? []), id]);
  const rest = [...others].map(([state, ids]) => `${state}: ${listedIn(ids, say)}`);
  const head = say('{verified} of {stages} verified', { verified, stages: countIn(stages.length, '{n} stage', '{n} stages', say) });
  return `${[head, ...rest].join('; ')}.`;
}

/** The outcome of merging the finished stages; empty if they were not merged. */
export function togetherSentence({ integrated }: PlanExecution, say: Say = inEnglish): string {
  if (!integrated) return '';
  const { state, stages, head, breaks } = integrated;
  const which = countIn(stages.length, '{n} stage', '{n} stages', say);
  switch (state) {
    case 'proved':
      return say('All validators pass on {stages} put together ({head}).', { stages: which, head: head?.slice(0, 12) ?? '' });
    case 'red':
      return breaks
        ? say('Put together, the stages are red: {stage} breaks {other}.', {
            stage: breaks.stage,
            other: breaks.with ?? say('the stages before it'),
          })
        : say('Put together, the stages are red.');
    case 'conflict':
      return say('The stages cannot be put together: {stage} conflicts with {other}.', {
        stage: breaks?.stage ?? '',
        other: breaks?.with ?? say('the stages before it'),
      });
    case 'unavailable':
      return say('What the stages come to together could not be proved.');
    case 'proving':
      return say('The stages are being put together.');
  }
}

/** What a reader must not mistake for proved. */
export const unprovedSentences = (told: PlanExecution, say: Say = inEnglish): string[] => [
  ...unprovedStages(told, say),
  ...unprovedTogether(told, say),
];

function unprovedTogether(told: PlanExecution, say: Say): string[] {
  const { integrated } = told;
  if (!integrated || integrated.state === 'proving') return [];
  const whole = integrated.state === 'proved' ? [] : [togetherSentence(told, say)];
  const unmet = integrated.criteria.flatMap((it) => {
    const { met, description: criterion } = it;
    if (!met) return [say('Not met on the whole change: {criterion}', { criterion })];
    const why = onlyHolds(it);
    return why === null ? [] : [`${say('Met, but nothing shows that the work did it: {criterion}', { criterion })} (${why})`];
  });
  return [...whole, ...unmet];
}

/** Why a criterion that is met says nothing about the work: a command that always passes meets it as well. */
const onlyHolds = ({ met, proof }: Criterion): string | null =>
  met && proof && proof.outcome !== 'proves' && proof.argv.length > 0 ? proof.why : null;

function unprovedStages({ stages }: PlanExecution, say: Say): string[] {
  return stages.flatMap((it) => {
    if (it.state === 'superseded' || (it.state === 'skipped' && it.left === null)) return [];
    if (it.state !== 'verified') return [`${it.id}: ${whyNot(it, say)}`];
    if (isOnlyExempt(it))
      return [`${it.id}: ${say('no test shows it; the approved plan asks for none ({why})', { why: it.exempt ?? '' })}`];
    return it.proofs.flatMap(({ outcome, validator, why }) => (outcome === 'proves' ? [] : [`${it.id}: ${validator}: ${why}`]));
  });
}

/** It is verified because its plan asks for no proof: nothing showed that the work does anything. */
const isOnlyExempt = ({ state, exempt, proofs }: Pick<ReportedStage, 'state' | 'exempt' | 'proofs'>): boolean =>
  state === 'verified' && exempt !== null && !proofs.some(({ outcome }) => outcome === 'proves');

function whyNot({ state, reasons, left, asks }: ReportedStage, say: Say): string {
  if (state === 'accepted') return say('a person accepted it as it is');
  const why = [...reasons, ...asks, ...(left === null ? [] : [left])].map((it) => it.split('\n', 1)[0] ?? '');
  return [state, ...why].join('; ');
}

/** Whether there is work, proved as a whole, that a person can take over. */
export const isHandedOver = ({ integrated }: PlanExecution): boolean => integrated?.state === 'proved';

/** The command with which a person fetches the commit of a stage. */
export const fetchCommand = ({ gitDir }: PlanExecution, { ref }: ReportedStage): string | undefined =>
  ref === null ? undefined : `git fetch '${gitDir}' ${ref}`;

/** How far the plan was carried out, and each stage with the outcome of its validators. */
export function stageLines(view: RunView): string[] {
  const told = carriedOut(view);
  if (told === null) return [];
  const each = told.stages.map((it) => {
    const { id, state, attempts, head, proofs, checks, takenFrom, exempt } = it;
    const parts = [
      ...(takenFrom === null ? [] : [`taken over from ${takenFrom}`]),
      ...(attempts > 1 ? [count(attempts, 'attempt')] : []),
      ...proofs.map(({ validator, b, t, h, outcome }) => `${validator}: ${b === '–' ? outcome : `B ${b}, T ${t}, H ${h}: ${outcome}`}`),
      ...(isOnlyExempt(it) ? [`no test shows it; the approved plan asks for none (${exempt})`] : []),
      ...(head === null ? [] : [`commit ${head.slice(0, 12)}`]),
      ...(checks === null || state === 'verified' ? [] : [`what its commands printed: muster logs ${view.id}.${checks}`]),
    ];
    return `${id} ${state}${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`;
  });
  const criteria = (told.integrated?.criteria ?? []).map((it) => {
    const why = onlyHolds(it);
    return `${it.met ? 'met' : 'not met'}${why === null ? '' : `, but nothing shows that the work did it (${why})`}: ${it.description}`;
  });
  const take = isHandedOver(told) ? [`to take it over: muster apply ${view.id}`] : [];
  return [stagesSentence(told), ...each, ...[togetherSentence(told)].filter((it) => it !== ''), ...criteria, ...take];
}
