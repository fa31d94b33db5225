// The outside client that holds a stage: a client of `muster mcp`, for as long as its process lives and until a given instant.

import { SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { freeText } from '../text.ts';
import { Timestamp } from '../time.ts';

/** The process, as the daemon saw it when it asked. */
export const Client = z.strictObject({
  name: freeText(200),
  session: freeText(100),
  pid: z.int().min(1),
  /** Its start time according to the system, because a pid can be reused. */
  start: freeText(200),
});
export type Client = z.infer<typeof Client>;

export const Holder = Client.extend({ seat: SeatName, until: Timestamp });
export type Holder = z.infer<typeof Holder>;
