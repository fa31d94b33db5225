// What belongs to no run: who may work now, which daemon speaks, which projects are trusted.

import { z } from 'zod';
import { Digest, RunId } from './ids.ts';
import { Timestamp } from './time.ts';

export const HOUSE_EVENTS = {
  'daemon.started': z.strictObject({ epoch: z.int().min(1), pid: z.int(), version: z.string(), maxConcurrentRuns: z.int().min(1) }),
  /** Nothing new is admitted until the next start. */
  'daemon.draining': z.strictObject({ epoch: z.int().min(1) }),
  'daemon.stopped': z.strictObject({ epoch: z.int().min(1), how: z.string() }),
  /** A run that will change a branch says which: one at a time is admitted for each. */
  'admission.asked': z.strictObject({ run: RunId, branch: z.strictObject({ project: z.string(), ref: z.string() }).optional() }),
  'admission.granted': z.strictObject({ run: RunId }),
  'admission.left': z.strictObject({ run: RunId }),
  /** A run ended with a stub of a report; it is made whole when that can be done. */
  'report.owed': z.strictObject({ run: RunId }),
  'report.settled': z.strictObject({ run: RunId }),
  'provider.held': z.strictObject({ provider: z.string(), until: Timestamp, by: z.string() }),
  'provider.released': z.strictObject({ provider: z.string() }),
  'project.trusted': z.strictObject({ project: z.string(), digest: Digest }),
  /** `muster init` ran there: its inbox is one of the house's. */
  'project.watched': z.strictObject({ project: z.string() }),
  'project.allowed': z.strictObject({ project: z.string(), providers: z.array(z.string()).min(1) }),
  /** What became of an agent's program at one version: by a check, or because a run could make nothing of it. */
  'agent.checked': z.strictObject({
    agent: z.string(),
    provider: z.string(),
    version: z.string().nullable(),
    /** `undecided`: what kept it from its work was not the program. */
    outcome: z.enum(['passed', 'failed', 'undecided']),
    starts: z.boolean(),
    writes: z.boolean().describe('a result that was accepted'),
    stops: z.boolean().describe('by itself'),
    tells: z.boolean().describe('what it used'),
    says: z.string().max(1000),
    run: RunId,
  }),
  /** A person uses that version although it failed. */
  'agent.forced': z.strictObject({ agent: z.string(), version: z.string() }),
  'effect.failed': z.strictObject({
    key: z.string(),
    try: z.int().min(1),
    retryAt: Timestamp,
    code: z.string(),
    message: z.string().max(4000),
  }),
} as const;

export type HouseEventType = keyof typeof HOUSE_EVENTS;
export type HouseEventOf<T extends HouseEventType> = { type: T; payload: z.infer<(typeof HOUSE_EVENTS)[T]> };
export type HouseEvent = { [T in HouseEventType]: HouseEventOf<T> }[HouseEventType];
