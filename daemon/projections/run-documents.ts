// The documents of a run that follow from its state at any moment. The plan is written as the very bytes that its
// digest is of; they are kept as an object too, each draft of it.

import { join } from 'node:path';
import { canonicalJson, digestOf } from '../../runtime/canonical.ts';
import type { RunState } from '../../skills/run/state.ts';

export type RunDocument = { what: string; name: string; text: string };

export function runDocuments({ convergence, plan }: RunState): RunDocument[] {
  return [...(convergence ? [{ what: 'convergence', name: 'convergence.json', text: readable(convergence) }] : []), ...planDocuments(plan)];
}

/** Events after which some of them are other ones. */
export const changesDocuments = (type: string): boolean =>
  type.startsWith('convergence.') || type === 'finding.settled' || type.startsWith('plan.');

/** What a manifest names of them, by the digest of what is in the file. */
export const planOutputs = ({ plan }: RunState): { name: string; digest: string }[] =>
  planDocuments(plan).map(({ name, text }) => ({ name: join('state', name), digest: digestOf(text) }));

function planDocuments(plan: RunState['plan']): RunDocument[] {
  if (!plan) return [];
  const written = { what: 'plan', name: 'plan.json', text: canonicalJson(plan.plan) };
  if (!plan.verification) return [written];
  return [written, { what: 'plan verification', name: 'plan-body-verification.json', text: readable(plan.verification) }];
}

/** In the order of canonical JSON: a fold that was kept and one made anew hold their keys in different orders. */
export const readable = (document: unknown): string => `${JSON.stringify(JSON.parse(canonicalJson(document)), null, 1)}\n`;
