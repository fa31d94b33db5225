// The key of a piece of work: sha256 over canonical JSON of everything that its result depends on, and of nothing else.

import { KEY_FIELDS, type KeyField, type KeyFields } from '../../contracts/run/reuse.ts';
import { digestOfJson } from '../../runtime/canonical.ts';

export const DISPATCH_TAG = 'muster-dispatch@1';

export const keyOf = (fields: KeyFields): string => digestOfJson(fields);

/** The first field in which two keys differ, in the order in which a person is told; nothing where they are equal. */
export const firstDifference = (one: KeyFields, other: KeyFields): KeyField | undefined =>
  KEY_FIELDS.find((field) => one[field] !== other[field]);
