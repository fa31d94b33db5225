// Simulates a fleet for one seed: two nodes that lead, three hosts and the servers between them. It runs until some time after the
// last fault, and is then checked.

import { Config } from '../../../contracts/config.ts';
import { localOf } from '../../../contracts/ids.ts';
import { type PhaseTemplate, TemplateFile } from '../../../contracts/task/template.ts';
import { evolveRun } from '../../../daemon/lead/run/evolve-run.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { streamOf } from '../../../runtime/fleet/streams.ts';
import type { WireCommit } from '../../../runtime/fleet/wire.ts';
import type { Appended, Commit } from '../../../runtime/ledger/ledger.ts';
import { eventCatalogue, type MusterEvents, type RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { lateName } from '../../../skills/run/fleet/judge-delivery.ts';
import { dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { simLedger } from '../world/records/ledger.ts';
import { settled, virtualTime } from '../world/time.ts';
import { FLEET_FAULTS, type FleetFault, fleetFaultPlan, type InjectedFault } from './fault-plan.ts';
import { beginHost, type HostDisk } from './host.ts';
import { injectFaults } from './inject-faults.ts';
import { BrokenFleetInvariant, examine, holds } from './invariants.ts';
import { beginLead, type Disk, type RunningLead } from './lead.ts';
import { isAlive, type Machine, machineIn } from './machines.ts';
import { netIn } from './net.ts';
import { type Published, serversIn } from './servers.ts';
import { EPILOGUE, FAULTS_UNTIL, HORIZON, LEASE } from './times.ts';

export type Counts = Record<
  FleetFault | 'events' | 'taken-over' | 'hosted' | 'given-up' | 'late' | 'stages' | 'made-away' | 'kept-back',
  number
>;
export type FleetOutcome = { broken: BrokenFleetInvariant | undefined; journal: string[]; counts: Counts; faults: InjectedFault[] };

const MET = ['events', 'taken-over', 'hosted', 'given-up', 'late', 'stages', 'made-away', 'kept-back'] as const;

/** A lead without faults hears of it within this time. */
const TOLD_WITHIN = 30_000;
const LEADS = ['one', 'two'] as const;
const HOSTS = ['h1', 'h2', 'h3'] as const;
const RUNS = ['r-aaaaaa', 'r-bbbbbb'] as const;

export async function simulateFleet(seed: number, only?: ReadonlySet<string>): Promise<FleetOutcome> {
  const time = virtualTime();
  const faults = fleetFaultPlan(seed, time.now, FAULTS_UNTIL, only);
  const met = new Map<string, number>();
  const nth = (place: string): string => {
    const count = (met.get(place) ?? 0) + 1;
    met.set(place, count);
    return `${place} ${count}`;
  };
  let broken: BrokenFleetInvariant | undefined;
  const checked = (what: () => void): void => {
    try {
      what();
    } catch (error) {
      broken ??=
        error instanceof BrokenFleetInvariant ? error : new BrokenFleetInvariant('loops-go-on', `the examination itself failed: ${error}`);
    }
  };
  const counts = Object.fromEntries([...FLEET_FAULTS, ...MET].map((it) => [it, 0])) as Counts;

  const machines = new Map<string, Machine>([...LEADS, ...HOSTS].map((name) => [name, machineIn(time, name)]));
  const machine = (name: string): Machine => machines.get(name) as Machine;
  /** The state of the journal, folded with each commit. */
  const truth = simLedger<MusterEvents>(eventCatalogue);
  const states = new Map<string, RunState>();
  const endedAt = new Map<string, number>();
  const acknowledged: { commit: Commit; answer: Appended }[] = [];
  const led = new Map<string, RunningLead>();
  const net = netIn(time, faults, nth);
  const servers = serversIn({ time, net, lease: LEASE, published });
  /** When a machine was last cut off, restarted or stopped. */
  const disturbed = new Map<string, number>();
  const takenAt = new Map<string, number>();
  const disturb = (name: string, until: number): void => void disturbed.set(name, Math.max(until, disturbed.get(name) ?? 0));

  function sessionOf(key: string): { alive: boolean; able: boolean } {
    for (const it of machines.values()) {
      const session = it.sessions.get(key);
      if (!session || !isAlive(session)) continue;
      // On a lead's node nothing ends it while the daemon is down. On a host its session host does, whatever happens to the rest.
      return { alive: true, able: HOSTS.some((name) => name === it.name) };
    }
    return { alive: false, able: true };
  }

  /** The content of the journal, by the rules of every node. */
  function published({ bytes, subject, by, position }: Published): void {
    const stream = streamOf(subject, by);
    if (!stream || stream === 'house') return;
    checked(() => {
      const { v: _, digest, ...rest } = carriedIn(bytes);
      const commit = { stream, ...rest } as Commit<MusterEvents>;
      const answer = truth.write(commit);
      holds(answer.kind !== 'claim-held', 'claims-apart', () => `message ${position} of ${stream} takes what another run has claimed`);
      holds(answer.kind === 'appended', 'nothing-lost', () => `message ${position} of ${stream} is ${answer.kind} to the journal`);
      if (answer.kind !== 'appended') return;
      const events = answer.events as unknown as RunRecord[];
      holds(events.at(-1)?.digest === digest, 'nothing-lost', () => `message ${position} of ${stream} has another digest`);
      const run = stream.slice('run/'.length);
      const before = states.get(run);
      const state = events.reduce<RunState | undefined>(evolveRun, before) as RunState;
      states.set(run, state);
      count(events, before);
      if (state.life.kind === 'ended' && !endedAt.has(run)) endedAt.set(run, time.now());
      examine({ by, before, state, events, session: sessionOf, fence: servers.fence });
      oneHolder();
    });
  }

  function count(events: readonly RunRecord[], before: RunState | undefined): void {
    counts.events += events.length;
    for (const it of events) {
      if (it.type === 'lead.taken' && before) takenAt.set(before.id, time.now());
      if (it.type === 'lead.taken' && before?.lead && before.lead.node !== it.payload.node) counts['taken-over']++;
      if (it.type === 'attempt.started' && it.payload.host) counts.hosted++;
      if (it.type === 'attempt.ended' && it.payload.reason === 'host-lost') counts['given-up']++;
      if (it.type === 'note.added' && it.payload.note.key?.startsWith('late:')) counts.late++;
      if (it.type === 'note.added' && it.payload.note.key?.startsWith('kept:')) counts['kept-back']++;
      if (it.type === 'stage.sealed') counts.stages++;
      if (it.type === 'attempt.started' && it.payload.host && it.payload.role === 'executor') counts['made-away']++;
    }
  }

  function oneHolder(): void {
    for (const run of RUNS) {
      const holders = [...led.values()].filter(
        ({ process, leases }) => process.alive() && process.standsUntil() <= time.now() && leases.holds(`run.${run}`),
      );
      const names = holders.map((it) => it.process.machine.name);
      holds(names.length <= 1, 'one-holder', () => `${names.join(' and ')} hold the lease of ${run}`);
    }
  }

  const disks = new Map<string, Disk>(
    LEADS.map((name) => [name, { copy: simLedger<MusterEvents>(eventCatalogue), objects: new Map(), inbox: [] }]),
  );
  const hostDisks = new Map<string, HostDisk>(HOSTS.map((name) => [name, { records: new Map(), objects: new Map() }]));
  const random = faults.random('world');
  const writes = random.chance(0.4);
  const travels = random.chance(0.9);
  const shared = random.chance(0.5);

  function begin(name: string): void {
    if (machine(name).now) return;
    disturb(name, time.now());
    const disk = disks.get(name);
    if (!disk) {
      const hands = (key: string, may: boolean): void =>
        checked(() => holds(may, 'host-asks', () => `${name} hands over the work of ${key}`));
      beginHost({ machine: machine(name), disk: hostDisks.get(name) as HostDisk, servers, faults, lease: LEASE, hands });
      return;
    }
    void beginLead({
      ...{ machine: machine(name), disk, servers, faults, nth, travels, lease: LEASE },
      led: (life) => led.set(name, life),
      answered: (commit, answer) => {
        if (answer.kind === 'appended') acknowledged.push({ commit, answer });
      },
      trouble: (what, error) => checked(() => holds(false, 'loops-go-on', () => `${name}: ${what}: ${textOf(error)}`)),
    });
  }

  for (const [at, name] of LEADS.entries()) {
    const task = taskFor(RUNS[at] ?? '', name, time.wall(), { writes, token: shared ? 'token/shared' : `token/${name}` });
    if (at === 0 || shared || random.chance(0.3)) disks.get(name)?.inbox.push(task);
  }
  // Some worlds have fewer hosts.
  const there = [...LEADS, ...HOSTS.slice(0, random.between(0, 3))];
  // Two nodes that accept tasks with the same name do so at the same moment.
  for (const name of there) time.later(shared && disks.has(name) ? 0 : random.between(0, 3_000), () => begin(name));
  injectFaults({
    ...{ time, faults, machines: there.map(machine), begin },
    stood: disturb,
    cut(name, until) {
      net.cut(name, until);
      disturb(name, until);
    },
  });

  await settled();
  while (!broken) {
    const done =
      states.size > 0 && [...states.keys()].every((run) => endedAt.has(run)) && [...disks.values()].every((it) => it.inbox.length === 0);
    const whole =
      there.every((name) => machine(name).now && !net.isCut(name)) &&
      time.now() > Math.max(0, ...endedAt.values(), ...disturbed.values()) + EPILOGUE;
    if (done && whole) break;
    checked(() => holds(time.now() < HORIZON, 'always-ends', () => `after an hour: ${lives(states)}`));
    const went = time.goOn() !== undefined;
    checked(() => holds(went, 'always-ends', () => `nothing is due any more: ${lives(states)}`));
    await settled();
  }
  if (!broken) await atEnd();
  for (const { kind } of faults.struck) counts[kind]++;
  const journal = RUNS.flatMap((run) =>
    truth
      .journal(`run/${run}`)
      .map((it) => `${it.at.slice(11, 23)} ${it.type} ${JSON.stringify(it.payload).slice(0, 160)} ${it.digest.slice(0, 8)}`),
  );
  return { broken, journal, counts, faults: faults.struck };

  async function atEnd(): Promise<void> {
    const copies = await Promise.all(
      [...disks.values()].map(({ copy }) =>
        Promise.all(RUNS.map(async (run) => (await copy.open().read(`run/${run}`)).map((it) => it.digest))),
      ),
    );
    checked(() => {
      const all = RUNS.map((run) => truth.journal(`run/${run}`).map((it) => it.digest));
      for (const [at, copy] of copies.entries())
        holds(JSON.stringify(copy) === JSON.stringify(all), 'nothing-lost', () => `the copy of ${LEADS[at]} is not the journal`);
      for (const { commit } of acknowledged) {
        if (commit.stream === 'house') continue;
        const events = truth.journal(commit.stream as `run/${string}`).filter((it) => it.commandId === commit.commandId);
        holds(
          events.length === commit.events.length,
          'nothing-lost',
          () => `${commit.commandId} was acknowledged: ${events.length} events`,
        );
      }
      holds(!shared || states.size === 1, 'claims-apart', () => `${states.size} runs claim one name`);
      for (const state of states.values()) settledWell(state);
    });
  }

  function settledWell(state: RunState): void {
    for (const { id, accepted, attempts } of state.dispatches) {
      if (accepted)
        holds(
          LEADS.some((name) => disks.get(name)?.objects.has(accepted.digest)) && servers.objects.has(accepted.digest),
          'accepted-stays',
          () => `the result of ${id} is gone`,
        );
      for (const { n, reason } of attempts) if (reason === 'host-lost') toldLate(state, id, n);
    }
  }

  function toldLate(state: RunState, dispatch: string, attempt: number): void {
    const handed = (servers.said.get(`${dispatch}.${attempt}`) ?? []).find((it) => it.said.result !== null);
    const result = handed?.said.result;
    const over = endedAt.get(state.id) ?? Number.POSITIVE_INFINITY;
    const quiet = Math.max(disturbed.get(state.lead?.node ?? '') ?? 0, takenAt.get(state.id) ?? 0);
    // The lead hears it within some leases, if there is a lead.
    if (!handed || !result || dispatchOf(state, dispatch)?.accepted?.digest === result || Math.max(handed.at, quiet) > over - TOLD_WITHIN)
      return;
    const newer = dispatchOf(state, dispatch)?.attempts.some((it) => it.n > attempt);
    if (!newer) return;
    const told = state.notes.some((it) => it.key === `late:${result.slice(0, 16)}:${attempt}`);
    holds(told, 'late-is-told', () => `${dispatch}.${attempt} handed a result in, and nobody was told`);
    const kept = LEADS.some((name) => {
      const { home, files } = machine(name);
      return files.has(`${home.run(state.id).results(localOf(dispatch)).root}/${lateName(attempt)}`);
    });
    holds(kept, 'late-is-told', () => `the late result of ${dispatch}.${attempt} was not kept`);
  }
}

/** None of these is large enough to be sent as an object. */
const carriedIn = (bytes: Uint8Array): WireCommit => JSON.parse(Buffer.from(bytes).toString('utf8')) as WireCommit;

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const lives = (states: ReadonlyMap<string, RunState>): string =>
  [...states]
    .map(
      ([run, { life, lead, dispatches }]) =>
        `${run} is ${life.kind}, led by ${lead?.node}, ${JSON.stringify(dispatches.map((it) => it.attempts.map((a) => [a.state, a.reason])))}`,
    )
    .join('; ') || 'no run';

function taskFor(run: string, node: string, at: number, { writes, token }: { writes: boolean; token: string }): Commit<MusterEvents> {
  const analysis: PhaseTemplate = { key: 'analysis', kind: 'fan-out', role: 'analyser', skill: 'analysis' };
  const doing: PhaseTemplate = { key: 'doing', kind: 'execution' };
  const template = TemplateFile.parse({
    ...{ name: 'review', description: 'simulated', roster: [{ role: 'analyser', seats: 'task' }], quorum: 1, deadline: '4h' },
    phases: writes ? [analysis, doing] : [analysis],
    convergence: { enabled: false },
    limits: { analyser: { soft: '20m', hard: '30m' }, executor: { soft: '20m', hard: '30m' } },
  });
  const task = { title: run, project: '/p', type: 'review', language: 'en', related: [], scope: [], base: 'worktree', brief: 'look' };
  const text = digestOf(Buffer.from(token));
  const created = {
    type: 'run.created',
    payload: {
      ...{ run, text, home: `/${node}`, template: { ...template, digest: text }, config: Config.parse({}) },
      // There is nobody to answer.
      task: { ...task, force: false, approvals: writes ? 'auto' : 'ask', ...(writes ? { plan: 'r-cccccc' } : {}) },
      origin: { kind: 'tool', tool: 'simulation' },
    },
  } as unknown as RunEvent;
  const lead: RunEvent = { type: 'lead.taken', payload: { node, home: `/${node}`, epoch: 1 } };
  const claims = [{ kind: 'take' as const, name: token, owner: run }];
  return { stream: `run/${run}`, expectedSeq: 0, commandId: `drop-${run}`, actor: { kind: 'person' }, at, events: [created, lead], claims };
}
