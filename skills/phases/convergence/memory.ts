// The state of an examination: the fold of its events.

import type { Convergence } from '../../../contracts/findings/convergence.ts';
import { joinsLater, takesPart } from '../../run/origin/taking-part.ts';
import type { RunState } from '../../run/state.ts';
import { isAnalysis, isConclusive, standing } from '../../run/state.ts';
import type { EventOf } from '../presentation.ts';
import type { CONVERGENCE_EVENTS } from './events.ts';
import { withClosed, withEnd, withOne, withRound } from './rounds/course.ts';
import { voiceName } from './voices/voice-name.ts';

/** Null until the findings have been grouped. */
export type Examination = Convergence | null;

export function evolve(own: Examination, event: EventOf<typeof CONVERGENCE_EVENTS>, run: RunState): Examination {
  if (event.type === 'convergence.grouped') return { ...begun(run, event.payload.phase), findings: event.payload.findings };
  if (!own) return own;
  switch (event.type) {
    case 'convergence.opened':
      return withRound(own, event.payload.round, event.payload.asks);
    case 'convergence.closed':
      return withClosed(own, event.payload.asks, event.payload.words);
    case 'finding.settled':
      return withOne(own, event.payload);
    case 'convergence.ended':
      return withEnd(own, event.payload.reason);
  }
}

/** A replacement dispatch takes over the questions of the one that it replaces. */
export function replaced(own: Examination, before: string, by: string): Examination {
  if (!own?.asks.some((it) => it.dispatch === before)) return own;
  return { ...own, asks: own.asks.map((it) => (it.dispatch === before ? { ...it, dispatch: by } : it)) };
}

/** Every worker that has delivered an analysis can judge what the others raised. */
function begun(run: RunState, phase: string): Omit<Convergence, 'findings'> {
  const heard = new Set(
    standing(run)
      .filter((it) => isAnalysis(it) && isConclusive(it))
      .map((it) => it.seat),
  );
  return {
    settings: run.created.template.convergence,
    round: 0,
    analysers: run.seats
      .filter((seat) => seat.role === 'analyser' && (heard.has(seat.name) || joinsLater(run, seat.name)))
      .map((seat) => ({
        ...{ seat: seat.name, kind: seat.voice, voice: voiceName(seat) },
        // Its findings stand, but a seat that no longer takes part judges no others.
        field: takesPart(run, seat.name, phase) ? seat.field : [],
      })),
    asks: [],
    words: [],
    skippedWorkers: [],
  };
}
