// The next step of a phase that says whether work is accepted: the sources are audited, then the rule speaks.

import type { SourceAudit } from '../../../contracts/findings/work-verdict.ts';
import type { RunEvent } from '../../../contracts/run/run-event.ts';
import { GIVE_UP_AFTER } from '../../dispatch/retry.ts';
import type { RunEffect, Wanted } from '../../run/effect.ts';
import { effectKey } from '../../run/effect-key.ts';
import { quorumOf } from '../../run/outcomes.ts';
import { type PhaseState, type RunState, runningPhase } from '../../run/state.ts';
import { judgeWork } from './judge-work.ts';

export function advanceVerdict(state: RunState, { template: { key } }: PhaseState): RunEvent[] {
  if (state.verdict) return [{ type: 'phase.ended', payload: { phase: key, outcome: 'completed' } }];
  if (state.audit) return [{ type: 'work.judged', payload: { phase: key, verdict: judged(state, state.audit) } }];
  const failure = state.failures[effectKey('audit-source', key)];
  if (!failure || failure.counted < GIVE_UP_AFTER) return [];
  const unknown = `audit-source failed ${failure.try} times: ${failure.message}`;
  return [{ type: 'source.audited', payload: { phase: key, audit: { changed: [], unknown } } }];
}

/** Wanted while the phase runs and nobody has looked. */
export function auditWanted(state: RunState): Wanted<RunEffect>[] {
  const phase = runningPhase(state);
  if (phase?.template.kind !== 'verdict' || state.audit || state.paused) return [];
  const of = phase.template.key;
  const key = effectKey('audit-source', of);
  return [{ key, subject: key, effect: () => ({ kind: 'audit-source', phase: of }) }];
}

function judged(state: RunState, audit: SourceAudit): ReturnType<typeof judgeWork> {
  const acceptance = state.phases.filter(({ template }) => template.kind === 'critic' && template.mode === 'acceptance');
  const arguing = new Set(acceptance.map((it) => it.template.key));
  const phaseOf = new Map(state.dispatches.map((it) => [it.id, it.phase]));
  const against = state.gaps.filter((it) => arguing.has(phaseOf.get(it.dispatch ?? '') ?? '')).flatMap((it) => it.id ?? []);
  const { degraded, why } = quorumOf(state);
  return judgeWork({
    findings: state.convergence?.findings ?? [],
    gaps: state.gaps,
    against: new Set(against),
    unargued: acceptance.flatMap((phase) => silence(state, phase)),
    missing: degraded ? why : [],
    audit,
  });
}

/** A case that nobody argued is no case that was lost. */
function silence(state: RunState, { template, reason }: PhaseState): { seat: string; why: string }[] {
  const heard = state.critics.find((it) => it.phase === template.key);
  if (!heard) return [{ seat: template.key, why: reason ?? 'it was not begun' }];
  return heard.failed === null ? [] : [{ seat: heard.seat, why: heard.failed }];
}
