// The edges of plans. Of a plan of work: who wrote it and voted on it, its items, its stages, and what each attempt at a stage
// came to. Of a plan of phases: who proposed it, and the phases that joined the run because of it.

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
