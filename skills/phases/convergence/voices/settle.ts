// The state that a finding's votes give it: one table, the first row that fits. s and d are the voices
// that support and oppose it, A all that can judge it.

import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import { listed } from '../../../telling/numbers.ts';
import type { Tally, Voice } from './tally.ts';

export type Occasion = {
  /** The round that has just ended; 0 is grouping. */
  round: number;
  /** No further round will run, for whatever reason. */
  final: boolean;
  adversarial: boolean;
};

export type Settlement = { row: string; state: FindingState; reason: string };

type Row = {
  name: string;
  state: FindingState;
  fits(it: Tally, occasion: Occasion): boolean;
  because(it: Tally, occasion: Occasion): string;
};

export const TABLE: readonly Row[] = [
  {
    name: 'nobody supports it',
    state: 'withdrawn',
    fits: ({ supporters }) => supporters.length === 0,
    because: (it) => `No worker supports it any more: ${each(it.opponents)}.`,
  },
  {
    name: 'all support it',
    state: 'full-consensus',
    // A lone worker agreeing with itself is no consensus, though nobody else's field covers the finding.
    fits: (it) => it.opponents.length === 0 && it.supporters.length >= 2 && it.supporters.length === size(it),
    because: (it) => `${support(it)}.`,
  },
  {
    name: 'several support it, nobody is left to ask',
    state: 'partial-consensus',
    fits: (it, { final }) => it.opponents.length === 0 && it.supporters.length >= 2 && left(it, final) === 0,
    because: (it) => `${support(it)}; ${each(it.skipped)}.`,
  },
  {
    name: 'one supports it, nobody is left to ask',
    state: 'worker-unique',
    fits: (it, { final }) => it.opponents.length === 0 && it.supporters.length === 1 && left(it, final) === 0,
    because: (it) =>
      `Unconfirmed: only ${each(it.supporters)}; ${it.skipped.length > 0 ? each(it.skipped) : 'no other worker can judge it'}.`,
  },
  {
    name: 'one supports it, somebody was never asked',
    state: 'not-examined',
    fits: (it, { final }) => final && it.opponents.length === 0 && it.supporters.length === 1 && it.unasked.length > 0,
    because: (it) => `No other worker has judged it: ${each([...it.supporters, ...it.skipped, ...it.unasked])}.`,
  },
  {
    name: 'only its origin supports it, at least two oppose it',
    state: 'refuted',
    fits: (it, { final }) =>
      it.supporters.length === 1 && it.supporters[0]?.origin === true && it.opponents.length >= 2 && (it.heard || final),
    because: (it) => `Refuted: ${each(it.opponents)}; ${each(it.supporters)}${it.heard ? ' after being asked again' : ''}.`,
  },
  {
    name: 'at the end several support it, nobody opposes it',
    state: 'partial-consensus',
    fits: (it, { final }) => final && it.opponents.length === 0 && it.supporters.length >= 2,
    because: (it) => `${support(it)}; ${each([...it.skipped, ...it.unasked])}.`,
  },
  {
    name: 'at the end more support it than oppose it',
    state: 'partial-consensus',
    fits: (it, { final, adversarial }) =>
      final && it.supporters.length > it.opponents.length && it.supporters.length >= 2 && !(adversarial && it.proven),
    because: (it) => `${support(it)}; dissent: ${each(it.opponents)}.`,
  },
  {
    name: 'at the end opinions are divided',
    state: 'contested',
    fits: (_, { final }) => final,
    because: (it, { adversarial }) =>
      `Divided: ${each(it.supporters)}; ${each(it.opponents)}.${adversarial && it.proven ? ' Counter-evidence that was found cannot be outvoted.' : ''}`,
  },
];

const OTHERWISE: Row = {
  name: 'otherwise',
  state: 'queued',
  fits: () => true,
  because: (it) => `Not asked yet: ${each([...it.unasked, ...it.skipped.filter(({ again }) => again)])}.`,
};

/** `Raised by deps, confirmed by links` */
function support({ supporters }: Tally): string {
  const seats = supporters.flatMap((it) => it.seats).filter((it) => it.stance === 'supports');
  const names = (origin: boolean): string => listed(seats.filter((it) => it.origin === origin).map((it) => it.seat));
  return [names(true) && `Raised by ${names(true)}`, names(false) && `confirmed by ${names(false)}`].filter((it) => it !== '').join(', ');
}

export function settle(tally: Tally, occasion: Occasion): Settlement {
  const row = TABLE.find(({ fits }) => fits(tally, occasion)) ?? OTHERWISE;
  return { row: row.name, state: row.state, reason: row.because(tally, occasion) };
}

const size = ({ supporters, opponents, skipped, unasked }: Tally): number =>
  supporters.length + opponents.length + skipped.length + unasked.length;

/** Voices without a word on it that could still give one. At the end nobody is tried once more. */
export const left = ({ skipped, unasked }: Tally, final: boolean): number =>
  unasked.length + (final ? 0 : skipped.filter(({ again }) => again).length);

function each(voices: readonly Voice[]): string {
  return voices.length === 0 ? 'nobody' : voices.map(({ name, why }) => `${name} ${why}`).join(', ');
}
