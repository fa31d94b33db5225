// The key of a piece of work: sha256 over the canonical JSON of everything that its result depends on, and nothing else.

import { KEY_FIELDS, type KeyField, type KeyFields } from '../../contracts/run/reuse.ts';
import { digestOfJson } from '../../runtime/canonical.ts';

export const DISPATCH_TAG = 'muster-dispatch@1';

export const keyOf = (fields: KeyFields): string => digestOfJson(fields);

/** The first field in which two keys differ, in the order of interest to a person; undefined if they are equal. */
export const firstDifference = (one: KeyFields, other: KeyFields): KeyField | undefined =>
  KEY_FIELDS.find((field) => one[field] !== other[field]);
