// What belongs to no run, decided: admission in the order of asking, trust, and consent.

import type { HouseCommand } from '../../contracts/command.ts';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { HouseEvent } from '../../contracts/house-event.ts';
import { type Instant, timestamp } from '../../contracts/time.ts';
import { retryAfter } from '../../skills/dispatch/retry.ts';
import type { HouseEffect, HouseSight, Observation } from './effect.ts';
import { evolveHouse, type HouseState } from './house-state.ts';
import { type Agenda, NEVER } from './next-run.ts';

export type HouseInput =
  | { kind: 'observation'; observation: Observation<HouseSight> }
  | { kind: 'command'; command: HouseCommand }
  | { kind: 'started'; epoch: number; pid: number; version: string; maxConcurrentRuns: number }
  | { kind: 'drain' }
  | { kind: 'stopped'; how: string }
  | { kind: 'asked'; run: string }
  | { kind: 'tick' };

export function decideHouse(state: HouseState, input: HouseInput, at: Instant): HouseEvent[] {
  const events = answer(state, input, at);
  let reached = events.reduce((it, event, i) => evolveHouse(it, draft(state, event, at, i)), state);
  for (;;) {
    const run = reached.waiting[0];
    if (run === undefined || reached.draining || reached.active.length >= reached.maxConcurrentRuns) return events;
    const granted: HouseEvent = { type: 'admission.granted', payload: { run } };
    reached = evolveHouse(reached, draft(state, granted, at, events.length));
    events.push(granted);
  }
}

function answer(state: HouseState, input: HouseInput, at: Instant): HouseEvent[] {
  switch (input.kind) {
    case 'started': {
      const { kind: _, ...payload } = input;
      return [{ type: 'daemon.started', payload }];
    }
    case 'drain':
      return state.draining ? [] : [{ type: 'daemon.draining', payload: { epoch: state.epoch } }];
    case 'stopped':
      return [{ type: 'daemon.stopped', payload: { epoch: state.epoch, how: input.how } }];
    case 'asked':
      return knows(state, input.run) ? [] : [{ type: 'admission.asked', payload: { run: input.run } }];
    case 'command':
      return obey(state, input.command);
    case 'observation':
      return see(state, input.observation, at);
    case 'tick':
      return [];
  }
}

function see(state: HouseState, { of, sight }: Observation<HouseSight>, at: Instant): HouseEvent[] {
  switch (sight.kind) {
    case 'run-ended':
      return knows(state, sight.run) ? [{ type: 'admission.left', payload: { run: sight.run } }] : [];
    case 'failed': {
      const tries = (state.failures[of]?.try ?? 0) + 1;
      const { code, message } = sight.failure;
      return [{ type: 'effect.failed', payload: { key: of, try: tries, retryAt: timestamp(at + retryAfter(tries)), code, message } }];
    }
  }
}

function obey(state: HouseState, command: HouseCommand): HouseEvent[] {
  switch (command.kind) {
    case 'trust':
      return state.trusted[command.project] === command.digest
        ? []
        : [{ type: 'project.trusted', payload: { project: command.project, digest: command.digest } }];
    case 'allow': {
      const known = state.allowed[command.project] ?? [];
      const fresh = command.providers.filter((it) => !known.includes(it));
      return fresh.length === 0 ? [] : [{ type: 'project.allowed', payload: { project: command.project, providers: fresh } }];
    }
  }
}

/** Every run that asked is awaited to its end, so that a place is never lost to a crash in between. */
export function nextHouse(state: HouseState, now: Instant): Agenda<HouseEffect> {
  const all = [...state.active, ...state.waiting].map((run) => ({
    key: `await-end:${run}`,
    subject: `await-end:${run}`,
    effect: { kind: 'await-end' as const, run },
  }));
  const resting = all.map((it) => state.failures[it.key]?.retryAt ?? 0).filter((it) => it > now);
  return {
    wanted: all.filter((it) => (state.failures[it.key]?.retryAt ?? 0) <= now),
    askAgainAt: resting.length > 0 ? Math.min(...resting) : NEVER,
  };
}

const knows = (state: HouseState, run: string): boolean => state.active.includes(run) || state.waiting.includes(run);

function draft(state: HouseState, event: HouseEvent, at: Instant, ahead: number): EventEnvelope {
  return {
    v: 1,
    stream: 'house',
    seq: state.seq + ahead + 1,
    type: event.type,
    at: timestamp(at),
    actor: { kind: 'house' },
    commandId: 'draft',
    payload: event.payload,
    prev: '',
    digest: '',
  };
}
