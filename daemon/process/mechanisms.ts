// What a daemon opens before it leads anything: the lock of its home, the ledger, the session host, and the watchers of workers.

import type { Config } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Timestamp } from '../../contracts/time.ts';
import { millis, timestamp } from '../../contracts/time.ts';
import type { Host } from '../../contracts/work/session.ts';
import { systemClock } from '../../runtime/clock.ts';
import { privateFolder } from '../../runtime/files.ts';
import { neededInHome } from '../../runtime/folders/needed-in-home.ts';
import { refuseObstacles } from '../../runtime/folders/obstacles.ts';
import { refuseNewerHome } from '../../runtime/format/refuse-newer.ts';
import { type Home, homeAt } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { objectsIn } from '../../runtime/ledger/objects.ts';
import { openLedger, type SqliteLedger } from '../../runtime/ledger/open.ts';
import { holdDaemonLock, takeEpoch } from '../../runtime/ledger/write/fence.ts';
import { announceDaemon } from '../../runtime/locks.ts';
import { type Log, openLog } from '../../runtime/log/log.ts';
import { secretValues } from '../../runtime/secrets/redact.ts';
import { connectHost } from '../../runtime/sessions/client/client.ts';
import { seenEpoch } from '../../runtime/sessions/host/epoch.ts';
import { openTrash, type Trash } from '../../runtime/trash.ts';
import { type Hints, openHints } from '../../runtime/watch/hints.ts';
import { openPoller, type Poller } from '../../runtime/watch/poller.ts';
import { eventCatalogue, type MusterEvents, type MusterLedger } from '../../skills/events.ts';
import { DEBT_INDEX } from '../../skills/lineage/debt-index.ts';
import { LINEAGE } from '../../skills/lineage/edges.ts';
import { RUNS_BY_TASK_NAME } from '../../skills/run/origin/runs-by-task-name.ts';
import { openSlots, type Slots } from '../effects/house/slots.ts';
import { fleetOf, type MusterFleet, remoteSessionsOf } from '../fleet/fleet-of.ts';
import type { RemoteSessions } from '../fleet/lead/remote-sessions.ts';
import { loadConfig } from '../intake/settings.ts';
import { recordHalt } from './ending/halt.ts';
import { lazyHost } from './lazy-host.ts';
import { ENGINE } from './version.ts';

export type Mechanisms = {
  home: Home;
  env: NodeJS.ProcessEnv;
  config: Config;
  log: Log;
  upSince: Timestamp;
  epoch: number;
  ledger: MusterLedger;
  /** This home's own ledger, with its indexes. */
  copy: SqliteLedger<MusterEvents>;
  objects: Objects;
  /** What is shared with other nodes, if a fleet is configured. */
  fleet: MusterFleet | undefined;
  /** Sessions on other machines. */
  away: RemoteSessions | undefined;
  /** Sessions on this machine. */
  local: ReturnType<typeof lazyHost>;
  /** All sessions of its runs. */
  host: Host;
  poller: Poller;
  hints: Hints;
  slots: Slots;
  trash: Trash;
  /** Logs the failure of something that the daemon can do without. */
  trouble(what: string): (error: unknown) => void;
  /** Releases everything; the lock comes last, except for the log. */
  close(): Promise<void>;
};

export async function openMechanisms(root: string, env: NodeJS.ProcessEnv): Promise<Mechanisms> {
  const home = homeAt(root);
  refuseNewerHome(home);
  await privateFolder(root);
  const lock = await holdDaemonLock(home.daemonLock);
  if (!lock) throw new MusterError('daemon-running', `a daemon is already running on ${root}`, '`muster status` shows it.');
  refuseObstacles(neededInHome(home));

  const config = await loadConfig(home.config);
  const log = openLog({ path: home.log, ...config.log, secrets: secretValues(env) });
  const upSince = timestamp(systemClock.now());
  const mark = await announceDaemon(home.daemonMark, { pid: process.pid, version: ENGINE, since: upSince }, (error) =>
    log.warn('the mark of this daemon could not be kept', { error }),
  );
  const epoch = await takeEpoch(home.ledger, seenEpoch(root));
  const isCopy = config.fleet !== undefined;
  const copy = await openLedger({
    ...{ path: home.ledger, catalogue: eventCatalogue, epoch, isCopy, indexes: [LINEAGE, DEBT_INDEX, RUNS_BY_TASK_NAME] },
    onUnsure(error) {
      log.error('the last writes may not be on the disk; the daemon ends and leaves the workers running', { error });
      const tell = recordHalt(home, error).catch((failure: unknown) =>
        log.error('the reason why the daemon ends could not be recorded', { error: failure }),
      );
      // Exits at once: anything it still did could build on data that is lost.
      void tell.finally(() => process.exit(1));
    },
  });
  const own = objectsIn(home.objects);
  const fleet = await fleetOf(copy, own, { config, home, log });
  const { ledger, objects } = fleet ?? { ledger: copy, objects: own };
  const local = lazyHost(() => connectHost({ home: root, epoch, onLost: () => poller.hint() }));
  const away = fleet && config.fleet && (await remoteSessionsOf({ fleet, lease: millis(config.fleet.lease), home, log, config }));
  const host = away ? away.around(local) : local;
  const hinted = env.MUSTER_NO_HINTS === undefined;
  const poller = openPoller((keys, options) => host.observe(keys, options), systemClock, { reportsEnds: hinted });
  const hints = openHints(hinted);
  const trash = openTrash(home.trash, env, (error) => log.warn('files that are no longer needed could not be removed', { error }));
  await trash.discard(home.keptCheckouts); // Only the daemon that kept them can tell whether they are unchanged.
  host.onEnd((key) => poller.hint(key));
  away?.onNews((key) => poller.hint(key));

  return {
    ...{ home, env, config, log, upSince, epoch, ledger, copy, objects, fleet, away, local, host, poller, hints },
    slots: openSlots(),
    trash,
    trouble: (what) => (error) => log.error(what, { error }),
    async close() {
      away?.close();
      poller.close();
      await trash.close();
      await hints.close();
      await host.close();
      await (fleet ?? ledger).close();
      await mark.leave();
      lock.release();
      await log.close();
    },
  };
}
