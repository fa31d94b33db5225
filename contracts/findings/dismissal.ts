// What a person has dismissed for good: the entries of a project's `.muster/dismissed.yaml`, which is
// meant to be committed, so that one person's word spares the whole team the question.

import { z } from 'zod';
import { Fingerprint } from '../ids.ts';
import { exact, listOf, words } from '../text.ts';

export const Dismissal = z.strictObject({
  fingerprint: Fingerprint.describe('of the finding, the same in every run; its first characters are enough'),
  also: listOf(Fingerprint, 50).min(1).optional().describe('the same thing in the words of other workers'),
  title: words(300).min(1).optional().describe('the title of the finding, for readers of the file'),
  why: words(2000).min(1).describe('why this is not a problem here'),
  who: words(200).min(1).optional(),
  when: exact(40)
    .regex(/^\d{4}-\d{2}-\d{2}/, 'a date such as 2026-08-31')
    .optional(),
});
export type Dismissal = z.infer<typeof Dismissal>;

/** Above this the file is a habit and no longer a list of exceptions. */
export const MOST_DISMISSALS = 2000;

export const DismissedFile = z.strictObject({ dismissed: listOf(Dismissal, MOST_DISMISSALS) });
export type DismissedFile = z.infer<typeof DismissedFile>;
