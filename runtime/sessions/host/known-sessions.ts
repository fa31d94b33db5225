// The sessions that are recorded in a home, for code that must know whether a process belongs to one.

import { existsSync, readdirSync } from 'node:fs';
import type { SessionKey } from '../../../contracts/work/session.ts';
import { type Intent, recordsOf, sessionsFolder, unendedSessions } from './records.ts';
import type { Root } from './session/family/family.ts';

export type LivingSession = { key: SessionKey; host: Intent['host']; root: Root };

export function livingSessions(home: string): LivingSession[] {
  if (!existsSync(sessionsFolder(home))) return [];
  return unendedSessions(home).flatMap((key) => {
    const records = recordsOf(home, key);
    const intent = records.intent();
    if (!intent) return [];
    const { pid = null, pidStart = null } = records.started() ?? {};
    // Treated as if it had been watched: if its leader is gone, other processes in its session still count as its own.
    return [{ key, host: intent.host, root: { pid, pidStart, marks: intent.marks, notBefore: intent.host, watched: true } }];
  });
}

/** The hosts of all recorded sessions, including ended ones: no process that a host started is older than that host. */
export function recordedHosts(home: string): Intent['host'][] {
  if (!existsSync(sessionsFolder(home))) return [];
  return readdirSync(sessionsFolder(home)).flatMap((key) => recordsOf(home, key).intent()?.host ?? []);
}
