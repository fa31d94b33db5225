// Decisions that belong to no single run: admission (first come, first served, and one writer per branch), trust, and consent.

import { MusterError } from '../../../contracts/errors.ts';
import type { HouseEvent, HouseEventOf } from '../../../contracts/house-event.ts';
import type { HouseCommand } from '../../../contracts/run/command.ts';
import { type Instant, instant, type Timestamp, timestamp } from '../../../contracts/time.ts';
import { retryAfter, retryDueAt } from '../../../skills/dispatch/retry.ts';
import { boundedHouseEvent, type HouseRecord } from '../../../skills/events.ts';
import type { Observed, WantedEffect } from '../../../skills/run/effect.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { type Agenda, NEVER } from '../run/next-run.ts';
import { type Checked, checkOf, isSetAside } from './conformance.ts';
import type { HouseEffect, HouseObservation } from './effect.ts';
import { evolveHouse, type HouseState } from './house-state.ts';
import { holderOf } from './reserved.ts';
import { type Branch, nextToAdmit } from './waits-for.ts';

export type HouseInput =
  | { kind: 'observation'; observed: Observed<HouseObservation> }
  | { kind: 'command'; command: HouseCommand }
  | { kind: 'started'; epoch: number; pid: number; version: string; maxConcurrentRuns: number }
  | { kind: 'drain' }
  | { kind: 'stopped'; how: string }
  | { kind: 'asked'; run: string; branch?: Branch | undefined }
  /** A run waits for a person, or no longer does. */
  | { kind: 'rests'; run: string; rests: boolean }
  /** A run wants to carry out a stage. `over`: a run known to be done with it. */
  | { kind: 'reserve'; run: string; name: string; until: Timestamp; over?: string | undefined }
  /** A worker reached its provider's limit. */
  | { kind: 'quota'; provider: string; until: Timestamp; by: string }
  /** What an imported review found on its branch. */
  | { kind: 'imported'; kept: HouseEventOf<'findings.kept'>['payload'] }
  | { kind: 'tick' };

export function decideHouse(state: HouseState, input: HouseInput, at: Instant): HouseEvent[] {
  const events = answer(state, input, at).map(boundedHouseEvent);
  let reached = events.reduce((it, event, i) => evolveHouse(it, draft(state, event, at, i)), state);
  for (;;) {
    const run = nextToAdmit(reached);
    if (run === undefined) return events;
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
      if (knows(state, input.run)) return [];
      return [{ type: 'admission.asked', payload: { run: input.run, ...(input.branch ? { branch: input.branch } : {}) } }];
    case 'imported':
      return isNews(state, input.kept) ? [{ type: 'findings.kept', payload: input.kept }] : [];
    case 'rests': {
      const { run, rests } = input;
      if (!state.active.includes(run) || state.resting.includes(run) === rests) return [];
      return [{ type: 'admission.rests', payload: { run, rests } }];
    }
    case 'reserve': {
      const { run, name, until, over } = input;
      const there = holderOf(state, name, at);
      if (!state.active.includes(run) || (there !== undefined && there !== run && there !== over)) return [];
      return [{ type: 'stage.reserved', payload: { run, name, until } }];
    }
    case 'quota': {
      const { kind: _, ...hold } = input;
      return (state.held[input.provider]?.until ?? 0) >= instant(input.until) ? [] : [{ type: 'provider.held', payload: hold }];
    }
    case 'command':
      return obey(state, input.command);
    case 'observation':
      return see(state, input.observed, at);
    case 'tick':
      return [];
  }
}

function see(state: HouseState, { of, observation }: Observed<HouseObservation>, at: Instant): HouseEvent[] {
  switch (observation.kind) {
    case 'run-ended':
      return knows(state, observation.run)
        ? [
            { type: 'admission.left', payload: { run: observation.run } },
            ...owed(observation),
            ...observation.checks.map(checked),
            ...kept(observation),
          ]
        : [];
    case 'report-completed':
      return state.owed.includes(observation.run) ? [{ type: 'report.settled', payload: { run: observation.run } }] : [];
    case 'released':
      return observation.provider in state.held ? [{ type: 'provider.released', payload: { provider: observation.provider } }] : [];
    case 'failed': {
      const tries = (state.failures[of]?.try ?? 0) + 1;
      const { code, message } = observation.failure;
      return [{ type: 'effect.failed', payload: { key: of, try: tries, retryAt: timestamp(at + retryAfter(tries)), code, message } }];
    }
  }
}

const checked = (payload: Checked): HouseEvent => ({ type: 'agent.checked', payload });

const kept = (it: Extract<HouseObservation, { kind: 'run-ended' }>): HouseEvent[] =>
  it.kept ? [{ type: 'findings.kept', payload: it.kept }] : [];

/** A review that is older than the branch's others must not overwrite what they found. */
function isNews(state: HouseState, { project, branch, review }: HouseEventOf<'findings.kept'>['payload']): boolean {
  const reviews = state.branches[project]?.[branch]?.reviews ?? [];
  return reviews.every((it) => it.run !== review.run && it.at < review.at);
}

const owed = ({ run, stub }: Extract<HouseObservation, { kind: 'run-ended' }>): HouseEvent[] =>
  stub ? [{ type: 'report.owed', payload: { run } }] : [];

function obey(state: HouseState, command: HouseCommand): HouseEvent[] {
  switch (command.kind) {
    case 'trust':
      return state.trusted[command.project] === command.digest
        ? []
        : [{ type: 'project.trusted', payload: { project: command.project, digest: command.digest } }];
    case 'force-agent': {
      const check = checkOf(state, command.agent, command.version);
      if (isSetAside(check)) return [{ type: 'agent.forced', payload: { agent: command.agent, version: command.version } }];
      throw new MusterError(
        'command-refused',
        `${command.agent} ${command.version} has not failed a check`,
        '`muster agents` shows the agents and their last checks.',
      );
    }
    case 'watch':
      return state.watched.includes(command.project) ? [] : [{ type: 'project.watched', payload: { project: command.project } }];
    case 'dismiss': {
      const { project, entry } = command;
      const known = state.dismissed[project]?.some((it) => it.fingerprint === entry.fingerprint);
      return known ? [] : [{ type: 'finding.dismissed', payload: { project, entry } }];
    }
    case 'undismiss': {
      const { project, fingerprint } = command;
      const known = state.dismissed[project]?.some((it) => it.fingerprint === fingerprint);
      return known ? [{ type: 'finding.undismissed', payload: { project, fingerprint } }] : [];
    }
    case 'disallow': {
      const known = command.providers.filter((it) => state.allowed[command.project]?.includes(it));
      return known.length === 0 ? [] : [{ type: 'project.disallowed', payload: { project: command.project, providers: known } }];
    }
    case 'allow': {
      const known = state.allowed[command.project] ?? [];
      const fresh = command.providers.filter((it) => !known.includes(it));
      return fresh.length === 0 ? [] : [{ type: 'project.allowed', payload: { project: command.project, providers: fresh } }];
    }
  }
}

export function nextHouse(state: HouseState, now: Instant): Agenda<HouseEffect> {
  const all = [
    ...awaited(state),
    ...state.owed.map(completion),
    ...Object.entries(state.held).map(([provider, { until }]) => rest(provider, until, now)),
  ];
  const retries = all.map((it) => retryDueAt(state.failures[it.key], now) ?? 0);
  const ends = Object.values(state.held).map((it) => it.until);
  return {
    wanted: all.filter((_, i) => (retries[i] ?? 0) <= now),
    askAgainAt: Math.min(NEVER, ...[...retries, ...ends].filter((it) => it > now)),
  };
}

/** The house waits for the end of every run that asked for a slot, so that a crash never loses one. */
const awaited = (state: HouseState): WantedEffect<HouseEffect>[] =>
  [...state.active, ...state.waiting].map((run) => {
    const key = effectKey('await-end', run);
    return { key, subject: key, effect: () => ({ kind: 'await-end', run }) };
  });

function completion(run: string): WantedEffect<HouseEffect> {
  const key = effectKey('complete-report', run);
  return { key, subject: key, effect: () => ({ kind: 'complete-report', run }) };
}

/** A provider is released only after its workers were told to continue; telling them twice does no harm. */
function rest(provider: string, until: Instant, now: Instant): WantedEffect<HouseEffect> {
  const kind = until > now ? ('keep-held' as const) : ('release' as const);
  return { key: effectKey(kind, provider), subject: `provider:${provider}`, effect: () => ({ kind, provider }) };
}

const knows = (state: HouseState, run: string): boolean => state.active.includes(run) || state.waiting.includes(run);

function draft(state: HouseState, event: HouseEvent, at: Instant, ahead: number): HouseRecord {
  return {
    v: 1,
    stream: 'house',
    seq: state.seq + ahead + 1,
    at: timestamp(at),
    actor: { kind: 'house' },
    commandId: 'draft',
    prev: '',
    digest: '',
    ...event,
  };
}
