// What nobody looked at, in sentences: a report that is silent about this claims more than was done.

import type { DispatchView, RunView } from '../../contracts/run-view.ts';
import { count, listedUpTo } from './numbers.ts';
import { oneLine } from './plain-text.ts';

const SENTENCES = 200;

export function notLookedAt(view: RunView): string[] {
  const sentences = [
    ...outsideTheScope(view),
    ...leftOutOfTheCapture(view),
    ...neverAnswered(view),
    ...neverSettled(view),
    ...view.gaps.map(
      ({ seat, gap, outcome, by }) =>
        `${seat} names a gap: ${oneLine(gap.title)}${outcome === 'confirmed' ? ` (confirmed by ${by})` : ''}.`,
    ),
    ...view.notes.filter((it) => it.kind === 'left-out' || it.kind === 'coverage').map((it) => oneLine(it.text)),
  ];
  const different = [...new Set(sentences.filter((it) => it !== ''))];
  if (different.length <= SENTENCES) return different;
  return [...different.slice(0, SENTENCES), `And ${different.length - SENTENCES} more; the journal has them all.`];
}

function outsideTheScope(view: RunView): string[] {
  const sentences: string[] = [];
  if (view.base === null) sentences.push('Nothing was captured, so nothing was looked at.');
  const everything = view.task.scope.length === 0 || view.task.scope.every((it) => it === '**' || it === '**/*');
  if (!everything) sentences.push(`Only ${listedUpTo(view.task.scope, 8)} was in the scope of the task; the rest was not looked at.`);
  if (view.task.range !== undefined) sentences.push(`Only what ${view.task.range} changes was looked at, not what was there before.`);
  return sentences;
}

function leftOutOfTheCapture(view: RunView): string[] {
  const byReason = Map.groupBy(view.base?.leftOut ?? [], (it) => it.reason);
  return [...byReason].map(([reason, files]) => {
    const names = listedUpTo(
      files.map((it) => it.path),
      5,
    );
    return `${count(files.length, 'file')} left out of the capture (${reason}): ${names}.`;
  });
}

function neverAnswered(view: RunView): string[] {
  const unanswered = view.dispatches.filter((it) => it.role !== 'report-writer' && it.status !== 'completed');
  const sat = new Set(view.dispatches.map((it) => it.seat));
  const unseated = view.seats.filter((it) => it.role !== 'report-writer' && !sat.has(it.name));
  return [
    ...unanswered.map((it) => `${it.seat} delivered nothing ${forWhat(it)}: ${why(it)}.`),
    ...unseated.map((it) => `${it.name} was bound as ${it.role} and never started.`),
  ];
}

const why = ({ status, state, reason, detail }: DispatchView): string =>
  [status ?? state, reason ?? '', oneLine(detail)].filter((it) => it !== '').join(', ');

function forWhat(dispatch: DispatchView): string {
  if (dispatch.role === 'planner') return 'as planner';
  if (dispatch.findings[0]?.startsWith('P-')) return `about ${count(dispatch.findings.length, 'item')} of the plan`;
  if (dispatch.round === 0) return dispatch.role === 'analyser' ? 'for the analysis' : `as ${dispatch.role}`;
  return `in round ${dispatch.round} about ${listedUpTo(dispatch.findings, 6)}`;
}

function neverSettled(view: RunView): string[] {
  const open = view.findings.filter((it) => it.state === 'not-examined' || it.state === 'queued').map((it) => it.id);
  const unsupported = view.findings.filter((it) => it.state === 'unsupported').length;
  return [
    ...(open.length > 0 ? [`${listedUpTo(open, 12)} did not get a word from everybody who could judge it.`] : []),
    ...(unsupported > 0
      ? [`${count(unsupported, 'finding')} without any evidence that could be found went to nobody for a second look.`]
      : []),
    ...(view.convergence.ended === 'disabled' && view.findings.length > 0
      ? ['Nobody cross-examined the findings: it was switched off, or fewer than two analysers delivered.']
      : []),
  ];
}
