// The effect of a phase that judges work, and its observation.

import type { SourceAudit } from '../../../contracts/findings/work-verdict.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { SharedEventOf } from '../../../contracts/run/run-event.ts';

export type AuditEffect =
  /** Checks whether the project's files are as they were when the base was captured. */
  { kind: 'audit-source'; phase: string; base: Base } & Pick<SharedEventOf<'run.created'>['payload'], 'task' | 'config'>;

export type AuditObservation = { kind: 'audited'; phase: string; audit: SourceAudit };
