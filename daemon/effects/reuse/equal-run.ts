// Looks for an earlier run with the same key, whose report is then used.

import type { Base } from '../../../contracts/run/base.ts';
import type { Miss } from '../../../contracts/run/reuse.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { kinClaim, resultClaim } from '../../../skills/reuse/claims.ts';
import { firstDifference, keyOf } from '../../../skills/reuse/key.ts';
import { isTooOld } from '../../../skills/reuse/may-reuse.ts';
import { spentOn } from '../../../skills/reuse/spent-on.ts';
import { runFields } from '../../../skills/reuse/whole-run.ts';
import type { RunObservation, RunRequest, RunReuse } from '../../../skills/run/effect.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { EffectContext } from '../effect-context.ts';
import { fingerprintOf } from './fingerprint.ts';

type EqualRunQuery = { asked: RunRequest; base: Base; seats: readonly Seat[]; reuse: RunReuse };
type Earlier = Pick<Extract<RunObservation, { kind: 'bound' }>, 'sought' | 'message'>;

export async function equalRun({ asked, base, seats, reuse }: EqualRunQuery, context: EffectContext): Promise<Earlier> {
  if (reuse.mode === 'off') return {};
  const { task, template, config } = asked;
  const providerOf = ({ provider }: Seat) => mustHave(context.agents.provider(provider), `unknown provider ${provider}`);
  const fields = runFields({
    ...{ engine: context.version, template: template.digest, task, config, seats, base, dismissals: reuse.dismissals },
    fingerprints: await Promise.all(seats.map((it) => fingerprintOf(it, providerOf(it), context))),
  });
  const key = { key: keyOf(fields), kin: digestOfJson(['run', task.project, template.name]), fields, names: [] };
  if (reuse.mode === 'key') return { sought: { key } };
  const kept = await context.ledger.claim(resultClaim(key.key));
  if (!kept) return { sought: { key, miss: await nearest(key.kin, fields, context) } };
  const earlier = await runNamed(kept.owner, context);
  const from = kept.owner;
  if (earlier?.life.kind !== 'ended' || earlier.pruned || !earlier.report) return { sought: { key, miss: { why: 'gone', from } } };
  const { life, report } = earlier;
  if (seats.some((it) => isTooOld(it, life.at, context.clock.now()))) return { sought: { key, miss: { why: 'too-old', from } } };
  return { sought: { key, from, saved: spentOn(earlier.dispatches) }, message: `${from} did the same; its report: ${report.path}` };
}

async function nearest(kin: string, fields: Parameters<typeof firstDifference>[0], context: EffectContext): Promise<Miss> {
  const newest = await context.ledger.claim(kinClaim(kin));
  const earlier = newest && (await runNamed(newest.owner, context));
  const field = earlier?.sought ? firstDifference(fields, earlier.sought.key.fields) : undefined;
  return earlier && field ? { why: 'differs', field, from: earlier.id } : { why: 'first' };
}

const runNamed = (run: string, { folded }: EffectContext): Promise<RunState | undefined> => folded(run).catch(() => undefined);
