// Checks the order of a run's journal: one start, one end, nothing illegal after it, and the attempts of a dispatch one after the
// other. No two of them are alive at the same time, and none starts once there is a result.

import { type Fields, textOf } from './canonical.ts';
import type { Say } from './findings.ts';
import type { Fact, Journal } from './journal.ts';

const AFTER_THE_END: ReadonlySet<string> = new Set(['note.added', 'report.completed', 'run.pruned', 'result.forgotten', 'impact.assessed']);

export function checkEventOrder(run: string, facts: readonly Fact[], say: Say): void {
  const [first] = facts;
  if (first?.type !== 'run.created' || first.payload.run !== run) say(`${run}: does not begin with its own run.created`);
  const created = facts.filter(({ type }) => type === 'run.created').length;
  if (created > 1) say(`${run}: was created ${created} times`);
  const ends = facts.filter(({ type }) => type === 'run.ended');
  if (ends.length !== 1) say(`${run}: ended ${ends.length} times`);
  const end = ends[0]?.seq ?? Number.POSITIVE_INFINITY;
  for (const { seq, type } of facts) {
    if (seq > end && type !== 'run.ended' && !AFTER_THE_END.has(type)) say(`${run}: ${type} (event ${seq}) after the end`);
  }
  if (ends.length > 0 && !facts.some(({ type }) => type === 'report.composed')) say(`${run}: ended without a report`);
  for (const dispatch of dispatchesIn(facts)) checkDispatch(dispatch, ends.length > 0, say);
}

type Told = { dispatch: string; facts: readonly Fact[] };

function dispatchesIn(facts: readonly Fact[]): Told[] {
  const by = new Map<string, Fact[]>();
  for (const fact of facts) {
    const dispatch = textOf(fact.payload.dispatch);
    if (dispatch !== '') by.set(dispatch, [...(by.get(dispatch) ?? []), fact]);
  }
  return [...by].map(([dispatch, of]) => ({ dispatch, facts: of }));
}

function checkDispatch({ dispatch, facts }: Told, over: boolean, say: Say): void {
  let prepared = 0;
  let accepted = 0;
  let ended: string | undefined;
  let attempt = 0;
  let state: 'none' | 'starting' | 'running' | 'ended' = 'none';

  for (const { type, payload, seq } of facts) {
    const place = `${dispatch} (event ${seq})`;
    switch (type) {
      case 'dispatch.prepared':
        prepared += 1;
        if (prepared > 1) say(`${place}: prepared ${prepared} times`);
        break;
      case 'attempt.starting':
        if (state === 'starting' || state === 'running') say(`${place}: attempt ${numberIn(payload)} starts beside attempt ${attempt}`);
        if (accepted > 0) say(`${place}: attempt ${numberIn(payload)} starts after a result was accepted`);
        if (numberIn(payload) !== attempt + 1) say(`${place}: attempt ${numberIn(payload)} follows attempt ${attempt}`);
        attempt = numberIn(payload);
        state = 'starting';
        break;
      case 'attempt.started':
        if (numberIn(payload) !== attempt || state !== 'starting') say(`${place}: attempt ${numberIn(payload)} started out of turn`);
        state = 'running';
        break;
      case 'attempt.ended':
        if (numberIn(payload) !== attempt || state === 'ended' || state === 'none')
          say(`${place}: attempt ${numberIn(payload)} ended out of turn`);
        state = 'ended';
        break;
      // The answer of an earlier run: it is accepted without an attempt, and nothing is asked beside it.
      case 'dispatch.reused':
        if (attempt > 0) say(`${place}: takes over an earlier answer after attempt ${attempt}`);
        accepted += 1;
        if (accepted > 1) say(`${place}: accepted ${accepted} results`);
        break;
      case 'result.accepted':
        accepted += 1;
        if (accepted > 1) say(`${place}: accepted ${accepted} results`);
        break;
      case 'dispatch.ended': {
        const status = textOf(payload.status);
        if (ended !== undefined && (ended === 'completed' || status !== 'completed')) say(`${place}: ended as ${status} after ${ended}`);
        if (status === 'completed' && accepted === 0) say(`${place}: completed without a result`);
        ended = status;
        break;
      }
    }
  }
  if (prepared === 0) say(`${dispatch}: was never prepared`);
  if (state === 'starting' || state === 'running') say(`${dispatch}: attempt ${attempt} never ended`);
  if (over && ended === undefined) say(`${dispatch}: the run ended and it did not`);
  if (accepted > 0 && ended !== 'completed') say(`${dispatch}: a result was accepted and thrown away (${ended ?? 'no end'})`);
}

const numberIn = (payload: Fields): number => (typeof payload.attempt === 'number' ? payload.attempt : 0);

/** Its files went, by decision, and only its journal stays. */
export const isPruned = (facts: readonly Fact[]): boolean => facts.some(({ type }) => type === 'run.pruned');

/** The house gave places to no more runs than it had, and got every one of them back. */
export function checkHouse({ streams }: Journal, say: Say): void {
  const working = new Set<string>();
  const resting = new Set<string>();
  let places = 0;
  for (const { type, payload, seq } of streams.get('house') ?? []) {
    const run = textOf(payload.run);
    switch (type) {
      case 'daemon.started':
        places = typeof payload.maxConcurrentRuns === 'number' ? payload.maxConcurrentRuns : 0;
        break;
      case 'admission.granted':
        if (working.has(run)) say(`house event ${seq}: ${run} was admitted twice`);
        if (working.size - resting.size >= places) say(`house event ${seq}: ${run} was admitted as one too many (${places} places)`);
        if (!streams.has(`run/${run}`)) say(`house event ${seq}: ${run} was admitted, and there is no such run`);
        working.add(run);
        break;
      case 'admission.rests':
        if (!working.has(run)) say(`house event ${seq}: ${run} rests, and is not at work`);
        if (payload.rests === true) resting.add(run);
        else resting.delete(run);
        break;
      case 'admission.left':
        resting.delete(run);
        working.delete(run);
        break;
    }
  }
  for (const run of working) say(`house: the place of ${run} was never given back`);
}
