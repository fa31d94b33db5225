// How a daemon ends: it leaves its workers running, waits for its runs, or aborts them. It ends only once.

import type { DownMode } from '../../../contracts/control.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { within } from '../../../runtime/sessions/host/session/one-time-event.ts';
import { endAhead } from '../../effects/attempt/ahead.ts';
import type { Leading } from '../leading.ts';
import type { Mechanisms } from '../mechanisms.ts';

export type Ending = {
  down(how: DownMode): Promise<void>;
  /** Ends without waiting for anything that would be written to the home, because the home is gone. */
  abandon(): Promise<void>;
  /** Whether it has stopped taking new work. */
  draining(): boolean;
};

export type Closing = {
  /** Stops taking in new work. */
  stopIntake(): Promise<void>;
  /** Finishes writing lines and documents. */
  closeProjections(): Promise<void>;
  /** Called last. */
  closed(): void;
};

/** Enough for the workers' grace period, for confirming that their process groups are gone, and for a short report. */
const ENDING_TAKES = 60_000;
/** A ledger that is only busy answers within this time. */
const FAREWELL_TAKES = 3_000;

export function endingOf(mechanisms: Mechanisms, { runs, house, context }: Leading, closing: Closing): Ending {
  let ending: Promise<void> | undefined;
  let draining = false;

  async function down(how: DownMode): Promise<void> {
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

  async function end(how: DownMode): Promise<void> {
    draining = true;
    await closing.stopIntake();
    if (how === 'drain') await drain();
    if (how === 'now') await abortAll();
    mechanisms.log.info('daemon ends', { how });
    await runs.stop();
    // For the record; skipped if the ledger refuses it.
    await within(
      FAREWELL_TAKES,
      house.post({ kind: 'stopped', how }).catch(() => undefined),
    );
    await house.stop();
    await Promise.all([endAhead(context.workspace), context.maps.close()]);
    await closing.closeProjections();
    await mechanisms.close();
    closing.closed();
  }

  async function drain(): Promise<void> {
    await house.post({ kind: 'drain' });
    await house.until((state) => (state.active.length === 0 ? true : undefined), new AbortController().signal);
  }

  async function abortAll(): Promise<void> {
    const active = house.state().active;
    const from = { commandId: `down:${mechanisms.epoch}`, actor: { kind: 'person' } } as const;
    const ordered = Promise.allSettled(active.map((run) => runs.order(run, { kind: 'abort', run, reason: 'muster down --now' }, from)));
    await within(ENDING_TAKES, ordered);
    await Promise.allSettled(active.map((run) => runs.untilEnded(run, AbortSignal.timeout(ENDING_TAKES))));
  }

  return { down, abandon: () => end('leave'), draining: () => draining };
}
