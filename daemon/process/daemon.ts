// A daemon of one home, put together: ledger, house, runs, projections, inbox, control socket. It may
// die at any moment; the next one begins by asking what is to be done.

import type { How } from '../../contracts/control.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import { runOf } from '../../contracts/ids.ts';
import type { HouseCommand } from '../../contracts/run/command.ts';
import { timestamp } from '../../contracts/time.ts';
import { systemClock } from '../../runtime/clock.ts';
import { privateFolder } from '../../runtime/files.ts';
import { homeAt } from '../../runtime/home.ts';
import { objectsIn } from '../../runtime/ledger/objects.ts';
import { streamIn } from '../../runtime/ledger/one-stream.ts';
import { openLedger } from '../../runtime/ledger/open.ts';
import { holdDaemonLock, takeEpoch } from '../../runtime/ledger/write/fence.ts';
import { announce } from '../../runtime/locks.ts';
import { openLog } from '../../runtime/log/log.ts';
import { secretValues } from '../../runtime/secrets/redact.ts';
import { rememberingHider } from '../../runtime/secrets/remember.ts';
import { connectHost } from '../../runtime/sessions/client/client.ts';
import { within } from '../../runtime/sessions/host/session/gate.ts';
import { openHints } from '../../runtime/watch/hints.ts';
import { openPoller } from '../../runtime/watch/poller.ts';
import { eventCatalogue } from '../../skills/events.ts';
import { seatOf } from '../../skills/run/state.ts';
import { answerControl } from '../control/answer.ts';
import { serveControl } from '../control/server.ts';
import { explainDispatch } from '../effects/attempt/explain.ts';
import type { EffectContext } from '../effects/effect-context.ts';
import { completeReport } from '../effects/house/complete-report.ts';
import { lanesFor } from '../effects/house/lanes.ts';
import { performHouse } from '../effects/house/perform-house.ts';
import { openSlots } from '../effects/house/slots.ts';
import { performRun } from '../effects/perform-run.ts';
import { realWorld } from '../effects/world/real-world.ts';
import { answerByFile } from '../inbox/answer-by-file.ts';
import { openInboxes } from '../inbox/inboxes.ts';
import type { Admission } from '../intake/accept-task.ts';
import { loadConfig } from '../intake/settings.ts';
import { projectDocuments } from '../projections/documents.ts';
import { projectLines } from '../projections/lines.ts';
import { finishImports } from '../records/import-runs.ts';
import { pruneRuns } from '../records/prune-runs.ts';
import { restoreReports } from '../records/report-files.ts';
import { endAside } from './end-aside.ts';
import { forgetHalt, tellHalt } from './halt.ts';
import { endSessions, whenGone } from './home-gone.ts';
import { openHouse } from './house.ts';
import { endWhenIdle } from './idle.ts';
import { lazyHost } from './lazy-host.ts';
import { openRuns, type Runs } from './runs.ts';
import { ENGINE } from './version.ts';
import { workerBin } from './worker-bin.ts';

export type DaemonOptions = {
  home: string;
  /** `up` stays; `on-demand` ends when it has been idle for a while. */
  mode: 'up' | 'on-demand';
  env: NodeJS.ProcessEnv;
  onEnd(): void;
};

export type RunningDaemon = { down(how: How): Promise<void> };
export async function startDaemon({ home: root, mode, env, onEnd }: DaemonOptions): Promise<RunningDaemon> {
  await privateFolder(root);
  const home = homeAt(root);
  const lock = await holdDaemonLock(home.daemonLock);
  if (!lock) throw new MusterError('daemon-running', `a daemon is already running on ${root}`, '`muster status` shows it.');

  const config = await loadConfig(home.config);
  const log = openLog({ path: home.log, ...config.log, secrets: secretValues(env) });
  const upSince = timestamp(systemClock.now());
  const mark = await announce(home.daemonMark, { pid: process.pid, version: ENGINE, since: upSince }, (error) =>
    log.warn('the mark of this daemon was taken', { error }),
  );
  const epoch = await takeEpoch(home.ledger);
  const ledger = await openLedger({ path: home.ledger, catalogue: eventCatalogue, epoch });
  const objects = objectsIn(home.objects);
  const host = lazyHost(() => connectHost({ home: root, epoch }));
  const poller = openPoller((keys, options) => host.observe(keys, options), systemClock);
  const hints = openHints(env.MUSTER_NO_HINTS === undefined);
  const slots = openSlots();
  const trouble = (what: string) => (error: unknown) => log.error(what, { error });
  host.onEnd((key) => poller.hint(key));

  const runs: Runs = openRuns({
    ledger,
    log,
    world: (run) => ({ stream: streamIn(ledger, `run/${run}`), clock: systemClock, perform: performRun(run, context) }),
    adopt(state, dispatch, attempt, name) {
      const seat = seatOf(state, name);
      if (seat) slots.adopt(`${dispatch}.${attempt}`, lanesFor(seat, config));
    },
    freed: (session) => slots.free(session),
    rests: (...it) => house.rests(...it),
    endAside: (run, how, from) => endAside(run, how, from, context),
    onFenced,
    now: systemClock.now,
  });
  const keepHouse = performHouse({
    host,
    clock: systemClock,
    slots,
    runs,
    ledger,
    house: () => house.state(),
    completeReport: (run) => completeReport(run, context),
  });
  /** The house wants to wait for its runs from the first moment: they are taken up first, all of them together. */
  const takenUp = Promise.withResolvers<void>();
  const house = await openHouse(
    ledger,
    {
      stream: streamIn(ledger, 'house'),
      clock: systemClock,
      async perform(effect, signal) {
        await takenUp.promise;
        signal.throwIfAborted();
        return keepHouse(effect, signal);
      },
    },
    log,
    (because) => (because.kind === 'fenced' ? onFenced() : onHalted(because.error)),
  );
  const context: EffectContext = {
    home,
    config,
    clock: systemClock,
    log,
    ledger,
    objects,
    ...realWorld({ home, log, env }),
    host,
    poller,
    hints,
    slots,
    bin: await workerBin(root),
    env,
    version: ENGINE,
    house,
    folded: runs.folded,
  };

  await house.post({ kind: 'started', epoch, pid: process.pid, version: ENGINE, maxConcurrentRuns: config.maxConcurrentRuns });
  const hide = await rememberingHider(env, home.marks, trouble('the marks of secrets could not be kept'));
  const lines = await projectLines(ledger, home, hide, trouble('progress lines could not be written'));
  const documents = await projectDocuments({ ledger, objects, home, hide }, ENGINE, trouble('documents could not be written'));
  const admission: Admission = { home, ledger, objects, house: house.state, now: systemClock.now };
  const takeUp = (run: string) => void runs.open(run).catch(trouble('a run could not be taken up'));

  const unended = await ledger.streams({ ended: false });
  await finishImports(
    unended.filter(({ stream }) => stream !== 'house').map(({ stream }) => stream.slice('run/'.length)),
    ledger,
    home,
  ).catch(trouble('an import could not be finished'));
  const unfinished = await ledger.streams({ ended: false });
  await runs.openAll(unfinished.filter(({ stream }) => stream !== 'house').map(({ stream }) => stream.slice('run/'.length)));
  takenUp.resolve();
  const inboxes = await openInboxes(
    {
      folder: home.inbox,
      admission,
      answer: answerByFile(config.answerFiles, runs),
      clock: systemClock,
      log,
      onAccepted: takeUp,
      onRejected: () => undefined,
    },
    house.state().watched,
  );
  let ending: Promise<void> | undefined;
  let draining = false;
  const control = await serveControl(
    root,
    await answerControl({
      home,
      log,
      epoch,
      mode,
      upSince,
      admission,
      runs,
      house,
      slots,
      takeUp,
      draining: () => draining,
      orderHouse: async (command: HouseCommand, from: { commandId: string; actor: Actor }) => {
        await house.post({ kind: 'command', command }, from);
        if (command.kind === 'watch') await inboxes.watch(command.project);
      },
      inboxes: inboxes.folders,
      settled: async (run, signal) => {
        await runs.untilEnded(run, signal);
        await Promise.all([lines.settled(), documents.settled()]);
      },
      prune: ({ runs: most = config.keep.runs, bytes = config.keep.bytes }, dryRun) => pruneRuns({ runs: most, bytes }, dryRun, context),
      explain: async (dispatch) => explainDispatch(await runs.folded(runOf(dispatch)), dispatch, context),
      down,
    }),
  );
  const idle = mode === 'on-demand' ? endWhenIdle(runs, config.idleExit, () => void down('leave')) : undefined;
  const watching = whenGone([home.ledger, home.daemonLock], abandon);
  restoreReports({ ledger, objects, home }).then(
    (restored) => restored.length > 0 && log.info('reports that were missing were written again', { runs: restored }),
    trouble('missing reports could not be written again'),
  );
  await forgetHalt(home);
  log.info('daemon ready', { epoch, home: root, mode, version: ENGINE });

  function onFenced(): void {
    log.error('another daemon has taken over; this one ends', { epoch });
    void down('leave');
  }

  /** Without its house a daemon admits nothing and answers as if it did: it ends, and says why. */
  function onHalted(error: unknown): void {
    log.error('the house cannot go on; the daemon ends and leaves the workers running', { error });
    tellHalt(home, error)
      .catch(trouble('why the daemon ends could not be written down'))
      .finally(() => void down('leave'));
  }

  /** Nothing that the workers could still bring has a place any more. */
  async function abandon(): Promise<void> {
    log.error('the home of this daemon was removed; it ends its workers and itself', { home: root });
    await endSessions(host).catch(trouble('the workers could not be ended'));
    await end('leave');
  }

  async function down(how: How): Promise<void> {
    if (how !== 'leave' && !ending && (runs.parked() || house.parked())) {
      throw new MusterError(
        'io-failed',
        'no run can be ended now: the ledger cannot be written',
        'Free some disk space and try again; plain `muster down` stops the daemon and leaves the workers running.',
      );
    }
    ending ??= end(how);
    await ending;
  }

  async function end(how: How): Promise<void> {
    draining = true;
    watching.stop();
    clearInterval(idle);
    await inboxes.close();
    if (how === 'drain') await drain();
    if (how === 'now') await abortAll();
    log.info('daemon ends', { how });
    await runs.stop();
    // Said for the record; while the ledger refuses, it goes unsaid.
    await within(
      FAREWELL_TAKES,
      house.post({ kind: 'stopped', how }).catch(() => undefined),
    );
    await house.stop();
    poller.close();
    await hints.close();
    await lines.close();
    await documents.close();
    await host.close();
    await ledger.close();
    await mark.leave();
    lock?.release();
    await log.close();
    // Whoever asked for the end hears of it before the socket closes.
    setImmediate(() => void control.close().then(onEnd));
  }

  async function drain(): Promise<void> {
    await house.post({ kind: 'drain' });
    await house.until((state) => (state.active.length === 0 ? true : undefined), new AbortController().signal);
  }

  async function abortAll(): Promise<void> {
    const active = house.state().active;
    const ordered = Promise.allSettled(
      active.map((run) =>
        runs.order(run, { kind: 'abort', run, reason: 'muster down --now' }, { commandId: `down:${epoch}`, actor: { kind: 'person' } }),
      ),
    );
    await within(ENDING_TAKES, ordered);
    await Promise.allSettled(active.map((run) => runs.untilEnded(run, AbortSignal.timeout(ENDING_TAKES))));
  }

  return { down };
}

/** Workers get their grace, their groups are confirmed gone, and a short report is written. */
const ENDING_TAKES = 60_000;
/** A ledger that is merely busy has answered by then. */
const FAREWELL_TAKES = 3_000;
