// Opens the configured fleet over the ledger and the objects of this home. Without one, none of its code is loaded.

import type { Config } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';
import { countingSleep, systemClock } from '../../runtime/clock.ts';
import type { Fleet } from '../../runtime/fleet/open.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import type { SqliteLedger } from '../../runtime/ledger/open.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { MusterEvents } from '../../skills/events.ts';
import { ENGINE } from '../process/version.ts';
import type { Leader } from './lead/mirror.ts';
import type { RemoteSessions } from './lead/remote-sessions.ts';

export type MusterFleet = Fleet<MusterEvents>;

type NodeContext = { config: Config; home: Home; log: Log };

export async function fleetOf(
  copy: SqliteLedger<MusterEvents>,
  objects: Objects,
  { config, home, log }: NodeContext,
): Promise<MusterFleet | undefined> {
  if (config.fleet) {
    const { openFleet } = await import('../../runtime/fleet/open.ts');
    return openFleet({
      ...{ settings: config.fleet, home: home.root, copy, objects, clock: { ...systemClock, awake: countingSleep() } },
      onTrouble: (error) =>
        log.error('the journal of the fleet has something that it should not have, or could not be followed', { error }),
    });
  }
  // What is written only here could never reach the other nodes.
  if (await copy.cursor('fleet'))
    throw new MusterError(
      'config-invalid',
      `${home.root} is the home of a node of a fleet, and config.yaml has no \`fleet\``,
      'Put `fleet` back into config.yaml, or use another home (MUSTER_HOME).',
    );
  return undefined;
}

/** The sessions on other machines. */
export async function remoteSessionsOf(of: { fleet: MusterFleet; lease: Millis } & NodeContext): Promise<RemoteSessions> {
  const { remoteSessions } = await import('./lead/remote-sessions.ts');
  const { FILES, mirrorIn } = await import('./lead/mirror.ts');
  const { home, log, lease, fleet, config } = of;
  const { transcriptBytes } = config;
  const { objects, isAnswered, hosts: places } = fleet;
  const mirror = (leader: Promise<Leader>) => mirrorIn({ home, objects, leader, log, files: FILES, transcriptBytes });
  return remoteSessions({ places, mirror, isAnswered, lease, log, clock: systemClock, version: ENGINE });
}
