// What a worker changed in a checkout that it was only meant to read: kept as a patch, and journaled
// before the checkout is removed or rebuilt.

import { basename } from 'node:path';
import type { Violation } from '../../../runtime/workspace/checkout/checkout.ts';
import type { JournaledChange, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';

export type ReportedChange = Extract<RunObservation, { kind: 'violated' }>['violations'][number];

/** A process that outlives its worker may keep changing the checkout; after so many reports it is removed as it is. */
const MOST_TOLD = 5;

/** Undefined if the change is already in the journal, so that the checkout may be removed. */
export async function unreportedChange(
  path: string,
  violation: Violation,
  told: readonly JournaledChange[],
  { objects }: Pick<EffectContext, 'objects'>,
): Promise<ReportedChange | undefined> {
  const workplace = basename(path);
  const patch = await objects.put(violation.patch);
  const before = told.filter((it) => it.workplace === workplace);
  const known = before.length >= MOST_TOLD || before.some((it) => it.patch === patch);
  const { files, lost } = violation;
  return known ? undefined : { workplace, patch, files, ...(lost ? { lost } : {}) };
}
