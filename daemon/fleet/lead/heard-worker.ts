// What a lead has heard of one worker on a host, and when that means that the worker is lost. Its host may be broken or lie, so
// silence, the start and the age are counted here, too.

import { failureOf } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostReport } from '../../../contracts/work/hosted.ts';
import type { SessionKey, SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';

export type HeardWorker = {
  readonly node: string;
  said(): HostReport | undefined;
  isLost(): boolean;
  /** Time in which this node could have heard the host. */
  passes(span: Millis): void;
  /** A report has arrived, which perhaps cannot be processed here. */
  arrives(): void;
  /** What the newest report names cannot be fetched: until it can, the host counts as silent. */
  lacks(error: unknown): void;
  /** A report was processed, which the servers received at that time. */
  heard(report: HostReport, receivedAt: Millis): void;
  view(): SessionView;
};

/** More than the lease, after which a host ends its workers by itself. */
const LOST_AT = 1.1;
/** A host fetches the files of a worker before that begins: at most 256 MiB, perhaps over a slow line. */
const BEGINS_WITHIN: Millis = 15 * 60_000;

export function heardWorker(key: SessionKey, node: string, { clock, lease }: { clock: Pick<Clock, 'awake'>; lease: Millis }): HeardWorker {
  let said: HostReport | undefined;
  let heardAt = clock.awake();
  let begun = false;
  /** How long the host was silent, and how long it has not begun the worker, while this node could have heard it. */
  let [silent, notBegun] = [0, 0];
  /**
   * The time between its reports, first until it is begun, then since: by the servers, which tell a lead that has started again the
   * same. A pause counts for no more than a host may be silent, so that a server's clock can be set meanwhile.
   */
  let counted: Millis = 0;
  let lastReceived: Millis | undefined;
  let lacking: string | undefined;

  const isSilent = (): boolean => silent >= lease * LOST_AT;
  const isLost = (): boolean => isSilent() || (!begun && Math.max(notBegun, counted) >= BEGINS_WITHIN);

  function whyLost(): string {
    if (!isSilent()) return `host ${node} has not begun it within ${BEGINS_WITHIN / 60_000} min`;
    if (lacking !== undefined) return `what host ${node} says of it cannot be fetched: ${lacking}`;
    return `nothing was heard from host ${node} for ${Math.round(silent / 1000)} s`;
  }

  return {
    node,
    said: () => said,
    isLost,
    passes(span) {
      silent += span;
      if (!begun) notBegun += span;
    },
    arrives() {
      if (lacking === undefined && !isLost()) silent = 0;
    },
    lacks(error) {
      lacking = failureOf(error).message;
    },
    heard(report, receivedAt) {
      [said, heardAt, silent, lacking] = [report, clock.awake(), 0, undefined];
      counted += Math.min(Math.max(0, receivedAt - (lastReceived ?? receivedAt)), Math.floor(lease * LOST_AT));
      lastReceived = receivedAt;
      if (begun || (report.view.state === 'starting' && !report.view.end)) return;
      [begun, counted] = [true, 0];
    },
    view() {
      const now = clock.awake();
      const since = now - heardAt;
      const known: SessionView = said?.view ?? {
        ...{ key, state: 'starting', pid: null, pidStart: null, held: false, age: 0 },
        ...{ quietOutput: null, quietCpu: null, outputBytes: 0, end: null },
      };
      // A process id of another machine means nothing here.
      const view = { ...known, pid: null, pidStart: null };
      if (view.end) return view;
      const message = `${whyLost()}; its worker may still run there`;
      if (isLost()) return { ...view, state: 'ended', end: { by: 'lost', code: null, signal: null, message, gone: false } };
      const older = (it: Millis | null): Millis | null => (it === null ? null : it + since);
      const age = Math.max(view.age, begun ? counted : 0) + since;
      return { ...view, unheard: since, age, quietOutput: older(view.quietOutput), quietCpu: older(view.quietCpu) };
    },
  };
}
