// What can be decided about a stage that is stuck or should continue in another way: exactly eight actions.

import { SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { Stage, ValidatorSpec } from './plan.ts';

const reason = freeText(4000).min(1);

export const PolicyAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('retry') }),
  /** Its parts replace it; what depends on it waits for the last of them. */
  z.strictObject({ do: z.literal('decompose'), stages: wholeList(Stage, 50).min(2) }),
  z.strictObject({ do: z.literal('change-agent'), seat: SeatName }),
  /** `nth` counts from 1; `argv` defines the command that `to` names. */
  z.strictObject({
    do: z.literal('change-validator'),
    nth: z.int().min(1),
    to: ValidatorSpec,
    argv: wholeList(exactText(4096), 200).min(1).optional(),
  }),
  z.strictObject({ do: z.literal('amend-scope'), files: wholeList(PathText, 100).min(1), reason }),
  /** `go-on`: stages that depend on it start without it. */
  z.strictObject({ do: z.literal('skip'), reason, dependents: z.enum(['go-on', 'skip']) }),
  z.strictObject({ do: z.literal('abort'), reason }),
  z.strictObject({ do: z.literal('escalate'), reason }),
]);
export type PolicyAction = z.infer<typeof PolicyAction>;
