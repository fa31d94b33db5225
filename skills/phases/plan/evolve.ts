// What each event about a plan, about further phases and about the final verdict makes of a run.

import type { RunEvent } from '../../../contracts/run/run-event.ts';
import type { RunState } from '../../run/state.ts';
import { planAnswers } from './work.ts';

export type PlanEvent = Extract<
  RunEvent,
  { type: 'plan.drafted' | 'plan.verified' | 'plan.approved' | 'phases.proposed' | 'phases.added' | 'source.audited' | 'work.judged' }
>;

const PLAN_EVENTS: ReadonlySet<string> = new Set<PlanEvent['type']>([
  'plan.drafted',
  'plan.verified',
  'plan.approved',
  'phases.proposed',
  'phases.added',
  'source.audited',
  'work.judged',
]);

export const isPlanEvent = (event: RunEvent): event is PlanEvent => PLAN_EVENTS.has(event.type);

export function evolvePlan(state: RunState, event: PlanEvent): RunState {
  switch (event.type) {
    case 'plan.drafted': {
      const { plan, digest, seat, dispatch, pass } = event.payload;
      const fresh = { plan, digest, seat, dispatch, pass, verification: null, answers: planAnswers(state), approved: false };
      return { ...state, plan: fresh };
    }
    case 'plan.verified':
      return {
        ...state,
        plan: state.plan && { ...state.plan, verification: event.payload.verification, answers: planAnswers(state) },
      };
    case 'plan.approved':
      return { ...state, plan: state.plan && { ...state.plan, approved: true } };
    case 'phases.proposed':
      return { ...state, proposed: event.payload };
    case 'phases.added': {
      const at = state.phases.findIndex((it) => it.template.key === event.payload.after);
      const added = event.payload.phases.map((template) => ({
        template,
        state: 'pending' as const,
        reason: null,
        startedAt: null,
        endedAt: null,
      }));
      return { ...state, phases: state.phases.toSpliced(at + 1, 0, ...added) };
    }
    case 'source.audited':
      return { ...state, audit: event.payload.audit };
    case 'work.judged':
      return { ...state, verdict: event.payload.verdict };
  }
}
