// A run in a few lines for a leading agent: what it is, how far it has got, what it found, and who has to do what next. Pure.

import { isRefutedInWords } from '../../contracts/findings/state-order.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import { outcomeLine } from '../../skills/wording/outcome.ts';
import { stateLabel } from '../../skills/wording/states.ts';
import { isOpenGate } from '../cli/named/find-gate.ts';

export const shortRun = (view: RunView) => ({
  run: view.id,
  title: view.task.title,
  project: view.task.project,
  type: view.task.type,
  status: view.status,
  outcome: view.outcome,
  ...(view.outcome === null ? {} : { says: outcomeLine(view) }),
  ...(view.judgement === null ? {} : { judged: view.judgement.came }),
  ...(view.degraded ? { degraded: view.degradedWhy } : {}),
  ...(view.verdict === null ? {} : { verdict: view.verdict.verdict }),
  ...(view.waitsFor === null ? {} : { waitsFor: view.waitsFor }),
  phases: view.phases.map(({ key, kind, state }) => ({ phase: key, kind, state })),
  workers: view.dispatches.map(({ id, seat, phase, round, state, status }) => ({
    dispatch: id,
    seat,
    phase,
    round,
    state: status ?? state,
  })),
  findings: counts(view),
  gates: view.gates.filter(isOpenGate).map(gateLine),
  ...(view.report === null ? {} : { report: view.report.path }),
  seq: view.seq,
  next: nextFor(view),
});

/** What a leading agent should do now. */
function nextFor(view: RunView): string {
  if (view.outcome !== null && view.status !== 'concluding')
    return view.findings.length > 0 ? 'run_findings' : 'run_read with parts report and failures';
  if (view.gates.some(isOpenGate)) return 'show the person aPersonMust; run_events with wait 50 shows when it goes on';
  if (view.status === 'paused') return 'run_resume, or run_cancel';
  return `run_events with after ${view.seq} and wait 50`;
}

/** Counts by state, in the report's words, and by severity for the findings that were not rejected. */
function counts({ findings }: RunView): { states: Record<string, number>; severities: Record<string, number> } {
  const states: Record<string, number> = {};
  const severities: Record<string, number> = {};
  for (const { state, claimed, severity } of findings) {
    const label = stateLabel({ state, claimed });
    states[label] = (states[label] ?? 0) + 1;
    if (
      (state !== 'refuted' || isRefutedInWords({ state, claimed })) &&
      state !== 'withdrawn' &&
      state !== 'unsupported' &&
      state !== 'merged' &&
      state !== 'dismissed'
    )
      severities[severity] = (severities[severity] ?? 0) + 1;
  }
  return { states, severities };
}

/** No tool answers a gate: the command for a person is included, so that the agent can pass it on. */
export const gateLine = ({ gate }: RunView['gates'][number]) => ({
  gate: gate.id,
  asks: gate.asks,
  why: gate.why,
  aPersonMust: [`muster approvals ${gate.id}`, ...gate.offers.map(({ answer, does }) => `muster ${answer} ${gate.id}: ${does}`)],
  expiresAt: gate.expiresAt,
});
