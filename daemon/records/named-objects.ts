// Which objects a run's journal names: results, patches, drafts of plans, its report. For every event
// type it is a digest in a payload, or in the text of a note.

import type { EventEnvelope } from '../../contracts/event.ts';

const DIGEST = /^[0-9a-f]{64}$/;
const DIGEST_IN_TEXT = /\b[0-9a-f]{64}\b/g;

/** Includes digests of other things, such as prompts; only the store knows whether such an object exists. */
export function digestsIn(events: readonly EventEnvelope[]): Set<string> {
  const found = new Set<string>();
  for (const { type, payload } of events) {
    if (type === 'note.added') for (const [digest] of JSON.stringify(payload).matchAll(DIGEST_IN_TEXT)) found.add(digest);
    else collect(payload, found);
  }
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length === 64 && DIGEST.test(value)) found.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collect(inner, found);
  }
}
