// Derives the state of a finding from its votes: one table, and the first row that matches wins. s and d are the voices that
// support and oppose it, A all voices that can judge it. A finding of one voice gets the outcome of its recheck.

import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import { listed } from '../../../wording/numbers.ts';
import type { SeatStance } from './stance.ts';
import type { Tally, Voice } from './tally.ts';

export type Occasion = {
  /** The round that has just ended; 0 is grouping. */
  round: number;
  /** No further round will run, for whatever reason. */
  final: boolean;
  adversarial: boolean;
};

/** `claimed`: confirmed, rechecked or refuted by too few who show that they looked. */
export type Settlement = { row: string; state: FindingState; reason: string; claimed?: true };

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
    fits: (it) => !isHeld(it),
    because: (it) => `No worker supports it any more: ${each(it.opponents)}.`,
  },
  {
    name: 'all support it',
    state: 'full-consensus',
    fits: (it) => it.opponents.length === 0 && it.supporters.length >= 2 && it.supporters.length === size(it),
    because: (it) => `${support(it)}.`,
  },
  {
    name: 'several support it, nobody is left to ask',
    state: 'partial-consensus',
    fits: (it, { final }) => it.opponents.length === 0 && it.supporters.length >= 2 && left(it, final) === 0,
    because: (it) => `${support(it)}; ${each([...it.divided, ...it.skipped])}.`,
  },
  {
    name: 'one voice supports it, and has rechecked it',
    state: 'rechecked',
    fits: (it, { final }) => isAlone(it) && it.supporters[0]?.rechecked === true && (final || left(it, final) === 0),
    because: (it) => `Rechecked: ${recheck(it)}${onlyClaimed(supporting(it))}; ${beside(it)}.`,
  },
  {
    name: 'one rule supports it, nobody is left to ask',
    state: 'rule-only',
    fits: (it, { final }) => isAlone(it) && it.supporters[0]?.kind === 'rules' && left(it, final) === 0,
    because: (it) => `One reviewer only: ${each(it.supporters)}; ${beside(it)}.`,
  },
  {
    name: 'one model supports it, nobody is left to ask',
    state: 'worker-unique',
    fits: (it, { final }) => isAlone(it) && left(it, final) === 0,
    because: (it) => `One reviewer only: ${each(it.supporters)}; ${beside(it)}.`,
  },
  {
    name: 'one supports it, another was never asked',
    state: 'not-examined',
    fits: (it, { final }) => final && isAlone(it),
    because: (it) => `No other worker has judged it: ${each([...it.supporters, ...it.divided, ...it.skipped, ...it.unasked])}.`,
  },
  {
    name: 'only its origin supports it, at least two oppose it, or its own recheck does',
    state: 'refuted',
    fits: (it, { final, adversarial }) => isOpposed(it, final) && (it.heard || final) && isProof(it, adversarial),
    because: (it) =>
      `Refuted: ${each([...it.opponents, ...it.divided])}${it.supporters.length === 0 ? '' : `; ${each(it.supporters)}`}${it.heard ? ' after being asked again' : ''}${onlyClaimed(opposing(it))}.`,
  },
  {
    name: 'at the end several support it, nobody opposes it',
    state: 'partial-consensus',
    fits: (it, { final }) => final && it.opponents.length === 0 && it.supporters.length >= 2,
    because: (it) => `${support(it)}; ${each([...it.divided, ...it.skipped, ...it.unasked])}.`,
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
    because: (it, occasion) => `Disputed: ${each([...it.supporters, ...it.divided, ...it.opponents])}.${counterEvidence(it, occasion)}`,
  },
];

const OTHERWISE: Row = {
  name: 'otherwise',
  state: 'queued',
  fits: () => true,
  because: (it) => `Not asked yet: ${each([...it.unasked, ...it.skipped.filter(({ again }) => again)])}.`,
};

/** Some seat supports it, even if its voice as a whole does not. */
const isHeld = ({ supporters, opponents, divided }: Tally): boolean =>
  supporters.length > 0 || divided.length > 0 || opponents.some(({ seats }) => seats.some(({ stance }) => stance === 'supports'));

/** One voice supports it and none opposes it. */
const isAlone = ({ supporters, opponents }: Tally): boolean => opponents.length === 0 && supporters.length === 1;

/**
 * Opposed by two voices that did not raise it, or by the recheck of the voice that did, while no other supports it. Who only shows a line of
 * another file objects, but has not looked at what would be refuted.
 */
function isOpposed(it: Tally, final: boolean): boolean {
  const { supporters, divided } = it;
  const opponents = it.opponents.filter(({ seats }) => seats.some(({ stance, aside }) => stance === 'opposes' && !aside));
  if (opponents.length >= 2) return supporters.every(({ origin }) => origin) && supporters.length <= 1;
  return (
    it.opponents.length === 1 &&
    opponents.length === 1 &&
    supporters.length === 0 &&
    divided.length === 0 &&
    (final || left(it, final) === 0)
  );
}

/** A worker that was told to refute the finding succeeds only with a counter-proof that was found; otherwise it is an opinion. */
const isProof = ({ proven }: Tally, adversarial: boolean): boolean => !adversarial || proven;

function counterEvidence(it: Tally, { final, adversarial }: Occasion): string {
  if (!adversarial) return '';
  if (it.proven) return ' Counter-evidence that was found cannot be outvoted.';
  return isOpposed(it, final) ? ' Without counter-evidence that was found it is not refuted.' : '';
}

/** `Raised by deps, confirmed by links` */
function support({ supporters }: Tally): string {
  const seats = supporting({ supporters });
  const names = (origin: boolean): string => listed(seats.filter((it) => it.origin === origin).map((it) => it.seat));
  const said = [names(true) && `Raised by ${names(true)}`, names(false) && `confirmed by ${names(false)}`]
    .filter((it) => it !== '')
    .join(', ');
  return `${said}${onlyClaimed(seats)}`;
}

const supporting = ({ supporters }: Pick<Tally, 'supporters'>): SeatStance[] =>
  supporters.flatMap((it) => it.seats).filter((it) => it.stance === 'supports');
const opposing = ({ opponents }: Tally): SeatStance[] => opponents.flatMap((it) => it.seats).filter((it) => it.stance === 'opposes');

/** What it saw is not known: only its result says that it looked. */
function onlyClaimed(seats: readonly SeatStance[]): string {
  const some = seats.filter((it) => it.claimed).map(({ seat }) => seat);
  return some.length === 0 ? '' : `; that ${listed(some)} looked is claimed, not witnessed`;
}

/** `raised by deps, and links came to the same by a method of its own` */
function recheck({ supporters }: Tally): string {
  const seats = supporting({ supporters });
  const raised = seats.filter((it) => it.origin).map((it) => it.seat);
  const others = seats.filter((it) => !it.origin).map((it) => it.seat);
  if (others.length === 0) return `raised by ${listed(raised)}`;
  // A rule is a method of its own. Which one a model used is not known.
  if (supporters[0]?.kind !== 'rules')
    return raised.length === 0 ? `${listed(others)} agreed` : `raised by ${listed(raised)}, and ${listed(others)} agreed`;
  if (raised.length === 0) return `${listed(others)} came to the same, each by a method of its own`;
  return `raised by ${listed(raised)}, and ${listed(others)} came to the same by a method of ${others.length === 1 ? 'its' : 'their'} own`;
}

/** What the other voices did. */
function beside({ supporters, divided, skipped, unasked }: Tally): string {
  const others = [...divided, ...skipped, ...unasked];
  if (others.length > 0) return each(others);
  return supporters[0]?.kind === 'rules' ? 'nobody but rules could judge it' : 'no other model or rule could judge it';
}

export function settle(tally: Tally, occasion: Occasion): Settlement {
  const row = TABLE.find(({ fits }) => fits(tally, occasion)) ?? OTHERWISE;
  const claimed = isClaimed(row.state, tally) ? { claimed: true as const } : {};
  return { row: row.name, state: row.state, reason: row.because(tally, occasion), ...claimed };
}

/** Nothing but words would hold the finding up, or bring it down: of voices that confirm each other, or of the seats of one. */
function isClaimed(state: FindingState, { supporters, opponents }: Tally): boolean {
  const shown = supporters.map(({ seats }) => seats.filter((it) => it.stance === 'supports' && !it.claimed).length);
  switch (state) {
    case 'full-consensus':
    case 'partial-consensus':
      return shown.filter((seats) => seats > 0).length < 2;
    case 'rechecked':
      return shown.reduce((sum, seats) => sum + seats, 0) < 2;
    case 'refuted':
      return (
        opponents.filter(({ seats }) => seats.some((it) => it.stance === 'opposes' && !it.claimed)).length < Math.min(2, opponents.length)
      );
    case 'worker-unique':
    case 'rule-only':
    case 'contested':
    case 'not-examined':
    case 'queued':
    case 'withdrawn':
    case 'unsupported':
    case 'dismissed':
    case 'pre-existing':
    case 'merged':
      return false;
  }
}

const size = ({ supporters, opponents, divided, skipped, unasked }: Tally): number =>
  supporters.length + opponents.length + divided.length + skipped.length + unasked.length;

/** Seats that gave no verdict on it and still could. In the last round no one is asked again. */
export const left = ({ supporters, opponents, divided, skipped, unasked }: Tally, final: boolean): number =>
  [supporters, opponents, divided, skipped, unasked]
    .flat()
    .flatMap(({ seats }) => seats)
    .filter(({ stance, again }) => stance === 'unasked' || (stance === 'skipped' && again && !final)).length;

function each(voices: readonly Voice[]): string {
  return voices.length === 0 ? 'nobody' : voices.map(({ name, why }) => `${name} ${why}`).join(', ');
}
