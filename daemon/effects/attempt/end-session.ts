// How a session is ended: one more look, so that a worker with a finished result is never killed; then
// the session is told to end; then a last look at what it left.

import type { SessionView } from '../../../contracts/work/session.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import type { RunEffect } from '../../../skills/run/effect.ts';

type EndReason = Pick<Extract<RunEffect, { kind: 'end' }>, 'reason' | 'watch'>;

export type EndedSession = { kind: 'spared'; look: Look } | { kind: 'stopped'; view: SessionView | undefined; look: Look };

export async function endSession(
  order: EndReason,
  /** `session`: as the host has just described it, so that it need not be asked. */
  { look, stop }: { look(session?: SessionView): Promise<Look>; stop(): Promise<SessionView | undefined> },
): Promise<EndedSession> {
  const before = order.reason === 'done' ? undefined : await look();
  if (before?.session && !before.session.end && judgeLook(order.watch, before).kind === 'answered') return { kind: 'spared', look: before };
  const view = await stop();
  return { kind: 'stopped', view, look: await look(view) };
}
