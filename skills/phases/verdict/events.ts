// The events of judging work: the sources are compared with what was captured, then the rule is applied.

import { SourceAudit, WorkVerdict } from '../../../contracts/findings/work-verdict.ts';
import { PhaseKey } from '../../../contracts/ids.ts';
import * as z from '../../../contracts/schema.ts';

export const VERDICT_EVENTS = {
  'source.audited': z.strictObject({ phase: PhaseKey, audit: SourceAudit }),
  'work.judged': z.strictObject({ phase: PhaseKey, verdict: WorkVerdict }),
} as const;
