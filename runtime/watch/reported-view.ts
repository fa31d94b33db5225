// The last view of a session that the host reported, extrapolated by the clock. The host reports every end by itself, so a silent
// worker need not be queried; but no decision is based on an extrapolated view.

import type { Millis } from '../../contracts/time.ts';
import type { SessionView } from '../../contracts/work/session.ts';

export type ReportedView = { view: SessionView; at: Millis };

/**
 * How long a view is extrapolated before the host is asked again; half of that for a session on another machine, which only its
 * host hears.
 */
const VALID_FOR: Millis = 30_000;

/** Views older than this are refreshed along with others, so that soon all are refreshed together. */
export const isStale = (reported: ReportedView | undefined, now: Millis): boolean =>
  !reported || now - reported.at >= validFor(reported) / 2;

const validFor = ({ view }: ReportedView): Millis => (view.unheard === undefined ? VALID_FOR : VALID_FOR / 2);

/** The view, assuming that the session did nothing since; undefined if the host must be asked. */
export function extrapolated(reported: ReportedView | undefined, now: Millis): SessionView | undefined {
  if (!reported || now - reported.at >= validFor(reported)) return undefined;
  const { view } = reported;
  if (view.state !== 'running' || view.held) return undefined;
  const since = now - reported.at;
  const { age, quietOutput, quietCpu, left } = view;
  return {
    ...view,
    age: age + since,
    quietOutput: quietOutput === null ? null : quietOutput + since,
    quietCpu: quietCpu === null ? null : quietCpu + since,
    ...(left ? { left: { ...left, since: left.since + since } } : {}),
  };
}
