// What no one looked at, in sentences: without it, a report would claim more than was done.

import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { inconclusiveSeats, WHY_INCONCLUSIVE } from '../../wording/looks.ts';
import { oneLine } from '../../wording/plain-text.ts';
import { countIn, listedUpToIn, type Say } from '../language/english.ts';
import { sayIn } from '../language/say.ts';

const SENTENCES = 200;

export function notLookedAt(view: RunView): string[] {
  const say = sayIn(view.task.language);
  const sentences = [
    ...outsideTheScope(view, say),
    ...leftOutOfTheCapture(view, say),
    ...saidNothing(view, say),
    ...designAndLogic(view, say),
    ...neverAnswered(view, say),
    ...neverSettled(view, say),
    ...view.gaps.map(
      ({ seat, gap, outcome, by }) =>
        `${say('{seat} names a gap: {title}', { seat, title: oneLine(gap.title) })}${outcome === 'confirmed' ? ` (${say('confirmed by {seat}', { seat: by ?? '' })})` : ''}.`,
    ),
    ...view.notes.filter((it) => it.kind === 'left-out' || it.kind === 'coverage').map((it) => oneLine(it.text)),
  ];
  const different = [...new Set(sentences.filter((it) => it !== ''))];
  if (different.length <= SENTENCES) return different;
  return [...different.slice(0, SENTENCES), say('And {n} more; the journal has them all.', { n: different.length - SENTENCES })];
}

function outsideTheScope(view: RunView, say: Say): string[] {
  const sentences: string[] = [];
  if (view.base === null) sentences.push(say('Nothing was captured, so nothing was reviewed.'));
  const everything = view.task.scope.length === 0 || view.task.scope.every((it) => it === '**' || it === '**/*');
  if (!everything)
    sentences.push(
      say('Only {scope} was in the scope of the task; everything else was not reviewed.', { scope: listedUpToIn(view.task.scope, 8, say) }),
      ...foundOutside(view, say),
    );
  if (view.task.range !== undefined && view.task.since === undefined)
    sentences.push(say('Only the changes of {range} were reviewed, not what was there before.', { range: view.task.range }));
  return sentences;
}

/** A worker may see something elsewhere: it is told like the others, and that nobody was to look there. */
function foundOutside({ task, findings }: RunView, say: Say): string[] {
  const inScope = pathTest(task.scope);
  const outside = findings.flatMap((it) =>
    it.path === undefined || it.state === 'merged' || isGlob(it.path) || inScope(it.path) ? [] : [it.id],
  );
  return outside.length === 0
    ? []
    : [
        say('{findings} stand outside the scope of the task, where nobody was asked to look.', {
          findings: listedUpToIn(outside, 12, say),
        }),
      ];
}

/** The place of a search over many files. */
const isGlob = (path: string): boolean => /[*?{[]/.test(path);

function leftOutOfTheCapture(view: RunView, say: Say): string[] {
  const byReason = Map.groupBy(view.base?.leftOut ?? [], (it) => it.reason);
  return [...byReason].map(([reason, files]) => {
    const names = listedUpToIn(
      files.map((it) => it.path),
      5,
      say,
    );
    return say('{files} left out of the capture ({reason}): {names}.', {
      files: countIn(files.length, '{n} file', '{n} files', say),
      reason,
      names,
    });
  });
}

/** Answers from which nothing follows. */
function saidNothing(view: RunView, say: Say): string[] {
  return inconclusiveSeats(view).map(({ seat, why }) =>
    say('The answer of {seat} does not count: it {why}.', { seat, why: say(WHY_INCONCLUSIVE[why]) }),
  );
}

/** Files that rules opened are not reviewed as a person would understand it. */
const designAndLogic = ({ judgement }: RunView, say: Say): string[] =>
  judgement === null || judgement.came === 'judged'
    ? []
    : [say('Design and logic: no worker that can judge them has shown a look at the files.')];

function neverAnswered(view: RunView, say: Say): string[] {
  const unanswered = view.dispatches.filter((it) => it.role !== 'report-writer' && it.status !== 'completed');
  const sat = new Set(view.dispatches.map((it) => it.seat));
  // A writer has nothing to do if the same was made before.
  const unseated = view.seats.filter((it) => it.role !== 'report-writer' && it.role !== 'writer' && !sat.has(it.name));
  return [
    ...unanswered.map((it) => say('{seat} delivered nothing {task}: {why}.', { seat: it.seat, task: forWhat(it, say), why: why(it, say) })),
    ...unseated.map((it) => say('{seat} was chosen as {role} but never started.', { seat: it.name, role: it.role })),
  ];
}

const why = ({ status, state, reason, detail }: DispatchView, say: Say): string =>
  [status ?? state, reason ?? '', oneLine(say(detail))].filter((it) => it !== '').join(', ');

function forWhat(dispatch: DispatchView, say: Say): string {
  if (dispatch.role === 'planner') return say('as {role}', { role: 'planner' });
  if (dispatch.findings[0]?.startsWith('P-'))
    return countIn(dispatch.findings.length, 'about {n} item of the plan', 'about {n} items of the plan', say);
  if (dispatch.round === 0) return dispatch.role === 'analyser' ? say('for the analysis') : say('as {role}', { role: dispatch.role });
  return say('in round {n} about {findings}', { n: dispatch.round, findings: listedUpToIn(dispatch.findings, 6, say) });
}

function neverSettled(view: RunView, say: Say): string[] {
  const open = view.findings.filter((it) => it.state === 'not-examined' || it.state === 'queued').map((it) => it.id);
  const unsupported = view.findings.filter((it) => it.state === 'unsupported').length;
  return [
    // Where nothing was examined that is said of all of them, below.
    ...(open.length > 0 && view.convergence.ended !== 'disabled'
      ? [say('Not every worker that could judge {findings} gave a verdict.', { findings: listedUpToIn(open, 12, say) })]
      : []),
    ...(unsupported > 0
      ? [
          countIn(
            unsupported,
            '{n} finding had no evidence that was found, so no other worker was asked about it.',
            '{n} findings had no evidence that was found, so no other worker was asked about them.',
            say,
          ),
        ]
      : []),
    ...(view.convergence.ended === 'disabled' && view.findings.length > 0
      ? [say('The findings were not cross-examined: it was turned off, or fewer than two analysers delivered.')]
      : []),
  ];
}
