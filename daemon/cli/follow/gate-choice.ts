// Turns what a person typed at a gate into one of the answers that it offers. Pure.

import type { Gate, GateAnswer } from '../../../contracts/run/gate.ts';

/** `needs` is a further question, for an answer that requires a comment. */
export type Choice = { answer: GateAnswer; needs?: string } | 'later' | 'unclear';

const LATER = 'later';

/** `approve / request-changes / reject / later` */
export const choices = ({ offers }: Pick<Gate, 'offers'>): string => [...offers.map(({ answer }) => answer), LATER].join(' / ');

/** Any unambiguous prefix of an answer; an empty input means later. */
export function choiceOf(typed: string, gate: Pick<Gate, 'offers' | 'about'>): Choice {
  const wanted = wordOf(typed);
  if (wanted === '') return 'later';
  const [only, another] = meantBy(wanted, gate);
  if (only === undefined || (another !== undefined && only !== wanted)) return 'unclear';
  if (only === LATER) return 'later';
  const needs = wordsNeeded(only as GateAnswer, gate.about.kind);
  return { answer: only as GateAnswer, ...(needs === undefined ? {} : { needs }) };
}

/** Why it is asked again. */
export function unclearWords(typed: string, gate: Pick<Gate, 'offers'>): string {
  const meant = meantBy(wordOf(typed), gate);
  return meant.length > 1
    ? `muster: “${typed.trim()}” may be ${meant.join(' or ')}; type more of it`
    : `muster: “${typed.trim()}” is none of these answers; type one of them, or its first letters`;
}

const wordOf = (typed: string): string => typed.trim().toLowerCase().replaceAll(' ', '-');

const meantBy = (wanted: string, { offers }: Pick<Gate, 'offers'>): (GateAnswer | typeof LATER)[] =>
  [...offers.map(({ answer }) => answer), LATER].filter((it) => it === wanted || it.startsWith(wanted)) as (GateAnswer | typeof LATER)[];

function wordsNeeded(answer: GateAnswer, about: Gate['about']['kind']): string | undefined {
  if (answer === 'request-changes') return 'What should change? ';
  return answer === 'approve' && about === 'question' ? 'Your answer: ' : undefined;
}
