// Puts together the daemon of one home: ledger, house, runs, projections, inbox, control socket. It
// may die at any moment; the next one starts by asking what should be under way.

import type { DownMode } from '../../contracts/control.ts';
import { runOf } from '../../contracts/ids.ts';
import { millis } from '../../contracts/time.ts';
import { systemClock } from '../../runtime/clock.ts';
import { measureLoop } from '../../runtime/loop-delay.ts';
import { hiderOf } from '../../runtime/secrets/redact.ts';
import { rememberingHider } from '../../runtime/secrets/remember.ts';
import { answerControl, type ControlContext } from '../control/answer.ts';
import { serveControl } from '../control/server.ts';
import { explainDispatch } from '../effects/attempt/explain.ts';
import { proveAgain } from '../effects/stages/prove-again.ts';
import { answerByFile } from '../inbox/answer-by-file.ts';
import { type Inboxes, openInboxes } from '../inbox/inboxes.ts';
import type { Admission } from '../intake/accept-task.ts';
import { keepCurrent } from '../lineage/keep-current.ts';
import { projectDocuments } from '../projections/documents.ts';
import { projectLines } from '../projections/lines.ts';
import { keepEarlierRuns } from '../records/kept/run-lines.ts';
import { clearDrafts } from '../records/prune-drafts.ts';
import { pruneRuns } from '../records/prune-runs.ts';
import { restoreReports } from '../records/report-files.ts';
import { keepAwake } from './besides/keep-awake.ts';
import { loadAhead } from './besides/load-ahead.ts';
import { openNotices } from './besides/notices.ts';
import { type Ending, endingOf } from './ending/ending.ts';
import { clearHalt, recordHalt } from './ending/halt.ts';
import { endSessions, whenGone } from './ending/home-gone.ts';
import { endWhenIdle } from './ending/idle.ts';
import type { HouseStop } from './house.ts';
import { type Leading, openLeading } from './leading.ts';
import { type Mechanisms, openMechanisms } from './mechanisms.ts';
import { ENGINE } from './version.ts';

export type DaemonOptions = {
  home: string;
  /** `up` keeps running; `on-demand` ends after being idle for a while. */
  mode: 'up' | 'on-demand';
  env: NodeJS.ProcessEnv;
  onEnd(): void;
  /** Called at every commit. */
  onWork?(): void;
};

export type RunningDaemon = { down(how: DownMode): Promise<void> };

export async function startDaemon({ home: root, mode, env, onEnd, onWork }: DaemonOptions): Promise<RunningDaemon> {
  const mechanisms = await openMechanisms(root, env);
  const { home, config, log, epoch, ledger, copy, objects, trash, local, trouble } = mechanisms;
  if (onWork) ledger.onAppend(onWork);
  // A command that starts a daemon is about to give it work.
  if (mode === 'on-demand') local.begin();
  /** A daemon may have to end before it has finished starting. */
  const ready = Promise.withResolvers<Ending>();
  const stopping = new AbortController();
  const leading = await openLeading(mechanisms, onOver);
  const { runs, house } = leading;

  await house.post({ kind: 'started', epoch, pid: process.pid, version: ENGINE, maxConcurrentRuns: config.maxConcurrentRuns });
  await clearHalt(home);
  const projections = await openProjections(mechanisms);
  await leading.takeUpAll();
  const besides = await openBesides(mechanisms);
  const admission: Admission = { home, ledger, objects, house: house.state, now: systemClock.now, node: mechanisms.fleet?.node };
  const takeUp = (run: string) => {
    local.begin();
    runs.open(run).catch(trouble('a run could not be opened'));
  };
  // Each node of a fleet may have the project in another place, so there a person rebuilds outdated artifacts.
  const current = mechanisms.fleet
    ? undefined
    : await keepCurrent(
        { ledger: copy, admission, impact: config.impact, log, assessed: runs.assessed, takeUp },
        trouble('artifacts whose inputs have changed could not be handled'),
      );
  const inboxes = await openInboxes(
    {
      ...{ folder: home.inbox, admission, clock: systemClock, log },
      answer: answerByFile(config.answerFiles, runs, root),
      onSeen: local.begin,
      onAccepted: takeUp,
      onRejected: () => undefined,
    },
    house.state().watched,
  );
  const fleet = await openFleetWatch(mechanisms, leading);
  const ending: Ending = endingOf(mechanisms, leading, {
    async stopIntake() {
      watching.stop();
      await fleet?.close();
      idle?.();
      stopping.abort();
      await inboxes.close();
    },
    async closeProjections() {
      await besides.close();
      await current?.close();
      await projections.close();
    },
    // Deferred, so that the command that asked for the end gets its answer before the socket closes.
    closed: () => setImmediate(() => void control.close().then(onEnd)),
  });
  const control = await serveControl(
    root,
    await answerControl({
      ...{
        home,
        log,
        epoch,
        mode,
        upSince: mechanisms.upSince,
        admission,
        runs,
        house,
        slots: mechanisms.slots,
        keep: config.keep,
        trash,
        fleet: fleetNow(mechanisms),
        loop: measureLoop(),
        takeUp,
      },
      ...ordersOf(leading, inboxes),
      ...ending,
      settled: async (run, signal) => {
        await runs.untilEnded(run, signal);
        // Artifacts that the run made out of date may be noted in its journal, and then in its documents.
        await Promise.all([current?.settled(), projections.settled()]);
        await projections.settled();
      },
    }),
  );
  const idle =
    mode === 'on-demand'
      ? endWhenIdle(
          () => runs.atWork().length > 0 || trash.left() > 0,
          config.idleExit,
          () => void endIdle(),
        )
      : undefined;
  const watching = whenGone([home.daemonLock, home.ledger], abandon);
  restoreReports({ ledger, objects, home }).then(
    (restored) => restored.length > 0 && log.info('missing reports were restored', { runs: restored }),
    trouble('missing reports could not be restored'),
  );
  inQuietMoments(mechanisms, stopping.signal);
  log.info('daemon ready', { epoch, home: root, mode, version: ENGINE });
  ready.resolve(ending);
  return { down: ending.down };

  function onOver(because: HouseStop): void {
    if (because.kind === 'fenced') {
      log.error('another daemon has taken over; this one ends', { epoch });
      void leave();
      return;
    }
    // Without its house a daemon would admit no runs although it answers: it ends, and says why.
    log.error('the house cannot continue; the daemon ends and leaves the workers running', { error: because.error });
    recordHalt(home, because.error)
      .catch(trouble('the reason why the daemon ends could not be recorded'))
      .finally(() => void leave());
  }

  /** A home that is not used for long keeps no checkouts. */
  async function endIdle(): Promise<void> {
    await trash.discard(home.keptCheckouts);
    await trash.emptied();
    await ending.down('leave');
  }

  async function leave(): Promise<void> {
    await (await ready.promise).down('leave');
  }

  /** The home is gone, so there is no place for anything that workers could still deliver. */
  async function abandon(): Promise<void> {
    log.error('the home of this daemon was removed; it ends its workers and itself', { home: root });
    await endSessions(mechanisms.host).catch(trouble('the workers could not be ended'));
    await ending.abandon();
  }
}

/** Nothing waits for these. */
function inQuietMoments({ home, ledger, log, trouble }: Mechanisms, stopping: AbortSignal): void {
  loadAhead(stopping)
    .catch(trouble('what is needed later could not be loaded'))
    .then(() => clearDrafts({ home, clock: systemClock, log }, stopping))
    .catch(trouble('drafts of killed processes could not be removed'));
  keepEarlierRuns(ledger, stopping).catch(trouble('the lines of earlier runs could not be cached'));
}

type Projections = { settled(): Promise<unknown>; close(): Promise<void> };

/** PROGRESS lines and documents, with secrets hidden. */
async function openProjections({ home, env, ledger, objects, trouble }: Mechanisms): Promise<Projections> {
  const hide = await rememberingHider(env, home.marks, trouble('the marks of secrets could not be stored'));
  const lines = await projectLines(ledger, home, hide, trouble('progress lines could not be written'));
  const documents = await projectDocuments({ ledger, objects, home, hide }, ENGINE, trouble('documents could not be written'));
  return {
    settled: () => Promise.all([lines.settled(), documents.settled()]),
    async close() {
      await lines.close();
      await documents.close();
    },
  };
}

/** Programs beside the workers: notices to the person, and the one that keeps the machine awake. */
async function openBesides({ home, config, ledger, env, log, slots, trouble }: Mechanisms): Promise<{ close(): Promise<void> }> {
  const notices = await openNotices(
    { hide: hiderOf(env, home.marks), ledger, env, log, notify: config.notify, now: systemClock.now },
    trouble('a notification could not be sent'),
  );
  const awake = config.keepAwake ? keepAwake({ busy: () => slots.busy() > 0, env, log }) : undefined;
  return {
    async close() {
      awake?.close();
      await notices.close();
    },
  };
}

/** Loads the fleet's code only where there is a fleet. */
async function openFleetWatch(
  { config, fleet, home, ledger, objects, trouble }: Mechanisms,
  { leads, elsewhere, runs, context, unended }: Leading,
): Promise<{ close(): Promise<void> } | undefined> {
  if (!fleet || !leads || !config.fleet) return undefined;
  const { watchFleet } = await import('../fleet/watch-fleet.ts');
  const { clearOthers } = await import('../fleet/clear-others.ts');
  return watchFleet({
    ...{ leads, elsewhere },
    clock: systemClock,
    every: millis(config.fleet.lease) / 4,
    takeUp: runs.open,
    clear: (ended) => clearOthers(ended, { ...context, unended }),
    restoreReports: () => restoreReports({ ledger, objects, home }),
    trouble: trouble('the runs of other nodes could not be examined'),
  });
}

const fleetNow = ({ fleet, away }: Mechanisms): ControlContext['fleet'] =>
  fleet && (() => ({ node: fleet.node, connected: fleet.isAnswered(), hosts: away?.hosts() ?? [], troubles: away?.troubles() ?? [] }));

/** Commands that do not belong to a single run. */
function ordersOf(
  { runs, house, context }: Leading,
  inboxes: Inboxes,
): Pick<ControlContext, 'orderHouse' | 'inboxes' | 'prune' | 'proveAgain' | 'explain'> {
  const { keep } = context.config;
  return {
    async orderHouse(command, from) {
      await house.post({ kind: 'command', command }, from);
      if (command.kind === 'watch') await inboxes.watch(command.project);
    },
    inboxes: inboxes.folders,
    prune: ({ runs: most = keep.runs, bytes = keep.bytes }, order) => pruneRuns({ runs: most, bytes }, order, context),
    proveAgain: async (asked, signal) => proveAgain(await runs.folded(asked.run), asked, context, signal),
    explain: async (dispatch) => explainDispatch(await runs.folded(runOf(dispatch)), dispatch, context),
  };
}
