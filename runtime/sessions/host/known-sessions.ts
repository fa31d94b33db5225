// The sessions that the records of a home tell of, for who must know whether a process belongs to one.

import { existsSync, readdirSync } from 'node:fs';
import type { SessionKey } from '../../../contracts/work/session.ts';
import { type Intent, recordsOf, sessionsFolder, unendedSessions } from './records.ts';
import type { Root } from './session/family.ts';

export type LivingSession = { key: SessionKey; host: Intent['host']; root: Root };

export function livingSessions(home: string): LivingSession[] {
  if (!existsSync(sessionsFolder(home))) return [];
  return unendedSessions(home).flatMap((key) => {
    const records = recordsOf(home, key);
    const intent = records.intent();
    if (!intent) return [];
    const { pid = null, pidStart = null } = records.started() ?? {};
    // As if it had been watched: where its leader is gone and others are in its session, they count as its own.
    return [{ key, host: intent.host, root: { pid, pidStart, marks: intent.marks, notBefore: intent.host, watched: true } }];
  });
}

/** The hosts of every recorded session, ended ones included: no process that a host started is older than that host. */
export function recordedHosts(home: string): Intent['host'][] {
  if (!existsSync(sessionsFolder(home))) return [];
  return readdirSync(sessionsFolder(home)).flatMap((key) => recordsOf(home, key).intent()?.host ?? []);
}
