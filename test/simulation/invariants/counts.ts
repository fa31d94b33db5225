// Counts what happened in a simulated run: the injected faults, and the outcomes of the work. A simulation in which nothing
// happened proves nothing.

import type { RunRecord } from '../../../skills/events.ts';
import { FAULT_KINDS, type FaultKind } from '../fault-plan.ts';

const MET = [
  'finished',
  'redispatch',
  'repair',
  'silent',
  'limited',
  'held',
  'late',
  'orphan',
  'verdict',
  'dismissed',
  'duplicate',
  'supplement',
  'merged',
  'confirmed',
  'risk',
  'parked',
  'approved',
  'rewritten',
  'added',
  'judged',
  'verified',
  'refused',
  'unproved',
  'accepted',
  'united',
  'fixed',
  'reused',
  'translated',
  'forgotten',
] as const;

export type Counts = Record<FaultKind | (typeof MET)[number], number>;

export const noCounts = (): Counts => Object.fromEntries([...FAULT_KINDS, ...MET].map((name) => [name, 0])) as Counts;

export function add(to: Counts, more: Counts): void {
  for (const name of Object.keys(to) as (keyof Counts)[]) to[name] += more[name];
}

export function countEvents(counts: Counts, events: readonly RunRecord[]): void {
  for (const event of events) {
    switch (event.type) {
      case 'attempt.starting':
        if (event.payload.kind !== 'first') counts[event.payload.kind]++;
        break;
      case 'attempt.ended':
        if (event.payload.reason === 'silent') counts.silent++;
        break;
      case 'phase.overdue':
        counts.limited++;
        break;
      case 'provider.held':
        counts.held++;
        break;
      case 'result.accepted':
        for (const flag of ['late', 'orphan'] as const) if (event.payload.flags.includes(flag)) counts[flag]++;
        break;
      case 'verdict.given': {
        const { verdict, evidence } = event.payload.verdict;
        counts.verdict++;
        if (verdict === 'DUPLICATE') counts.duplicate++;
        if (verdict === 'SUPPLEMENT' && evidence) counts.supplement++;
        break;
      }
      case 'convergence.grouped':
        counts.dismissed += event.payload.findings.filter((it) => it.state === 'dismissed').length;
        break;
      case 'finding.settled':
        if (event.payload.state === 'merged') counts.merged++;
        break;
      case 'plan.approved':
        counts.approved++;
        break;
      case 'plan.drafted':
        if (event.payload.pass > 0) counts.rewritten++;
        break;
      case 'phases.added':
        counts.added++;
        break;
      case 'stage.settled':
        if (event.payload.as === 'verified' || event.payload.as === 'unproved') counts[event.payload.as]++;
        else if (event.payload.as === 'rejected') counts.refused++;
        break;
      case 'stage.accepted':
        counts.accepted++;
        break;
      case 'stage.appended':
        counts.fixed++;
        break;
      case 'union.proved':
        counts.united++;
        break;
      case 'work.judged':
        counts.judged++;
        break;
      case 'dispatch.reused':
        counts.reused++;
        if (event.payload.sought.names.length > 0) counts.translated++;
        break;
      case 'result.forgotten':
        counts.forgotten++;
        break;
      case 'gap.settled':
        counts[event.payload.outcome === 'confirmed' ? 'confirmed' : 'risk']++;
        break;
      default:
    }
  }
}
