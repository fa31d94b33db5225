// The state of the house: which runs may work, which wait, which providers are on hold, what is trusted.

import { type Dismissal, MOST_DISMISSALS } from '../../../contracts/findings/dismissal.ts';
import { MOST_TRACKED, type Review, type TrackedFinding } from '../../../contracts/findings/tracked.ts';
import { FORMAT } from '../../../contracts/format.ts';
import type { HouseEvent, HouseEventOf } from '../../../contracts/house-event.ts';
import { type Instant, instant, type Timestamp } from '../../../contracts/time.ts';
import type { HouseRecord } from '../../../skills/events.ts';

export const HOUSE_REDUCER: number = FORMAT.house;

/** Per branch: enough for each combination of scope and agents in use. */
const REVIEWS_KEPT = 8;
/** Per project: a branch that was not reviewed for so long has been merged or abandoned. */
const BRANCHES_KEPT = 50;

/** What the reviews of a branch have found, and the newest of these reviews. */
export type BranchHistory = { reviews: Review[]; tracked: TrackedFinding[] };

/** Per agent: a version older than these is checked again. */
const VERSIONS_KEPT = 8;

export type HouseState = {
  seq: number;
  epoch: number;
  maxConcurrentRuns: number;
  draining: boolean;
  /** In the order in which they asked. */
  waiting: string[];
  active: string[];
  /** Active runs that wait for a person and take no slot. */
  resting: string[];
  /** Runs whose report is a stub. */
  owed: string[];
  /** The branch that a waiting or active run changes. */
  writes: Record<string, { project: string; ref: string }>;
  /** Stage of a plan → the run that carries it out, and how long other runs wait for it. */
  reserved: Record<string, { run: string; until: Instant }>;
  held: Record<string, { until: Instant; by: string }>;
  /** Project → digest of what it brings. */
  trusted: Record<string, string>;
  /** Projects whose inbox is watched. */
  watched: string[];
  /** Project → providers that may be sent its code. */
  allowed: Record<string, string[]>;
  /** Project → what a person has dismissed there, the newest last. */
  dismissed: Record<string, Dismissal[]>;
  /** Project → branch → its findings; the branch that was reviewed last comes last. */
  branches: Record<string, Record<string, BranchHistory>>;
  /** Agent → its versions that were checked, the newest check last. */
  checks: Record<string, (HouseEventOf<'agent.checked'>['payload'] & { at: Timestamp; forced: boolean })[]>;
  failures: Record<string, { try: number; retryAt: Instant; message: string }>;
};

export const EMPTY_HOUSE: HouseState = {
  seq: 0,
  epoch: 0,
  maxConcurrentRuns: 4,
  draining: false,
  waiting: [],
  active: [],
  resting: [],
  owed: [],
  writes: {},
  reserved: {},
  held: {},
  trusted: {},
  watched: [],
  allowed: {},
  dismissed: {},
  branches: {},
  checks: {},
  failures: {},
};

export function evolveHouse(state: HouseState, event: HouseRecord): HouseState {
  return { ...evolve(state, event, event.at), seq: event.seq };
}

function evolve(state: HouseState, event: HouseEvent, at: Timestamp): HouseState {
  switch (event.type) {
    case 'daemon.started':
      return { ...state, epoch: event.payload.epoch, maxConcurrentRuns: event.payload.maxConcurrentRuns, draining: false };
    case 'daemon.draining':
      return { ...state, draining: true };
    case 'daemon.stopped':
      return state;
    case 'admission.asked': {
      const { run, branch } = event.payload;
      return { ...state, waiting: [...state.waiting, run], writes: branch ? { ...state.writes, [run]: branch } : state.writes };
    }
    case 'admission.granted':
      return { ...state, waiting: without(state.waiting, event.payload.run), active: [...state.active, event.payload.run] };
    case 'admission.rests': {
      const { run, rests } = event.payload;
      const others = without(state.resting, run);
      return { ...state, resting: rests ? [...others, run] : others };
    }
    case 'admission.left': {
      const { [event.payload.run]: _, ...writes } = state.writes;
      return {
        ...state,
        writes,
        waiting: without(state.waiting, event.payload.run),
        active: without(state.active, event.payload.run),
        resting: without(state.resting, event.payload.run),
        reserved: Object.fromEntries(Object.entries(state.reserved).filter(([, { run }]) => run !== event.payload.run)),
      };
    }
    case 'stage.reserved': {
      const { run, name, until } = event.payload;
      return { ...state, reserved: { ...state.reserved, [name]: { run, until: instant(until) } } };
    }
    case 'report.owed':
      return { ...state, owed: [...without(state.owed, event.payload.run), event.payload.run] };
    case 'report.settled':
      return { ...state, owed: without(state.owed, event.payload.run) };
    case 'provider.held': {
      const { provider, until, by } = event.payload;
      return { ...state, held: { ...state.held, [provider]: { until: instant(until), by } } };
    }
    case 'provider.released': {
      const { [event.payload.provider]: _, ...held } = state.held;
      return { ...state, held };
    }
    case 'project.trusted':
      return { ...state, trusted: { ...state.trusted, [event.payload.project]: event.payload.digest } };
    case 'project.watched':
      return { ...state, watched: [...without(state.watched, event.payload.project), event.payload.project] };
    case 'project.allowed': {
      const { project, providers } = event.payload;
      const known = state.allowed[project] ?? [];
      return { ...state, allowed: { ...state.allowed, [project]: [...new Set([...known, ...providers])] } };
    }
    case 'project.disallowed': {
      const { project, providers } = event.payload;
      const { [project]: known = [], ...others } = state.allowed;
      const left = known.filter((it) => !providers.includes(it));
      return { ...state, allowed: left.length === 0 ? others : { ...others, [project]: left } };
    }
    case 'finding.dismissed': {
      const { project, entry } = event.payload;
      const all = [...othersThan(state.dismissed[project], entry.fingerprint), entry].slice(-MOST_DISMISSALS);
      return { ...state, dismissed: { ...state.dismissed, [project]: all } };
    }
    case 'findings.kept': {
      const { project, branch, review, traces } = event.payload;
      const { [branch]: before = { reviews: [], tracked: [] }, ...others } = state.branches[project] ?? {};
      const fresh = traces.map((it) => it.tracked);
      const names = new Set(fresh.map((it) => it.id));
      const all = [...before.tracked.filter((it) => !names.has(it.id)), ...fresh];
      // Findings that are over are dropped first, the oldest of them before the others.
      const over = all.filter((it) => it.standing === 'fixed' || it.standing === 'refuted');
      const tracked = [...over, ...all.filter((it) => !over.includes(it))].slice(-MOST_TRACKED);
      const line = { reviews: [...before.reviews, review].slice(-REVIEWS_KEPT), tracked };
      const kept = Object.fromEntries([...Object.entries(others).slice(1 - BRANCHES_KEPT), [branch, line]]);
      return { ...state, branches: { ...state.branches, [project]: kept } };
    }
    case 'finding.undismissed': {
      const { project, fingerprint } = event.payload;
      return { ...state, dismissed: { ...state.dismissed, [project]: othersThan(state.dismissed[project], fingerprint) } };
    }
    case 'agent.checked': {
      const { agent, version } = event.payload;
      const others = (state.checks[agent] ?? []).filter((it) => it.version !== version);
      const all = [...others, { ...event.payload, at, forced: false }].slice(-VERSIONS_KEPT);
      return { ...state, checks: { ...state.checks, [agent]: all } };
    }
    case 'agent.forced': {
      const { agent, version } = event.payload;
      const all = (state.checks[agent] ?? []).map((it) => (it.version === version ? { ...it, forced: true } : it));
      return { ...state, checks: { ...state.checks, [agent]: all } };
    }
    case 'effect.failed': {
      const { key, retryAt, message } = event.payload;
      return { ...state, failures: { ...state.failures, [key]: { try: event.payload.try, retryAt: instant(retryAt), message } } };
    }
  }
}

const othersThan = (all: readonly Dismissal[] = [], fingerprint: string): Dismissal[] => all.filter((it) => it.fingerprint !== fingerprint);
const without = (list: readonly string[], one: string): string[] => list.filter((it) => it !== one);
