// Counts who stands where on one finding, in voices. All rules are one voice, and so are all seats of one model: five that agree
// are not five opinions. Within a voice, its seats recheck each other, each by its own method.

import type { Analyser, CanonicalFinding, Convergence } from '../../../../contracts/findings/convergence.ts';
import { familyOf } from '../rounds/aliases.ts';
import { covers, type SeatStance, stanceOf } from './stance.ts';
import { RULES } from './voice-name.ts';
import { wordsOn } from './words-by-finding.ts';

export type Voice = Omit<SeatStance, 'seat' | 'stance'> & {
  name: string;
  kind: Analyser['kind'];
  /** `divided`: one of its seats objects, without a proof that was found, to what another supports. Beside other voices it abstains. */
  stance: SeatStance['stance'] | 'divided';
  /** It supports the finding, and a second of its seats found the same. */
  rechecked: boolean;
  seats: readonly SeatStance[];
};

/** A is everyone except `outside`, who said that it is not their field. */
export type Tally = {
  finding: CanonicalFinding;
  supporters: readonly Voice[];
  opponents: readonly Voice[];
  divided: readonly Voice[];
  skipped: readonly Voice[];
  unasked: readonly Voice[];
  outside: readonly Voice[];
  /** A seat that raised and supports it has answered since the first objection that still stands. */
  heard: boolean;
  /** An opponent has a counter-proof that the program found. */
  proven: boolean;
};

/** Maps a seat to the name of its voice: its own name if it is the only one. */
export function voiceOf(analysers: readonly Analyser[]): (seat: string) => string {
  const of = new Map(analysers.map((it) => [it.seat, it.voice ?? (it.kind === 'rules' ? RULES : it.seat)]));
  const sizes = Map.groupBy(of.values(), (name) => name);
  return (seat) => {
    const name = of.get(seat) ?? seat;
    return (sizes.get(name)?.length ?? 1) > 1 ? name : seat;
  };
}

export function tallyOf(convergence: Convergence, finding: CanonicalFinding): Tally {
  const voices = voicesOn(convergence, finding);
  const of = (stance: Voice['stance']): Voice[] => voices.filter((voice) => voice.stance === stance);
  const opponents = of('opposes');
  return {
    finding,
    supporters: of('supports'),
    opponents,
    divided: of('divided'),
    skipped: of('skipped'),
    unasked: of('unasked'),
    outside: of('outside'),
    heard: isHeard(
      convergence,
      finding,
      voices.flatMap(({ seats }) => seats),
    ),
    proven: opponents.some(({ proof }) => proof),
  };
}

/** The analysers whose field covers it, and those who raised it, who evidently could judge it. */
function voicesOn(convergence: Convergence, finding: CanonicalFinding): Voice[] {
  const { analysers } = convergence;
  const raisedBy = familyOf(convergence.findings, finding.id).flatMap(({ seats }) => seats);
  const able = analysers.filter((it) => covers(it, finding.category)).map(({ seat }) => seat);
  const name = voiceOf(analysers);
  const kinds = new Map(analysers.map(({ seat, kind }) => [seat, kind]));
  const voices = new Map<string, SeatStance[]>();
  for (const seat of [...new Set([...able, ...raisedBy])].toSorted()) {
    voices.set(name(seat), [...(voices.get(name(seat)) ?? []), stanceOf(convergence, finding, seat)]);
  }
  return [...voices].map(([voice, seats]) => together(voice, kinds.get(seats[0]?.seat ?? '') ?? 'model', seats));
}

/** What the seats of one voice say together. An objection with a proof that was found, or two objections, outweigh those who support it. */
function together(name: string, kind: Voice['kind'], seats: readonly SeatStance[]): Voice {
  const supporting = seats.filter(({ stance }) => stance === 'supports');
  const opposing = seats.filter(({ stance }) => stance === 'opposes');
  const stance = stanceTogether(supporting, opposing);
  const speaks = speaking(stance === 'divided' ? 'opposes' : stance, seats);
  const base = speaks ?? {
    seat: '',
    origin: false,
    again: false,
    proof: false,
    claimed: false,
    aside: false,
    since: 0,
    stance: 'outside' as const,
    why: 'has no seat',
  };
  const { seat: _, ...said } = base;
  const voice = { ...said, name, kind, seats, stance: stance ?? base.stance, rechecked: stance === 'supports' && supporting.length >= 2 };
  if (seats.length === 1) return voice;
  // All of them are named, so that dissent within the voice is shown too.
  const told = seats.filter((it) => it.stance !== 'outside' || voice.stance === 'outside').map(({ seat, why }) => `${seat} ${why}`);
  return { ...voice, why: `(${told.join(', ')})` };
}

/** Undefined if none of them has judged it. */
function stanceTogether(
  supporting: readonly SeatStance[],
  opposing: readonly SeatStance[],
): 'supports' | 'opposes' | 'divided' | undefined {
  if (opposing.length === 0) return supporting.length === 0 ? undefined : 'supports';
  if (supporting.length === 0 || opposing.length >= 2 || opposing.some(({ proof }) => proof)) return 'opposes';
  return 'divided';
}

/** The seat that represents its voice: if none has judged, one that may still be asked, then one that was skipped. */
function speaking(stance: 'supports' | 'opposes' | undefined, seats: readonly SeatStance[]): SeatStance | undefined {
  const of = (wanted: SeatStance['stance']) => seats.filter((it) => it.stance === wanted);
  if (stance === 'opposes') return of('opposes').find(({ proof }) => proof) ?? of('opposes')[0];
  if (stance === 'supports') return of('supports').find(({ origin }) => origin) ?? of('supports')[0];
  return (
    of('unasked')[0] ??
    seats.find(({ again }) => again) ??
    seats.find(({ duplicateOf }) => duplicateOf !== undefined) ??
    of('skipped')[0] ??
    seats[0]
  );
}

function isHeard(convergence: Convergence, { id }: CanonicalFinding, seats: readonly SeatStance[]): boolean {
  const objected = Math.min(...seats.filter(({ stance }) => stance === 'opposes').map(({ since }) => since));
  const origins = seats.filter(({ origin, stance }) => origin && stance === 'supports').map(({ seat }) => seat);
  return wordsOn(convergence.words, id).some(({ seat, round }) => origins.includes(seat) && round > objected);
}
