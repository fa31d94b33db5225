// What a person has dismissed for good. It is stored in that person's home, and as an entry of the project's
// `.muster/dismissed.yaml`, which is meant to be committed and shared.

import { Fingerprint } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';

/** With more entries the file would be a habit rather than a list of exceptions. */
export const MOST_DISMISSALS = 2000;

/** A shorter one could silence findings that no one has seen. */
const WholeFingerprint = Fingerprint.regex(/^f-[0-9a-f]{12,64}$/, 'the full fingerprint, such as f-7c2e1a90b3d4');

export const Dismissal = z.strictObject({
  fingerprint: WholeFingerprint.describe('of the finding, in full; the same in every run'),
  also: wholeList(WholeFingerprint, 50).min(1).optional().describe('the same thing in the words of other workers'),
  places: wholeList(WholeFingerprint, 500)
    .min(1)
    .optional()
    .describe('of a finding with many places: each that was dismissed; with a new one it is no longer dismissed'),
  title: freeText(300).min(1).optional().describe('the title of the finding, for readers of the file'),
  why: freeText(2000).min(1).describe('why this is not a problem here'),
  who: freeText(200).min(1).optional(),
  when: exactText(40)
    .regex(/^\d{4}-\d{2}-\d{2}/, 'a date such as 2026-08-31')
    .optional(),
});
export type Dismissal = z.infer<typeof Dismissal>;

/**
 * Where it was recorded; by default in the home. `stranger`: the file of a project that the user does not trust, whose author may
 * also have written the change under review.
 */
export const DismissalSource = z.enum(['home', 'project', 'stranger']);
export type DismissalSource = z.infer<typeof DismissalSource>;

export const KnownDismissal = z.strictObject({ ...Dismissal.shape, source: DismissalSource.optional() });
export type KnownDismissal = z.infer<typeof KnownDismissal>;

/** What a change adds to the project's file, and where. */
export const AddedDismissals = z.strictObject({
  path: PathText,
  line: z.int().min(1).optional(),
  entries: wholeList(Dismissal, MOST_DISMISSALS),
});
export type AddedDismissals = z.infer<typeof AddedDismissals>;

export const DismissedFile = z.strictObject({ dismissed: wholeList(Dismissal, MOST_DISMISSALS) });
export type DismissedFile = z.infer<typeof DismissedFile>;
