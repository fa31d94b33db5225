// Folds many events of a run at once, with the same outcome as one by one. Findings in a row and verdicts in a row are added
// in one step: a long run has thousands of them, and copying the run for each would be most of the work of opening it.

import { instant } from '../../../contracts/time.ts';
import type { RunRecord } from '../../../skills/events.ts';
import { markJudged, markRaised } from '../../../skills/run/evolve-dispatch.ts';
import { appendedTo, runFold } from '../../../skills/run/folds/mutable-lists.ts';
import { obeyTables } from '../../../skills/run/lifecycles/obey-tables.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { after, evolveRun } from './evolve-run.ts';

export const evolveAll = (state: RunState | undefined, events: readonly RunRecord[]): RunState | undefined =>
  runFold(() => evolveEach(state, events));

/** The same for a run that exists already. */
export const evolveFrom = (state: RunState, events: readonly RunRecord[]): RunState => evolveAll(state, events) ?? state;

function evolveEach(state: RunState | undefined, events: readonly RunRecord[]): RunState | undefined {
  let folded = state;
  for (let at = 0; at < events.length; ) {
    const event = events[at];
    if (!event) break;
    const row = rowFrom(events, at);
    if (folded && row) folded = together(folded, row);
    else folded = evolveRun(folded, event);
    at += row?.events.length ?? 1;
  }
  return folded;
}

type Of<Type extends RunRecord['type']> = Extract<RunRecord, { type: Type }>;

/** At least two events of the same type, one after the other. */
type InARow = { of: 'raised'; events: Of<'finding.raised'>[] } | { of: 'judged'; dispatch: string; events: Of<'verdict.given'>[] };

function rowFrom(events: readonly RunRecord[], from: number): InARow | undefined {
  const first = events[from];
  const second = events[from + 1];
  if (first?.type === 'finding.raised' && second?.type === 'finding.raised') {
    return { of: 'raised', events: whileSame(events, from, (it): it is Of<'finding.raised'> => it.type === 'finding.raised') };
  }
  if (first?.type === 'verdict.given' && second?.type === 'verdict.given') {
    const { dispatch } = first.payload;
    const same = (it: RunRecord): it is Of<'verdict.given'> => it.type === 'verdict.given' && it.payload.dispatch === dispatch;
    return { of: 'judged', dispatch, events: whileSame(events, from, same) };
  }
  return undefined;
}

function whileSame<One extends RunRecord>(events: readonly RunRecord[], from: number, same: (it: RunRecord) => it is One): One[] {
  const row: One[] = [];
  for (let event = events[from]; event && same(event); event = events[from + row.length]) row.push(event);
  return row;
}

function together(state: RunState, row: InARow): RunState {
  const next = added(state, row);
  for (const event of firsts(row)) obeyTables(state, event, next);
  const last = row.events.at(-1);
  return last ? after(next, last, instant(last.at)) : next;
}

/** One event per dispatch: the lifecycle tables say the same about the rest of the row. */
function firsts(row: InARow): RunRecord[] {
  switch (row.of) {
    case 'raised':
      return [...new Map(row.events.toReversed().map((it) => [it.payload.raised.dispatch, it])).values()];
    case 'judged':
      return row.events.slice(0, 1);
  }
}

function added(state: RunState, row: InARow): RunState {
  switch (row.of) {
    case 'raised': {
      const all = row.events.map((it) => it.payload.raised);
      const by = new Set(all.map((it) => it.dispatch));
      return [...by].reduce(markRaised, { ...state, raised: appendedTo(state.raised, all) });
    }
    case 'judged':
      return markJudged(
        state,
        row.dispatch,
        row.events.map((it) => it.payload.verdict),
      );
  }
}
