// Checks the object store: every file is named by the sha256 of its bytes, and everything that the journal names is there.

import { join } from 'node:path';
import { type Json, textOf } from './canonical.ts';
import { bytesAt, digestAt, isDraft, namesIn, type Say } from './findings.ts';
import type { Fact } from './journal.ts';

export function checkStore(root: string, say: Say): void {
  const folder = join(root, 'objects');
  for (const shelf of namesIn(folder)) {
    for (const name of namesIn(join(folder, shelf))) {
      if (isDraft(name)) continue;
      if (digestAt(join(folder, shelf, name)) !== shelf + name) say(`objects: ${shelf}/${name} does not hold what its name says`);
    }
  }
}

const objectPath = (root: string, digest: string): string => join(root, 'objects', digest.slice(0, 2), digest.slice(2));

/** In whichever of the homes it is. */
export function objectIn(roots: readonly string[], digest: string): Buffer | undefined {
  for (const root of roots) {
    const bytes = bytesAt(objectPath(root, digest));
    if (bytes) return bytes;
  }
  return undefined;
}

/** What a run's journal names by a digest and nothing else keeps. */
export function checkNamed(roots: readonly string[], run: string, facts: readonly Fact[], say: Say): void {
  for (const { type, payload } of facts) {
    if (type === 'run.created') need(payload.text, undefined, 'its task');
    if (type === 'result.accepted' || type === 'dispatch.reused')
      need(payload.digest, payload.bytes, `the result of ${textOf(payload.dispatch)}`);
    if (type === 'plan.drafted') need(payload.digest, undefined, 'a draft of its plan');
    if (type === 'workplace.changed') need(payload.patch, undefined, `what was changed in the checkout ${textOf(payload.workplace)}`);
  }

  function need(digest: Json | undefined, bytes: Json | undefined, what: string): void {
    const found = objectIn(roots, textOf(digest));
    if (found === undefined) say(`${run}: ${what} is not among the objects (${textOf(digest).slice(0, 16)}…)`);
    else if (bytes !== undefined && found.length !== bytes)
      say(`${run}: ${what} has ${found.length} bytes, and ${String(bytes)} were accepted`);
  }
}
