// Who stands where on one finding, counted in voices. A model seat is a voice. Beside models all
// built-in seats are one voice together, `rules`: five rules that agree are not five opinions. In a run
// of only built-ins each is a voice of its own.

import type { Analyser, CanonicalFinding, Convergence } from '../../../../contracts/findings/convergence.ts';
import { familyOf } from '../rounds/aliases.ts';
import { wordsOn } from './spoken.ts';
import { covers, type SeatStance, stanceOf } from './stance.ts';

export type Voice = Omit<SeatStance, 'seat'> & { name: string; seats: readonly SeatStance[] };

/** A is `supporters + opponents + skipped + unasked`; `outside` is who said that it is not their field. */
export type Tally = {
  finding: CanonicalFinding;
  supporters: readonly Voice[];
  opponents: readonly Voice[];
  skipped: readonly Voice[];
  unasked: readonly Voice[];
  outside: readonly Voice[];
  /** An origin that supports it has answered since the first objection that still stands. */
  heard: boolean;
  /** An opponent has a counter-proof that the program found. */
  proven: boolean;
};

/** The name of the voice a seat speaks with. */
export function voiceOf(analysers: readonly Analyser[]): (seat: string) => string {
  const mixed = analysers.some(({ kind }) => kind === 'model');
  const rules = new Set(analysers.filter(({ kind }) => kind === 'rules').map(({ seat }) => seat));
  return (seat) => (mixed && rules.has(seat) ? 'rules' : seat);
}

export function tallyOf(convergence: Convergence, finding: CanonicalFinding): Tally {
  const voices = voicesOn(convergence, finding);
  const of = (stance: Voice['stance']): Voice[] => voices.filter((voice) => voice.stance === stance);
  const opponents = of('opposes');
  return {
    finding,
    supporters: of('supports'),
    opponents,
    skipped: of('skipped'),
    unasked: of('unasked'),
    outside: of('outside'),
    heard: isHeard(convergence, finding, of('supports'), opponents),
    proven: opponents.some(({ proof }) => proof),
  };
}

/** Analysers whose field covers it, and whoever raised it: they evidently could. */
function voicesOn(convergence: Convergence, finding: CanonicalFinding): Voice[] {
  const raisedBy = familyOf(convergence.findings, finding.id).flatMap(({ seats }) => seats);
  const able = convergence.analysers.filter((it) => covers(it, finding.category)).map(({ seat }) => seat);
  const name = voiceOf(convergence.analysers);
  const voices = new Map<string, SeatStance[]>();
  for (const seat of [...new Set([...able, ...raisedBy])].toSorted()) {
    voices.set(name(seat), [...(voices.get(name(seat)) ?? []), stanceOf(convergence, finding, seat)]);
  }
  return [...voices].map(([voice, seats]) => ({ ...together(seats), name: voice, seats }));
}

/**
 * Several built-in seats as one voice: a proven refutation by one of them outweighs what the others
 * repeat; else one that supports it carries the voice; else one that opposes it; else whoever may
 * still be asked; else who was skipped. Outside only when it is nobody's field.
 */
function together(seats: readonly SeatStance[]): SeatStance {
  const speaks =
    seats.find(({ proof }) => proof) ??
    seats.find(({ stance, origin }) => stance === 'supports' && origin) ??
    seats.find(({ stance }) => stance === 'supports') ??
    seats.find(({ stance }) => stance === 'opposes') ??
    seats.find(({ stance }) => stance === 'unasked') ??
    seats.find(({ again }) => again) ??
    seats.find(({ duplicateOf }) => duplicateOf !== undefined) ??
    seats.find(({ stance }) => stance === 'skipped') ??
    seats[0];
  if (speaks === undefined) return { seat: '', stance: 'outside', origin: false, again: false, proof: false, since: 0, why: 'has no seat' };
  if (seats.length === 1) return speaks;
  // All of them are named, so that a dissent among the rules is told too.
  const said = seats.filter(({ stance }) => stance !== 'outside' || speaks.stance === 'outside').map(({ seat, why }) => `${seat} ${why}`);
  return { ...speaks, why: `(${said.join(', ')})` };
}

function isHeard(convergence: Convergence, { id }: CanonicalFinding, supporters: readonly Voice[], opponents: readonly Voice[]): boolean {
  const objected = Math.min(
    ...opponents.flatMap(({ seats }) => seats.filter(({ stance }) => stance === 'opposes').map(({ since }) => since)),
  );
  const origins = supporters.flatMap(({ seats }) =>
    seats.filter(({ origin, stance }) => origin && stance === 'supports').map(({ seat }) => seat),
  );
  return wordsOn(convergence.words, id).some(({ seat, round }) => origins.includes(seat) && round > objected);
}
