// How far a plan was carried out, in sentences for screens and pages: what is verified, and what nobody proved.

import { CarriedOut, type StageStateName } from '../../../../contracts/plan/carried-out.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { countIn, inEnglish, listedIn, type Say } from '../../../report-writer/language/say.ts';
import { count } from '../../../telling/numbers.ts';

type Shown = CarriedOut['stages'][number];

/** What the phase that carries out a plan tells; nothing where a run has none, or it has not begun. */
export function carriedOut({ phases }: Pick<RunView, 'phases'>): CarriedOut | null {
  const told = phases.flatMap(({ kind, facts }) => (kind === 'execution' && facts ? [CarriedOut.safeParse(facts)] : []));
  return told.findLast((it) => it.success)?.data ?? null;
}

export function stagesSentence({ stages }: CarriedOut, say: Say = inEnglish): string {
  const verified = stages.filter((it) => it.state === 'verified').length;
  const others = new Map<StageStateName, string[]>();
  for (const { state, id } of stages) if (state !== 'verified') others.set(state, [...(others.get(state) ?? []), id]);
  const rest = [...others].map(([state, ids]) => `${state}: ${listedIn(ids, say)}`);
  const head = say('{verified} of {stages} verified', { verified, stages: countIn(stages.length, '{n} stage', '{n} stages', say) });
  return `${[head, ...rest].join('; ')}.`;
}

/** What a reader must not take for proved. */
export function unprovedSentences({ stages }: CarriedOut, say: Say = inEnglish): string[] {
  return stages.flatMap((it) => {
    if (it.state === 'skipped') return [];
    if (it.state !== 'verified') return [`${it.id}: ${whyNot(it, say)}`];
    if (it.exempt !== null && !it.proofs.some(({ outcome }) => outcome === 'proves'))
      return [`${it.id}: ${say('no test shows it; the approved plan asks for none ({why})', { why: it.exempt })}`];
    return it.proofs.flatMap(({ outcome, validator, why }) => (outcome === 'proves' ? [] : [`${it.id}: ${validator}: ${why}`]));
  });
}

function whyNot({ state, reasons, left, asks }: Shown, say: Say): string {
  if (state === 'accepted') return say('a person accepted it as it is');
  const why = [...reasons, ...asks, ...(left === null ? [] : [left])].map((it) => it.split('\n', 1)[0] ?? '');
  return [state, ...why].join('; ');
}

/** How a person gets at the commit of a stage. */
export const fetchCommand = ({ gitDir }: CarriedOut, { ref }: Shown): string | undefined =>
  ref === null ? undefined : `git fetch '${gitDir}' ${ref}`;

/** How far the plan was carried out, and each stage with what its validators came to. */
export function stageLines(view: RunView): string[] {
  const told = carriedOut(view);
  if (told === null) return [];
  const each = told.stages.map(({ id, state, attempts, head, proofs }) => {
    const parts = [
      ...(attempts > 1 ? [count(attempts, 'attempt')] : []),
      ...proofs.map(({ validator, b, t, h, outcome }) => `${validator}: ${b === '–' ? outcome : `B ${b}, T ${t}, H ${h}: ${outcome}`}`),
      ...(head === null ? [] : [`commit ${head.slice(0, 12)}`]),
    ];
    return `${id} ${state}${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`;
  });
  return [stagesSentence(told), ...each];
}
