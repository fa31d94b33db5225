// What a person still has to decide: gates without an answer, findings on which workers disagree,
// and gaps that somebody named.

import type { RunView } from '../../contracts/run-view.ts';
import { oneLine } from './plain-text.ts';
import { worstFirst } from './states.ts';

export type OpenQuestion = { about: string; asks: string; detail: string };

export function openQuestions(view: RunView): OpenQuestion[] {
  const gates = view.gates
    .filter((it) => it.answer === null)
    .map(({ gate }) => ({ about: gate.id, asks: oneLine(gate.asks), detail: oneLine(gate.why) }));
  const contested = view.findings
    .filter((it) => it.state === 'contested')
    .sort(worstFirst)
    .map((it) => ({ about: it.id, asks: `Which side is right about “${oneLine(it.title)}”?`, detail: oneLine(it.reason ?? '') }));
  const gaps = view.gaps.map(({ seat, gap }) => ({ about: seat, asks: oneLine(gap.title), detail: gap.claim }));
  return [...gates, ...contested, ...gaps];
}
