// What a worker looked at: what its result claims, what its program's output shows, and what of both is in the base. A finding
// needs evidence; “nothing found” needs a receipt.

import { DispatchId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { cuttableList, exactText, freeText, PathText, wholeList } from '../text.ts';

/** Only `read` and `diffed` open a file. */
export const LookKind = z.enum(['read', 'searched', 'ran', 'diffed']);
export type LookKind = z.infer<typeof LookKind>;

const MOST_CLAIMED = 20_000;

/** `{"path": "src/a.ts", "lines": "1-80", "how": "read"}`, or `{"glob": "src/**", "how": "searched"}`. */
const ClaimedLook = z
  .object({
    path: PathText.min(1).optional().describe('a file, from the root of the repository'),
    glob: exactText(1000).min(1).optional().describe('instead of `path`, for a search: it never counts as reading'),
    lines: freeText(100).optional().describe('which lines, for example `1-80`; left out, the whole file'),
    how: LookKind.default('read'),
    quote: freeText(4000).optional().describe('a whole line that only this file has: found there, it shows that you opened the file'),
  })
  .refine((it) => (it.path === undefined) !== (it.glob === undefined), { message: 'needs either `path` or `glob`' });
export type ClaimedLook = z.infer<typeof ClaimedLook>;

export const ClaimedLooks = wholeList(ClaimedLook, MOST_CLAIMED);

/** Some of the files in the scope, as positions in its sorted list: `0-14,17,20-22`. A list that is too long is cut at its end. */
export const Places = exactText(131_072).regex(/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/);

export const Receipt = z.strictObject({
  /** The number of files in the scope. */
  files: z.int().min(0).max(10_000_000),
  opened: Places,
  /** Searched or run, but not opened. */
  searched: Places,
  /** For a range: the files that it changes; the same in every receipt. */
  changed: Places.optional(),
  /**
   * `witnessed`: its program's output shows it. `claimed`: only the result says so. `program`: a program of Muster's own reports
   * what it opened.
   */
  by: z.enum(['witnessed', 'claimed', 'program']),
  /** If not all of `opened` is witnessed: the part that is, and the files of which it quoted what is there. */
  shown: Places.optional(),
  /** Its output shows a search or a command that touched files in the scope. */
  searchSeen: z.boolean(),
  /** Files that it claims to have opened but that its program's output does not show. */
  unwitnessed: z.int().min(0),
  /** Paths that it claims but that are not in the base. */
  absent: cuttableList(freeText(4096), 20, (left) => `… and ${left} more`),
});
export type Receipt = z.infer<typeof Receipt>;

/**
 * Why an analysis says nothing about the code. `invented`: none of its evidence is in the base, and it opened nothing.
 * `opened-no-change`: it found nothing, and opened no file that the range changes.
 */
export const Inconclusive = z.enum(['opened-nothing', 'too-fast', 'invented', 'opened-no-change']);
export type Inconclusive = z.infer<typeof Inconclusive>;

/** What one worker looked at, for people. */
export const SeatLooks = z.strictObject({
  seat: SeatName,
  dispatch: DispatchId,
  judges: z.enum(['anything', 'categories']),
  receipt: Receipt,
  inconclusive: Inconclusive.nullable(),
});
export type SeatLooks = z.infer<typeof SeatLooks>;
