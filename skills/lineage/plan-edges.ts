// The edges of plans. For a work plan: who wrote it and voted on it, its items and stages, and the outcome of each attempt. For
// proposed phases: who proposed them, and the phases that were added to the run.

import type { RunEvent } from '../phases/events.ts';
import { type Edge, generates, includes, node, requires } from './edge.ts';

export function planEdges(run: string, event: RunEvent): Edge[] {
  const own = node.run(run);
  const report = node.report(run);
  switch (event.type) {
    case 'plan.drafted': {
      const { dispatch, digest } = event.payload;
      return [generates(node.result(dispatch), node.plan(digest)), includes(report, node.plan(digest), digest)];
    }
    case 'phases.proposed': {
      const { dispatch, digest } = event.payload;
      return [generates(node.result(dispatch), node.proposal(run, digest), digest)];
    }
    case 'phases.added': {
      const { digest, phases } = event.payload;
      return phases.map(({ key }) => generates(node.proposal(run, digest), node.phase(run, key), digest));
    }
    case 'plan.verified': {
      const { plan, items, voters } = event.payload.verification;
      return [
        ...voters.map((it) => requires(node.dispatch(it.dispatch), node.plan(plan), plan)),
        ...items.flatMap(({ item, words }) => [
          includes(node.item(plan, item.id), node.plan(plan), plan),
          ...words.flatMap(({ dispatch }) => {
            const given = node.verdict(dispatch, item.id);
            return [generates(node.result(dispatch), given), requires(given, node.item(plan, item.id))];
          }),
        ]),
      ];
    }
    case 'stages.planned': {
      const { from, plan, stages } = event.payload;
      return [
        requires(own, node.run(from)),
        ...stages.flatMap(({ id }) => [requires(node.stage(run, id), node.plan(plan), plan), generates(own, node.stage(run, id))]),
      ];
    }
    case 'stage.prepared': {
      const { stage, attempt, dispatch } = event.payload;
      const carry = node.carry(run, stage, attempt);
      return [
        requires(node.dispatch(dispatch), node.stage(run, stage)),
        requires(carry, node.stage(run, stage)),
        requires(carry, node.dispatch(dispatch)),
      ];
    }
    case 'stage.sealed': {
      const { stage, attempt } = event.payload;
      return [includes(report, node.carry(run, stage, attempt))];
    }
    default:
      return [];
  }
}
