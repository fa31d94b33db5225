// Creates a simulated world with one run, its house and their daemon. Rules and loops are the daemon's own; the disk, the clocks,
// the workers and the people are simulated. The same seed gives the same world.

import { join } from 'node:path';
import { Config } from '../../../contracts/config.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { runOf } from '../../../contracts/ids.ts';
import { timestamp } from '../../../contracts/time.ts';
import { EMPTY_HOUSE, evolveHouse } from '../../../daemon/lead/house/house-state.ts';
import { canonicalJson } from '../../../runtime/canonical.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { isCutShort } from '../../../skills/run/cut-short.ts';
import { dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { FAULT_RATES, faultPlan } from '../fault-plan.ts';
import { noCounts } from '../invariants/counts.ts';
import { BrokenInvariant, type Invariant } from '../invariants/invariant.ts';
import { isAnswer } from '../invariants/invariants.ts';
import { owners } from '../invariants/stage-invariants.ts';
import { placed } from '../random.ts';
import { simulatedAgents } from '../simulated/agents.ts';
import { isCheck } from '../simulated/checks.ts';
import { simDisk } from '../simulated/disk.ts';
import { executorsIn } from '../simulated/executors.ts';
import { planOf } from '../simulated/project.ts';
import { simRepository } from '../simulated/repository.ts';
import { printed, startSession } from '../simulated/sessions.ts';
import { captured, stageSettings } from '../simulated/stage-settings.ts';
import { simStages } from '../simulated/stages.ts';
import { simWorkspaces } from '../simulated/workspaces.ts';
import { type DaemonProcess, startDaemon } from './daemon-process.ts';
import { RUN } from './first-event.ts';
import { isAlive, type SimSession, simHost } from './host.ts';
import { answer, forgery } from './people/answers.ts';
import { BEHAVIOURS, type Writing } from './people/behaviours.ts';
import { people } from './people/people.ts';
import { repeat, repeatsIn, treeOf } from './people/repeats.ts';
import { prepareWorld, without } from './prepare-world.ts';
import { simLedger } from './records/ledger.ts';
import { simRuns } from './records/runs.ts';
import { HOME, type ResultFiles, resultFiles } from './result-files.ts';
import { virtualTime } from './time.ts';
import { scheduleEvents } from './timeline.ts';
import { workMeter } from './work-meter.ts';

import type { Options, World } from './world.ts';

const STREAM = `run/${RUN}` as const;
/** A person who notices that a run was set aside restarts the daemon. */
const NOTICED_AFTER = 10 * 60_000;

export function createWorld(seed: number, options: Options): World {
  const { rates = FAULT_RATES, behaviours = BEHAVIOURS, killAt, only, refuses, gives } = options;
  const kind = options.stages ? 'stages' : options.planned ? 'planned' : 'review';
  const time = virtualTime();
  const faults = faultPlan(seed, rates, time.now, only);
  const counts = noCounts();
  const crowded = placed(seed, 'other').chance(0.3);
  const other = crowded ? { run: 'r-bbbbbb', until: placed(seed, 'other run').between(1_000, 600_000) } : undefined;
  const config = Config.parse({ ...(crowded ? { maxConcurrentRuns: 1 } : {}), ...(kind === 'stages' ? stageSettings(seed) : {}) });
  const given = gives === undefined ? undefined : planOf(gives);
  const company = simulatedAgents(seed, given ? 'given' : options.repeated ? 'repeated' : kind);
  const met = new Map<string, number>();
  const meter = workMeter();
  const owned = owners();
  let house = EMPTY_HOUSE;
  let broken: BrokenInvariant | undefined;
  let daemon: DaemonProcess | undefined;
  let lives = 0;
  let fullUntil = -1;

  const fail = (invariant: Invariant, detail: string): void => {
    broken ??= new BrokenInvariant(invariant, detail);
  };
  /** An invariant that breaks during another component's call must not be thrown into that component. */
  const examine = (what: () => void): void => {
    try {
      what();
    } catch (error) {
      broken ??= error instanceof BrokenInvariant ? error : new BrokenInvariant('loops-go-on', `the examination itself failed: ${error}`);
    }
  };

  const ledger = simLedger(refuses === undefined ? eventCatalogue : without(refuses), (stream, events) => {
    if (stream === 'house') house = events.reduce(evolveHouse, house);
    else examine(() => runs.heard(stream.slice('run/'.length), events));
  });
  const led = new Set([RUN, ...(options.repeated ? repeatsIn(seed) : [])]);
  const runs = simRuns(led, meter, () => world);
  const stateNow = (): RunState => runs.state(RUN);

  const papers: ResultFiles = resultFiles(time);
  const changed = ({ key, dispatch }: SimSession): void => {
    const place = nth(`hint ${key}`);
    const lost = faults.strikes('lost-hint', place);
    if (lost) faults.record('lost-hint', place, `a hint of ${dispatch} is lost`);
    // A change without a hint is seen by the regular look once a second.
    daemon?.poller.nudge(dispatch, lost ? lost.between(26, 1_000) : placed(seed, place).below(25));
    if (!faults.strikes('double-hint', place)) return;
    faults.record('double-hint', place, `a hint of ${dispatch} comes twice`);
    daemon?.poller.nudge(dispatch, 25);
  };
  const host = simHost({ time, write, changed });

  const stateFor = (dispatch: string): RunState => runs.state(runOf(dispatch));
  const worksIn = (path: string): boolean => [...host.sessions.values()].some((it) => it.cwd === path && isAlive(it) && !isCheck(it.key));

  function write(session: SimSession, meant: Writing): void {
    const full = diskIsFull();
    session.spoiled ||= full;
    const what: Writing = full ? { kind: 'half' } : meant;
    const random = placed(seed, `answer ${session.key} ${nth(`write ${session.key}`)}`);
    const others = [...host.sessions.values()].filter((it) => it !== session && isAlive(it));
    const victim = what.kind === 'forged' && others.length > 0 ? random.pick(others) : undefined;
    if (what.kind === 'forged' && !victim) return;
    const dispatch = victim?.dispatch ?? session.dispatch;
    // Workers share a folder, so a result with another nonce replaces their own.
    for (const it of others) if (it.dispatch === dispatch && (victim || it.nonce !== session.nonce || full)) it.spoiled = true;
    const proposal = victim ? undefined : works(session);
    papers.put(
      dispatch,
      session,
      what,
      victim ? forgery(stateFor(dispatch), dispatch) : answer({ state: stateFor(dispatch), session, what, random, given, proposal }),
    );
    changed(victim ?? session);
  }

  const diskIsFull = (): boolean => time.now() < fullUntil;
  const disk = simDisk({
    time,
    desk: papers,
    isFull: diskIsFull,
    checkouts: () => [...workspaces.paths(), ...stages.places.keys()],
    refuses: reportFails,
  });
  const repository = simRepository();
  const base = captured(repository, seed, options);
  const stages = simStages({ repository, isAtWork: worksIn, forget: disk.forget, fail });
  const workspaces = simWorkspaces({
    faults,
    base,
    random: (place) => placed(seed, place),
    removed: stages.remove,
    treeOf: (run) => treeOf(seed, run),
  });
  const works = executorsIn({ stages, faults, wrong: options.deeds, state: stateNow, random: (place) => placed(seed, place) });

  /** The whole report fails again and again, until only the stub is left; the house completes it later. */
  function reportFails(path: string, content: string): boolean {
    const whole =
      path === join(HOME.run(RUN).report, 'report.json') && !content.includes('"stub": true') && stateNow().life.kind !== 'ended';
    if (!whole || !faults.strikes('report-failure', 'compose-report')) return false;
    faults.record('report-failure', 'compose-report', 'the whole report cannot be written');
    return true;
  }
  const nth = (place: string): string => {
    const count = (met.get(place) ?? 0) + 1;
    met.set(place, count);
    return count === 1 ? place : `${place} #${count}`;
  };

  function begin(): void {
    daemon = startDaemon(world, ++lives);
  }

  const folk = people((error) => {
    if (refuses === undefined) fail('loops-go-on', `an order went wrong: ${error}`);
  });
  const late: (() => void)[] = [];

  const world: World = {
    ...{ faults, time, ledger, host, desk: papers, disk, workspaces, stages, checks: new Map(), company, config, counts, other },
    state: stateNow,
    stateOf: runs.state,
    states: runs.all,
    begun(run) {
      if (daemon?.ready) void daemon.runs.open(run);
    },
    allBegun: () => runs.all().length === led.size,
    houseState: () => house,
    daemon: () => daemon,
    broken: () => broken,
    random: (place) => placed(seed, place),
    nth,
    fail,
    examine,
    startSession: (order) => startSession(world, behaviours, order),
    printed: (session) => printed(world, session),
    aboutToStop(key) {
      const session = host.sessions.get(key);
      if (!session) return;
      const state = runs.state(runOf(key));
      const dispatch = dispatchOf(state, session.dispatch);
      const attempt = dispatch?.attempts.find((it) => `${dispatch.id}.${it.n}` === key);
      if (!dispatch || !attempt || !isAlive(session) || attempt.reason === 'done' || isCutShort(state)) return;
      const finished = isAnswer(papers.lying(dispatch.id), dispatch.id, attempt.nonce);
      if (finished) fail('finished-is-spared', `${key} is ended (${attempt.reason}) and its whole answer lies there`);
    },
    mustDie(point) {
      if (point !== killAt?.point) return false;
      const count = (met.get(`must die at ${point}`) ?? 0) + 1;
      met.set(`must die at ${point}`, count);
      return count === killAt.hit;
    },
    kill() {
      if (!daemon) return false;
      daemon.die();
      world.startAgain();
      return true;
    },
    startAgain() {
      daemon = undefined;
      meter.died();
      const random = placed(seed, nth('start again'));
      // A daemon is started again soon, or the next morning.
      time.later(random.chance(0.9) ? random.between(100, 5_000) : random.between(60_000, 3_600_000), begin);
    },
    opened(opened) {
      if (opened !== daemon) return;
      for (const state of runs.all().filter((it) => it.life.kind !== 'ended')) {
        const same = canonicalJson(opened.runs.state(state.id)) === canonicalJson(state);
        if (!same) fail('replay', `daemon ${lives} reads another state out of the journal of ${state.id} than there was`);
      }
      folk.hear(opened);
    },
    logged(message, error) {
      if (error instanceof MusterError && error.code === 'version-conflict') {
        time.later(NOTICED_AFTER, world.kill);
        return;
      }
      if (message.startsWith('the ledger cannot be written')) counts.parked++;
      else if (message !== 'the house is parked' && !(refuses !== undefined && message.startsWith('a decision of this run was refused')))
        fail('loops-go-on', `${message}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    },
    somebodyElse({ stream, expectedSeq }, decision) {
      if (stream !== STREAM || expectedSeq === 0 || stateNow().life.kind === 'ended') return;
      const place = nth(decision);
      if (!faults.strikes('conflict', place)) return;
      faults.record('conflict', place, 'somebody else writes a note first');
      const note: RunEvent = { type: 'note.added', payload: { note: { kind: 'person', text: 'in between' } } };
      const seq = ledger.journal(stream).length;
      ledger.write({ stream, expectedSeq: seq, commandId: `note-${seq}`, actor: { kind: 'person' }, at: time.wall(), events: [note] });
    },
    jump(by) {
      time.jump(by);
      meter.jumped(by);
    },
    diskIsFull,
    fillDisk(span) {
      fullUntil = Math.max(fullUntil, time.now() + span);
    },
    holdElsewhere(provider, span) {
      if (!daemon?.ready || !daemon.house) return false;
      const until = timestamp(time.wall() + span);
      daemon.house
        .hold({ provider, until, by: 'r-bbbbbb.d1.1' })
        .catch((error: unknown) => fail('loops-go-on', `the house did not take it that ${provider} rests: ${error}`));
      return true;
    },
    order: folk.order,
    allow: folk.allow,
    afterwards(what) {
      if (stateNow().life.kind === 'ended') what();
      else late.push(what);
    },
    ended() {
      for (const what of late.splice(0)) what();
    },
    goOn() {
      const led = daemon?.ready === true && !diskIsFull();
      const before = stateNow();
      const took = time.goOn();
      if (took === undefined) return false;
      meter.goOn(before, took, led);
      examine(() => {
        meter.check(stateNow());
        owned.check(world, stateNow(), led);
      });
      return true;
    },
  };

  prepareWorld(world, seed, options, { kind, given });
  if (options.repeated) repeat(world, seed, { kind, given });
  scheduleEvents(world);
  begin();
  return world;
}
