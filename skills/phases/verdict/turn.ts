// What a phase that judges work remembers, and its moment.

import type { SourceAudit, WorkVerdict } from '../../../contracts/findings/work-verdict.ts';
import type { Turn } from '../phase.ts';

export type Judged = { audit: SourceAudit | null; verdict: WorkVerdict | null };
export type VerdictTurn = Turn<Judged, Record<never, never>>;
