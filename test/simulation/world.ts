// One run and the house in a simulated world. The heart is the real one: decide, next, evolve and the
// difference of what is wanted and what is under way are the functions that the daemon runs; only the
// ledger, the clock and everything that `perform` would do are played.

import { MusterError } from '../../contracts/errors.ts';
import { EVENT_VERSION, type EventEnvelope, type NewEvent } from '../../contracts/event.ts';
import type { Gate } from '../../contracts/gate.ts';
import { timestamp } from '../../contracts/time.ts';
import { difference } from '../../daemon/lead/agenda.ts';
import { decideRun, type RunInput } from '../../daemon/lead/decide-run.ts';
import { driftFrom } from '../../daemon/lead/drift.ts';
import type { RunEffect, RunSight, Wanted } from '../../daemon/lead/effect.ts';
import { evolveRun } from '../../daemon/lead/evolve-run.ts';
import { openGates } from '../../daemon/lead/gates.ts';
import { nextRun } from '../../daemon/lead/next-run.ts';
import type { RunState } from '../../daemon/lead/run-state.ts';
import { answer } from './answers.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { type Counts, countEvents, noCounts } from './counts.ts';
import { firstEvent } from './first-event.ts';
import { type SimHost, simHost } from './host.ts';
import { simHouse } from './house.ts';
import { Broken, checkAfterEvents, checkJournal } from './invariants.ts';
import { performIn } from './perform.ts';
import { type Random, seeded } from './random.ts';
import { workMeter } from './work-meter.ts';

export type Faults = {
  /** Kill the daemon at each hit of this failpoint up to that many times; by name, as in the real code. */
  killAt?: { point: string; hit: number };
  /** Chances per step. */
  kill: number;
  hostLoss: number;
  clockJump: number;
  /** Hours in which the machine stands still, and nothing but the time of day goes on. */
  sleep: number;
  effectFailure: number;
  conflict: number;
  lostHint: number;
  command: number;
};

export const CALM: Faults = { kill: 0, hostLoss: 0, clockJump: 0, sleep: 0, effectFailure: 0, conflict: 0, lostHint: 0, command: 0 };
export const STORM: Faults = {
  kill: 0.02,
  hostLoss: 0.004,
  clockJump: 0.01,
  sleep: 0.003,
  effectFailure: 0.03,
  conflict: 0.03,
  lostHint: 0.3,
  command: 0.002,
};

export type Outcome = { journal: EventEnvelope[]; state: RunState; counts: Counts; events: number };

type Due = { at: number; order: number; what: () => void };
type UnderWay = { key: string; subject: string; aborting: boolean; life: number };

/** In virtual time; a run that needs longer waits for something that nobody brings. */
const HORIZON = 12 * 3_600_000;
const MOST_STEPS = 20_000;

class Killed extends Error {}

export function simulate(seed: number, faults: Faults, behaviours: readonly (typeof BEHAVIOURS)[number][] = BEHAVIOURS): Outcome {
  const random: Random = seeded(seed);
  const counts = noCounts();
  const journal: EventEnvelope[] = [];
  const answers = new Map<string, Uint8Array>();
  const due: Due[] = [];
  const hits = new Map<string, number>();
  let now = Date.UTC(2026, 0, 1);
  /** Wall-clock time may jump; what happens in the world goes by `now`. */
  let skew = 0;
  /** What is written never runs backwards. */
  let newest = 0;
  let order = 0;
  /** Each life of the daemon; what an earlier one began is forgotten. */
  let life = 0;
  let underWay = new Map<string, UnderWay>();
  let driftAt = driftFrom(now, now);
  let up = true;
  /** Of the alarms that were set only the newest rings. */
  let alarm = 0;
  const worked = workMeter();

  const host: SimHost = simHost(random, behaviours, (session, what) => answer(state, session, what, random, answers));
  const house = simHouse(host, { now: () => now, wall: () => now + skew }, failpoint);
  commit([firstEvent(seed)], 0);
  let state: RunState = fold(undefined, journal);

  function commit(events: readonly NewEvent[], expected: number): EventEnvelope[] | 'conflict' {
    if (journal.length !== expected) return 'conflict';
    newest = Math.max(newest, now + skew);
    const fresh = events.map((event, i): EventEnvelope => {
      return {
        v: EVENT_VERSION,
        stream: 'run/r-aaaaaa',
        seq: expected + i + 1,
        type: event.type,
        at: timestamp(newest),
        actor: { kind: 'lead' },
        commandId: 'simulated',
        payload: event.payload,
        prev: '',
        digest: '',
      };
    });
    journal.push(...fresh);
    return fresh;
  }

  function fold(from: RunState | undefined, events: readonly EventEnvelope[]): RunState {
    const folded = events.reduce<RunState | undefined>(evolveRun, from);
    if (!folded) throw new Broken('the fold gave nothing');
    return folded;
  }

  function failpoint(point: string): void {
    const hit = (hits.get(point) ?? 0) + 1;
    hits.set(point, hit);
    if (faults.killAt?.point === point && faults.killAt.hit === hit) throw new Killed(point);
    if (faults.kill > 0 && random.chance(faults.kill / 4)) throw new Killed(point);
  }

  const asked = new Set<string>();

  function later(after: number, what: () => void): void {
    due.push({ at: now + after, order: order++, what });
  }

  function handle(input: RunInput): void {
    for (let tries = 0; tries < 3; tries++) {
      const events = decideRun(state, input, now + skew);
      if (events.length === 0) return;
      failpoint('lead.before-append');
      // Somebody else writes a note in between: the same input is decided again on what stands then.
      if (random.chance(faults.conflict)) {
        counts.conflict++;
        commit([{ type: 'note.added', payload: { note: { kind: 'person', text: 'in between' } } }], journal.length);
      }
      const answered = commit(events, state.seq);
      if (answered === 'conflict') {
        state = fold(state, journal.slice(state.seq));
        continue;
      }
      failpoint('lead.after-append');
      state = fold(state, answered);
      countEvents(counts, answered);
      checkAfterEvents(state, answered, host, now);
      return;
    }
  }

  function reconcile(): void {
    const agenda = nextRun(state, now + skew);
    const { start, abort } = difference(agenda.wanted, [...underWay.values()]);
    for (const key of abort) {
      const one = underWay.get(key);
      if (!one) continue;
      one.aborting = true;
      // The true end of an aborted effect comes a little later.
      const mine = life;
      later(random.between(0, 20), () => {
        if (mine !== life) return;
        underWay.delete(key);
        reconcile();
      });
    }
    for (const one of start) begin(one);
    const mine = ++alarm;
    if (Number.isFinite(agenda.askAgainAt)) {
      later(Math.max(50, agenda.askAgainAt - now - skew), () => {
        if (mine === alarm && up && state.life.kind !== 'ended') step({ kind: 'tick' });
      });
    }
  }

  function begin({ key, subject, effect }: Wanted<RunEffect>): void {
    const mine = life;
    underWay.set(key, { key, subject, aborting: false, life });
    const finish = (sight: RunSight): void => {
      if (mine !== life || underWay.get(key)?.aborting !== false) return;
      failpoint(`effect.${effect.kind}.after`);
      underWay.delete(key);
      step({ kind: 'observation', observation: { of: key, at: now + skew, sight } });
    };
    later(random.between(1, 30), () => {
      if (mine !== life || underWay.get(key)?.aborting !== false) return;
      failpoint(`effect.${effect.kind}.before`);
      if (random.chance(faults.effectFailure)) {
        counts['effect-failure']++;
        finish({ kind: 'failed', failure: { code: 'ENOSPC', message: 'no space left on device', hint: '' } });
        return;
      }
      performIn(
        {
          random,
          host,
          house,
          now: () => now,
          wall: () => now + skew,
          later,
          state: () => state,
          alive: () => mine === life && underWay.get(key)?.aborting === false,
        },
        effect,
        finish,
      );
    });
  }

  function step(input: RunInput): void {
    const by = driftAt(now + skew, now);
    if (by !== 0) handle({ kind: 'jumped', by });
    handle(input);
    reconcile();
  }

  /** A person who answers what is asked, sooner or later. */
  function person(): void {
    for (const gate of openGates(state)) {
      if (asked.has(gate.id)) continue;
      asked.add(gate.id);
      later(random.between(1_000, 7_200_000), () => reply(gate));
    }
  }

  function reply({ id, shown, offers }: Gate): void {
    const { answer } = random.pick(offers);
    try {
      step({ kind: 'command', command: { kind: 'answer', run: state.id, gate: id, answer, shown, comment: 'simulated' } });
    } catch (error) {
      if (!(error instanceof MusterError && error.code === 'command-refused')) throw error;
    }
  }

  function restart(): void {
    counts.kill++;
    life++;
    underWay = new Map();
    state = fold(undefined, journal);
    const mine = life;
    up = false;
    house.forget();
    // A daemon is started again soon, or the next morning.
    later(random.chance(0.9) ? random.between(100, 5_000) : random.between(60_000, 3_600_000), () => {
      if (mine !== life) return;
      up = true;
      driftAt = driftFrom(now + skew, now);
      step({ kind: 'opened', alone: now + skew - state.lastAt });
    });
  }

  function weather(): void {
    if (random.chance(faults.hostLoss)) counts['host-loss'] += host.loseAll(now) > 0 ? 1 : 0;
    if (random.chance(faults.clockJump)) {
      counts['clock-jump']++;
      const by = random.between(-600_000, 600_000);
      skew += by;
      worked.jumped(by);
    }
    if (random.chance(faults.sleep)) {
      counts.sleep++;
      skew += random.between(600_000, 8 * 3_600_000);
    }
    if (random.chance(faults.command) && state.life.kind !== 'ended' && state.life.kind !== 'concluding') {
      counts.command++;
      const kind = state.paused ? 'resume' : random.pick(['pause', 'abort'] as const);
      const run = state.id;
      try {
        step({ kind: 'command', command: kind === 'resume' ? { kind, run } : { kind, run, reason: 'simulated' } });
      } catch (error) {
        // What somebody else wrote in between may have left nothing to command; the person is told so.
        if (!(error instanceof MusterError && error.code === 'command-refused')) throw error;
      }
    }
  }

  reconcile();
  let end = now + HORIZON;
  for (let steps = 0; state.life.kind !== 'ended'; steps++) {
    if (steps > MOST_STEPS) throw new Broken(`${MOST_STEPS} steps and no end; the run is ${state.life.kind}`);
    const next = takeEarliest(due);
    if (!next) throw new Broken(`nothing is due and the run is ${state.life.kind}`);
    if (state.life.kind === 'awaiting-consent') end = next.at + HORIZON;
    worked.goOn(state, Math.max(0, next.at - now), up);
    now = Math.max(now, next.at);
    // A person's pause is nobody's fault, and may last a month; so may a question that nobody answers.
    if (state.paused || openGates(state).length > 0) end = now + HORIZON;
    if (now > end)
      throw new Broken(
        `the run is ${state.life.kind} after ${HORIZON / 3_600_000} hours, and wants ${nextRun(state, now + skew).wanted.map((it) => it.key)}`,
      );
    try {
      next.what();
      if (up) house.turn();
      worked.check(state);
      weather();
      person();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      restart();
    }
  }
  checkJournal(journal, state);
  counts.finished++;
  return { journal, state, counts, events: journal.length };
}

function takeEarliest(due: Due[]): Due | undefined {
  let best = 0;
  for (let i = 1; i < due.length; i++) {
    const [a, b] = [due[i], due[best]];
    if (a && b && (a.at < b.at || (a.at === b.at && a.order < b.order))) best = i;
  }
  const [taken] = due.splice(best, 1);
  return taken;
}
