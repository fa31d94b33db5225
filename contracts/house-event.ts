// The events of the house, which belong to no run: which runs may work now, which daemon is active, which projects are trusted.

import { EffectFailed } from './event.ts';
import { Dismissal } from './findings/dismissal.ts';
import { REVIEW_COMPARISON } from './findings/tracked.ts';
import { Digest, Fingerprint, ProviderName, RunId } from './ids.ts';
import * as z from './schema.ts';
import { exactText, freeText, PathText, wholeList } from './text.ts';
import { Timestamp } from './time.ts';

export const HOUSE_EVENTS = {
  'daemon.started': z.strictObject({ epoch: z.int().min(1), pid: z.int(), version: freeText(100), maxConcurrentRuns: z.int().min(1) }),
  /** Nothing new is admitted until the next start. */
  'daemon.draining': z.strictObject({ epoch: z.int().min(1) }),
  'daemon.stopped': z.strictObject({ epoch: z.int().min(1), how: freeText(200) }),
  /** A run that will change a branch names it: only one run is admitted for each branch at a time. */
  'admission.asked': z.strictObject({ run: RunId, branch: z.strictObject({ project: PathText, ref: exactText(1000) }).optional() }),
  'admission.granted': z.strictObject({ run: RunId }),
  /** The run waits for a person and frees its slot. When it continues, it does so at once. */
  'admission.rests': z.strictObject({ run: RunId, rests: z.boolean() }),
  'admission.left': z.strictObject({ run: RunId }),
  /** A run carries out this stage of a plan; until then no other run starts it, unless this run ends or waits for a person. */
  'stage.reserved': z.strictObject({ run: RunId, name: exactText(5000), until: Timestamp }),
  /** A run ended with a stub report, which is completed when possible. */
  'report.owed': z.strictObject({ run: RunId }),
  'report.settled': z.strictObject({ run: RunId }),
  'provider.held': z.strictObject({ provider: ProviderName, until: Timestamp, by: freeText(200) }),
  'provider.released': z.strictObject({ provider: ProviderName }),
  'project.trusted': z.strictObject({ project: PathText, digest: Digest }),
  /** `muster init` ran there, so the daemon watches its inbox. */
  'project.watched': z.strictObject({ project: PathText }),
  'project.allowed': z.strictObject({ project: PathText, providers: wholeList(ProviderName, 64).min(1) }),
  /** Consent was withdrawn: it is asked for again before the next run. */
  'project.disallowed': z.strictObject({ project: PathText, providers: wholeList(ProviderName, 64).min(1) }),
  /** A person says that a finding is no problem in this project; effective at once, whatever the project's own file says. */
  'finding.dismissed': z.strictObject({ project: PathText, entry: Dismissal }),
  'finding.undismissed': z.strictObject({ project: PathText, fingerprint: Fingerprint }),
  /** What a review found out about the findings of a branch. */
  'findings.kept': z.strictObject({ project: PathText, ...REVIEW_COMPARISON }),
  /** The result for an agent's program at one version: from a check, or because a run could not use its output. */
  'agent.checked': z.strictObject({
    agent: exactText(100),
    provider: ProviderName,
    version: freeText(200).nullable(),
    /** `undecided`: something other than the program kept it from working. */
    outcome: z.enum(['passed', 'failed', 'undecided']),
    starts: z.boolean(),
    writes: z.boolean().describe('a result that was accepted'),
    stops: z.boolean().describe('by itself'),
    tells: z.boolean().describe('what it used'),
    says: freeText(1000),
    run: RunId,
  }),
  /** A person uses that version although it failed. */
  'agent.forced': z.strictObject({ agent: exactText(100), version: freeText(200) }),
  'effect.failed': EffectFailed,
} as const;

export type HouseEventType = keyof typeof HOUSE_EVENTS;
export type HouseEventOf<T extends HouseEventType> = { type: T; payload: z.infer<(typeof HOUSE_EVENTS)[T]> };
export type HouseEvent = { [T in HouseEventType]: HouseEventOf<T> }[HouseEventType];
