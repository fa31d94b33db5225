// Which node of a fleet led a run when it did something: what is not in the journal (prompts, results,
// the task) is in that node's home and missing from all others.

import { digestOfJson } from '../../runtime/canonical.ts';
import type { RunRecord } from '../../skills/events.ts';
import { phaseOfEvent } from '../../skills/phases/table.ts';

/** Something of the run that is not here, and is not expected to be. */
export type Elsewhere = { what: string; path: string; node: string };

export type NodeLookup = {
  /** The node that has a file (named by its path in an event) or an object (by digest); undefined if it is this one. */
  of(pathOrDigest: string): string | undefined;
  /** The node that has what existed when the run began. */
  atFirst(): string | undefined;
  atLast(): string | undefined;
};

const OURS: NodeLookup = { of: () => undefined, atFirst: () => undefined, atLast: () => undefined };

/** `node` is the name of this node; undefined without a fleet. */
export function nodeLookup(events: readonly RunRecord[], node: string | undefined): NodeLookup {
  const leads = events.flatMap((it) => (it.type === 'lead.taken' ? [it.payload.node] : []));
  if (node === undefined || leads.length === 0) return OURS;
  const other = (lead: string | undefined): string | undefined => (lead === node ? undefined : lead);
  let [lead] = leads;
  const by = new Map<string, string | undefined>();
  for (const { type, payload } of events) {
    if (type === 'lead.taken') lead = payload.node;
    if (type === 'prompt.written') by.set(payload.path, lead);
    if (type === 'result.accepted') by.set(payload.digest, lead);
    const kept = phaseOfEvent(type)?.keeps?.[type];
    if (kept) by.set(digestOfJson(kept(payload)), lead);
  }
  return { of: (it) => other(by.get(it)), atFirst: () => other(leads[0]), atLast: () => other(leads.at(-1)) };
}
