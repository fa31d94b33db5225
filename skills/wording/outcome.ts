// How a run ended, in the words that come first on every screen and page.

import type { ConcludeReason } from '../../contracts/run/run-event.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import { WORK_VERDICTS } from '../phases/verdict/report/sentences.ts';
import { inEnglish, type Say } from '../report-writer/language/english.ts';
import { rulesOnlyWords, whyNoPlan, whyUnjudged } from './judgement.ts';
import { inconclusiveWords, openedWords, standsOnClaims } from './looks.ts';
import { oneLine } from './plain-text.ts';

export type OutcomeWords = {
  /** `Completed`, `Not judged`, `Failed`, `Aborted`, `Skipped`, or what the run is doing. */
  word: string;
  tone: 'good' | 'warning' | 'bad' | 'neutral';
  /** `DEGRADED`, `INCONCLUSIVE`, `partial`: shown beside the word, never below it. */
  marks: string[];
  why: string[];
};

const REASONS: Readonly<Record<ConcludeReason, string>> = {
  'done': '',
  'deadline': 'the deadline of the run passed',
  'budget': 'the budget was reached',
  'aborted': 'a person aborted it',
  'rejected': 'a person rejected it at a gate',
  'pause-expired': 'it was paused for too long',
  'consent-missing': 'its providers were not allowed to receive the project’s code',
  'base-refused': 'the files to review could not be captured',
  'base-unknown': 'the revision to review does not exist',
  'scope-empty': 'the scope matches no file',
  'binding-refused': 'the run could not be set up',
  'no-result': 'no worker delivered a result',
  'not-made': '',
  'reused': 'an identical run was already done',
  'effect-failed': 'a step that Muster had to do kept failing',
  'decision-refused': 'Muster made an internal error',
};

/** Why a phase or its worker is without a result, if the whole run was ended. */
export const ENDED_FIRST = 'the run ended first';

export const endedFirst = (reason: ConcludeReason): string => (REASONS[reason] === '' ? ENDED_FIRST : `${ENDED_FIRST}: ${REASONS[reason]}`);

/** `failed`, but not of a phase that the run has left in the middle. */
export const phaseEnd = ({ outcome, reason }: { outcome: string; reason?: string | undefined }): string =>
  outcome === 'failed' && reason?.startsWith(ENDED_FIRST) ? 'was cut short' : outcome;

/** These runs never started, and their message says more than the reason. */
const EXPLAINED: ReadonlySet<ConcludeReason> = new Set(['base-refused', 'base-unknown', 'scope-empty', 'binding-refused']);

export function outcomeWords(view: RunView, say: Say = inEnglish): OutcomeWords {
  const { reason } = view;
  const neverBegan = reason !== null && EXPLAINED.has(reason);
  const lazy = inconclusiveWords(view, say);
  const marks = [
    ...(view.degraded ? ['DEGRADED'] : []),
    ...(lazy === undefined ? [] : ['INCONCLUSIVE']),
    ...(view.partial && !neverBegan ? [say('partial')] : []),
  ];
  const message = oneLine(view.message);
  const unsaid = reason === null || REASONS[reason] === '' || (message !== '' && (neverBegan || isUntrue(view)));
  const general = unsaid ? '' : say(REASONS[reason]);
  const told = [lazy ?? '', general, message, ...view.degradedWhy.map(oneLine)];
  // A message that begins with the general reason says it in full.
  const why = [...new Set(told.filter((it) => it !== '' && !told.some((other) => other.length > it.length && other.startsWith(it))))];
  switch (view.outcome) {
    case 'completed':
      return completedWords(view, { lazy, marks, why }, say);
    case 'failed':
      return { word: say('Failed'), tone: 'bad', marks, why };
    case 'aborted':
      return { word: say('Aborted'), tone: 'bad', marks, why };
    case 'skipped':
      return { word: say('Skipped'), tone: 'neutral', marks, why };
    case null:
      return { word: say('Not finished ({status})', { status: view.status }), tone: 'neutral', marks, why };
  }
}

type Told = { lazy: string | undefined; marks: string[]; why: string[] };

function completedWords(view: RunView, { lazy, marks, why }: Told, say: Say): OutcomeWords {
  const unplanned = whyNoPlan(view, say);
  const unjudged = whyUnjudged(view, say);
  if (unplanned !== undefined)
    return { word: say('No plan was made'), tone: 'warning', marks, why: [unplanned, ...(unjudged === undefined ? [] : [unjudged])] };
  if (unjudged !== undefined)
    return {
      word: say('Not judged'),
      tone: 'warning',
      marks,
      why: lazy === undefined ? [unjudged, ...why] : [lazy, unjudged, ...why.slice(1)],
    };
  if (view.judgement?.came === 'rules-only')
    return {
      word: say('Checked by rules only'),
      tone: marks.length > 0 ? 'warning' : 'neutral',
      marks,
      why: [rulesOnlyWords(say), ...why],
    };
  return { word: completedWord(view, say), tone: completedTone(view, marks), marks, why: completedWhy(view, why, say) };
}

/** Where most did not answer, the word alone would say more than was done. */
function completedWord({ dispatches }: RunView, say: Say): string {
  const asked = Map.groupBy(
    dispatches.filter(({ role, round }) => role === 'analyser' && round === 0),
    ({ seat }) => seat,
  );
  const n = [...asked.values()].filter((of) => of.some(({ status }) => status === 'completed')).length;
  return n * 2 < asked.size ? say('Completed by {n} of {all} workers', { n, all: asked.size }) : say('Completed');
}

/** Enough seats have answered, but a green word would hide that others have not, or that the work was not accepted. */
function completedTone(view: RunView, marks: readonly string[]): OutcomeWords['tone'] {
  const verdict = view.verdict === null ? 'good' : WORK_VERDICTS[view.verdict.verdict].tone;
  if (verdict === 'bad') return 'bad';
  if (verdict === 'warning' || marks.length > 0 || view.degradedWhy.length > 0) return 'warning';
  return standsOnClaims(view) ? 'neutral' : 'good';
}

/** A verdict says by itself what it was judged from. */
function completedWhy(view: RunView, why: readonly string[], say: Say): string[] {
  if (view.verdict !== null) return [say(WORK_VERDICTS[view.verdict.verdict].label), ...why];
  return view.judgement?.came === 'judged' ? [...why, openedWords(view, say)].filter((it) => it !== '') : [...why];
}

/** Workers answered, and something later had no result: the message says what. */
const isUntrue = ({ reason, dispatches }: RunView): boolean => reason === 'no-result' && dispatches.some(({ result }) => result !== null);

/** `Completed, DEGRADED: gemini did not answer` */
export function outcomeLine(view: RunView, say: Say = inEnglish): string {
  const { word, marks, why } = outcomeWords(view, say);
  const head = [word, ...marks].join(', ');
  return why.length === 0 ? head : `${head}: ${why.join('; ')}`;
}
