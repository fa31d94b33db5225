// Checks where the workers of a fleet ran: each attempt in one home, and none before the previous one had to be over by the lease of its
// host. The worker of a lead that was killed is ended when that lead is back; it only reads.

import { fieldsOf, isFields, textOf } from '../canonical.ts';
import type { Say } from '../findings.ts';
import type { Journal } from '../journal.ts';
import { type Session, sessionsIn } from '../sessions.ts';

export function checkAttemptPlaces(roots: readonly string[], { facts }: Journal, say: Say): void {
  const all = roots.flatMap((root) => sessionsIn(root, () => undefined).map((it) => ({ ...it, root })));
  const hosted = new Set(
    facts
      .filter(({ type, payload }) => type === 'attempt.started' && isFields(payload.host))
      .map(({ payload }) => `${textOf(payload.dispatch)}.${String(payload.attempt)} ${textOf(fieldsOf(payload.host).home)}`),
  );
  const seen = new Map<string, string>();
  for (const { key, root } of all) {
    const before = seen.get(key);
    if (before !== undefined) say(`session ${key}: is in ${before} and in ${root}`);
    seen.set(key, root);
  }
  for (const it of all) {
    const before = all.find((one) => one.dispatch === it.dispatch && one.attempt === it.attempt - 1);
    if (before && before.root !== it.root && hosted.has(`${before.key} ${before.root}`) && !isOver(before, it))
      say(`session ${it.key}: began in ${it.root} before ${before.key} was over in ${before.root}`);
  }
}

const isOver = (before: Session, it: Session): boolean => before.ended !== '' && before.ended <= it.begun;
