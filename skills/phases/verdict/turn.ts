// The state of a phase that judges work, and its turn.

import type { SourceAudit, WorkVerdict } from '../../../contracts/findings/work-verdict.ts';
import type { Turn } from '../phase.ts';

export type Judged = { audit: SourceAudit | null; verdict: WorkVerdict | null };
export type VerdictTurn = Turn<Judged, Record<never, never>>;
