// Events about reuse: a run looks for an earlier result, uses one, or offers its own to later runs.

import { Digest, DispatchId, RunId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText } from '../text.ts';
import { Usage } from '../usage.ts';
import { Receipt } from '../work/receipt.ts';
import { Miss, SoughtKey } from './reuse.ts';

/** The key by which an equal run is found, and why none was used; or the run whose report is used, and what that had cost. */
export const SoughtRun = z.strictObject({ key: SoughtKey, miss: Miss.optional(), from: RunId.optional(), saved: Usage.optional() });

export const REUSE_EVENTS = {
  /** No earlier result was used; the new one is stored under the key, if one could be made. */
  'dispatch.sought': z.strictObject({
    dispatch: DispatchId,
    seat: SeatName,
    sought: SoughtKey.optional(),
    /** While it works, others with this key wait for it. */
    claims: z.boolean(),
    miss: Miss,
  }),
  /** It uses the result of an earlier dispatch with the same key. Its contents are examined again. */
  'dispatch.reused': z.strictObject({
    dispatch: DispatchId,
    seat: SeatName,
    from: DispatchId,
    sought: SoughtKey,
    digest: Digest,
    bytes: z.int(),
    summary: freeText(16_384),
    coverage: freeText(4000).optional(),
    notes: freeText(16_384).optional(),
    toolCalls: z.int().nullable(),
    /** What the earlier one cost. */
    saved: Usage,
    /** The model that answered then, if reported. */
    model: freeText(200).optional(),
    /** For an analysis: what was looked at then. */
    receipt: Receipt.optional(),
  }),
  /** From now on, equal dispatches get this result. */
  'result.kept': z.strictObject({ dispatch: DispatchId, seat: SeatName, key: Digest, kin: Digest }),
  /** A person withdrew it: no later run gets what is stored under these keys. */
  'result.forgotten': z.strictObject({ kept: z.array(z.strictObject({ key: Digest, owner: exactText(60) })).min(1) }),
} as const;
