// What a person still has to decide: gates without an answer, what a worker could not go on without,
// findings on which workers disagree, and gaps that somebody named.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { oneLine } from '../../telling/plain-text.ts';
import { worstFirst } from '../../telling/states.ts';
import { type Say, sayIn } from '../language/say.ts';

/** A list of a hundred questions is asked of nobody. */
const DISPUTES = 10;

export type OpenQuestion = { about: string; asks: string; detail: string };

export function openQuestions(view: RunView, say: Say = sayIn(view.task.language)): OpenQuestion[] {
  const gates = view.gates
    .filter((it) => it.answer === null && it.gate.about.kind !== 'question')
    .map(({ gate }) => ({ about: gate.id, asks: oneLine(gate.asks), detail: oneLine(gate.why) }));
  const blocked = view.dispatches
    .filter((it) => it.reason === 'blocked' && !wasAnswered(view, it.id))
    .map((it) => ({
      about: it.seat,
      asks: oneLine(it.detail),
      detail: say('The worker could not continue without an answer.'),
    }));
  const disputed = view.findings.filter((it) => it.state === 'contested').sort(worstFirst);
  const contested = disputed.slice(0, DISPUTES).map((it) => ({
    about: it.id,
    asks: say('Which side is right about “{title}”?', { title: oneLine(it.title) }),
    detail: oneLine(it.reason ?? ''),
  }));
  const more = disputed.length - contested.length;
  if (more > 0)
    contested.push({
      about: 'contested',
      asks: say('And {n} more on which the workers disagree', { n: more }),
      detail: say('They are in their own section.'),
    });
  // A critic's gaps were looked at, and stand in a section of their own.
  const gaps = view.gaps
    .filter((it) => it.id === undefined)
    .map(({ seat, gap }) => ({ about: seat, asks: oneLine(gap.title), detail: gap.claim }));
  return [...gates, ...blocked, ...contested, ...gaps];
}

/** A question that a person answered is no open one, whatever came of the answer. */
const wasAnswered = (view: RunView, dispatch: string): boolean =>
  view.gates.some(({ gate, answer }) => gate.about.kind === 'question' && gate.about.dispatch === dispatch && answer === 'approve');
