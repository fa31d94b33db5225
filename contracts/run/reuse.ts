// How an earlier result is found: by the fields of its key, each a digest or a short word. Equal fields mean equal work.

import { Digest, SubjectId } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText } from '../text.ts';

/** `off`: everything is done again. `results`: workers are not asked again. `all`: whole runs are not repeated either. */
export const ReuseMode = z.enum(['off', 'results', 'all']);
export type ReuseMode = z.infer<typeof ReuseMode>;

/** In the order in which a difference is reported: what a person changes comes before its consequences. */
export const KEY_FIELDS = [
  'tag',
  'engine',
  'template',
  'task',
  'settings',
  'seats',
  'skill',
  'definition',
  'agent',
  'ordinal',
  'provider',
  'version',
  'program',
  'model',
  'flags',
  'variables',
  'configuration',
  'tree',
  'from',
  'history',
  'dismissals',
  'inputs',
  'body',
] as const;
export type KeyField = (typeof KEY_FIELDS)[number];

export const KeyFields = z.partialRecord(z.enum(KEY_FIELDS), exactText(200));
export type KeyFields = z.infer<typeof KeyFields>;

/** Why no earlier result was used: the first field that differs from the nearest earlier key, or another reason. */
export const Miss = z.strictObject({
  why: z.enum(['first', 'differs', 'forced', 'too-old', 'gone', 'flagged', 'unnamed', 'busy']),
  field: z.enum(KEY_FIELDS).optional(),
  /** The dispatch or run whose key is the nearest, or that could not be used. */
  from: exactText(60).optional(),
});
export type Miss = z.infer<typeof Miss>;

/** Names that are valid only within one run, with the digest of what they name. */
export const ContentName = z.strictObject({ id: SubjectId, content: Digest });
export type ContentName = z.infer<typeof ContentName>;

/** A key, and how the result made under it is found later. */
export const SoughtKey = z.strictObject({
  key: Digest,
  /** The same for all work of one seat and kind in one project: where the nearest earlier key is looked up. */
  kin: Digest,
  fields: KeyFields,
  names: z.array(ContentName),
});
export type SoughtKey = z.infer<typeof SoughtKey>;
