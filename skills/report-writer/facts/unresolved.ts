// Everything that a run leaves unresolved: unanswered questions to a person, disagreements, things that no worker looked at, gaps,
// and blocked or unjudged items of a plan.

import { isRefutedInWords } from '../../../contracts/findings/state-order.ts';
import type { Unresolved } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { oneLine } from '../../wording/plain-text.ts';
import { worstFirst } from '../../wording/states.ts';
import type { Say } from '../language/english.ts';

export function unresolvedIn(view: RunView, say: Say): Unresolved[] {
  return [
    ...gates(view, say),
    ...questions(view, say),
    ...findings(view, say),
    ...view.gaps.flatMap(({ id, seat, gap, outcome, reason }): Unresolved[] => {
      if (id === undefined) return [{ kind: 'gap', about: seat, asks: oneLine(gap.title), detail: gap.claim }];
      return outcome === 'residual-risk'
        ? [{ kind: 'residual-risk', about: id, asks: oneLine(gap.title), detail: oneLine(reason ?? '') }]
        : [];
    }),
    ...planItems(view, say),
  ];
}

const gates = (view: RunView, say: Say): Unresolved[] =>
  view.gates
    .filter((it) => it.answer === null && it.gate.about.kind !== 'question')
    .map(({ gate }) => ({ kind: 'gate', about: gate.id, asks: oneLine(say(gate.asks)), detail: oneLine(gate.why) }));

const questions = (view: RunView, say: Say): Unresolved[] =>
  view.dispatches
    .filter((it) => it.reason === 'blocked' && !wasAnswered(view, it.id))
    .map((it) => ({
      kind: 'question',
      about: it.seat,
      asks: oneLine(it.detail),
      detail: say('The worker could not continue without an answer.'),
    }));

/** A question that a person answered is no longer open, whatever the answer led to. */
const wasAnswered = (view: RunView, dispatch: string): boolean =>
  view.gates.some(({ gate, answer }) => gate.about.kind === 'question' && gate.about.dispatch === dispatch && answer === 'approve');

function findings(view: RunView, say: Say): Unresolved[] {
  const sorted = [...view.findings].sort(worstFirst);
  const contested = sorted.filter((it) => it.state === 'contested' || isRefutedInWords(it));
  const unseen = sorted.filter((it) => it.state === 'not-examined');
  return [
    ...contested.map((it): Unresolved => {
      const asks = say('Which side is right about “{title}”?', { title: oneLine(it.title) });
      return { kind: 'contested', about: it.id, asks, detail: oneLine(it.reason ?? '') };
    }),
    ...unseen.map((it): Unresolved => {
      const asks = say('Is “{title}” right? No other worker examined it.', { title: oneLine(it.title) });
      return { kind: 'not-examined', about: it.id, asks, detail: oneLine(it.reason ?? '') };
    }),
  ];
}

/** An approved plan is decided, including the objections. */
function planItems({ plan }: RunView, say: Say): Unresolved[] {
  if (!plan || plan.approved) return [];
  return (plan.verification?.clarifications ?? []).map(({ item, asks, blocks }) => ({
    kind: 'plan-item',
    about: item,
    asks: oneLine(asks),
    detail: `${say('Blocks')}: ${say(blocks)}`,
  }));
}
