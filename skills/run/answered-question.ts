// Whether a run was able to answer what it was asked. Rules find only what they were written for, so a question in words counts as
// judged only if a seat that can judge anything answered, and shows that it looked. A finding without a look counts like any other
// and is examined by others, but it does not answer the question: anybody can name a place.

import { cut } from '../../contracts/cut.ts';
import type { EvidenceCheck } from '../../contracts/findings/finding.ts';
import type { Judgement } from '../../contracts/run/run-view.ts';
import type { Task } from '../../contracts/task/task.ts';
import { countOfAll, countOfBoth } from '../../validators/looks/places.ts';
import { analysesOf } from './outcomes.ts';
import { type DispatchState, isConclusive, type RunState } from './state.ts';

const LONGEST = 300;

/** Null for a run in which no one was asked to look. */
export function judgementOf(run: RunState): Judgement | null {
  const { task, template } = run.created;
  const looked = run.seats.filter((it) => it.role === 'analyser' && analysesOf(run, it.name).length > 0);
  if (looked.length === 0) return null;
  // If work is done, the words say what to do, and the plan's proofs answer them.
  const question = template.writes ? null : questionOf(task);
  const asks = question === null ? template.asks : 'judgement';
  const able = looked.filter((it) => it.judges === 'anything');
  const answers = (seat: string): boolean => analysesOf(run, seat).some(isConclusive);
  const judges = (seat: string): boolean => analysesOf(run, seat).some((it) => isConclusive(it) && showsLook(run, it));
  const judged = able.some((it) => judges(it.name));
  // A worker that was seated to judge and did not look has judged nothing, whatever it was asked.
  const lazy = able.some((it) => analysesOf(run, it.name).some(({ inconclusive }) => inconclusive !== null));
  const blind = able.map((it) => it.name).filter((it) => answers(it) && !judges(it));
  return {
    asks,
    question,
    came: judged ? 'judged' : asks === 'judgement' || lazy || blind.length > 0 ? 'not-judged' : 'rules-only',
    without: able.filter((it) => !judges(it.name)).map((it) => it.name),
    ...(blind.length === 0 ? {} : { blind }),
  };
}

/**
 * It opened a file in question (of a change: one that the change touches), its program shows a search, or a text that it quoted
 * is there.
 */
function showsLook({ raised }: RunState, { id, receipt }: DispatchState): boolean {
  if (receipt === null || receipt.by === 'program' || receipt.searchSeen) return true;
  const { opened, changed = '', files } = receipt;
  if (changed === '' ? countOfAll([opened], files) > 0 : countOfBoth([changed], [opened], files) > 0) return true;
  return raised.some((it) => it.dispatch === id && it.checks.some(isQuoted));
}

/** A search that found nothing has no line, what a change did not touch is no look at the change, and what it was told it need not see. */
const isQuoted = ({ outcome, line, untouched, told }: EvidenceCheck): boolean =>
  (outcome === 'found' || outcome === 'moved') && line !== undefined && untouched !== true && told !== true;

/** Whether the run's question gets no answer from a seat that can judge it. */
export const isUnjudged = (run: RunState): boolean => judgementOf(run)?.came === 'not-judged';

/** A person's words; a title alone names a run and asks nothing. */
function questionOf({ objective, directive, brief }: Task): string | null {
  const lines = [objective ?? '', brief, directive ?? ''].flatMap((text) => text.split('\n'));
  const first = lines.map((it) => it.replace(/^[#>*\s-]+/, '').trim()).find((it) => it !== '');
  return first === undefined ? null : cut(first, LONGEST);
}
