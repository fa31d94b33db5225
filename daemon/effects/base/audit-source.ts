// Checks whether the project was changed while it was verified, by comparing its files now with the base of the run.

import { MusterError } from '../../../contracts/errors.ts';
import type { SourceAudit } from '../../../contracts/findings/work-verdict.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';

type AuditSourceEffect = Extract<RunEffect, { kind: 'audit-source' }>;

const MOST_PATHS = 1000;
const NAMED = 5;

export async function auditSource(
  run: string,
  order: AuditSourceEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  return { kind: 'audited', phase: order.phase, audit: await audit(run, order, context, signal) };
}

async function audit(
  run: string,
  { base, task, config }: AuditSourceEffect,
  { home, workspace }: EffectContext,
  signal: AbortSignal,
): Promise<SourceAudit> {
  try {
    const { changed, perhaps } = await workspace.changedSince(base, {
      project: task.project,
      base: task.base,
      ...(task.range === undefined ? {} : { range: task.range }),
      scope: task.scope,
      scratch: home.run(run).state,
      limits: config.capture,
      signal,
    });
    return { changed: changed.slice(0, MOST_PATHS), ...(perhaps.length === 0 ? {} : { unknown: notCommitted(perhaps) }) };
  } catch (error) {
    // Another try does not help where only a person can fix it, such as a project that is gone.
    if (error instanceof MusterError && error.class === 'user') return { changed: [], unknown: error.message };
    throw error;
  }
}

function notCommitted(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `only a commit was reviewed, and the checkout has uncommitted changes of unknown age (${paths.slice(0, NAMED).join(', ')}${more})`;
}
