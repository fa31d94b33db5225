// Splits a stage: its parts replace it. They start where it would have started, and stages that waited for it wait for the parts on
// which no other part builds.

import type { Stage } from '../../../../contracts/plan/plan.ts';
import { begun, type Executed, type StageState } from '../life/stage-state.ts';

export function decomposed(own: Executed, parent: string, parts: readonly Stage[]): Executed {
  const before = own.stages.find(({ stage }) => stage.id === parent)?.stage.dependsOn ?? [];
  const children = parts.map((it) => ({ ...it, dependsOn: it.dependsOn.length === 0 ? before : it.dependsOn }));
  const needed = new Set(parts.flatMap((it) => it.dependsOn));
  const last = parts.map(({ id }) => id).filter((id) => !needed.has(id));
  const others = own.stages.map((it): StageState => {
    if (it.stage.id === parent) return { ...it, state: 'superseded', again: false };
    if (!it.stage.dependsOn.includes(parent)) return it;
    return { ...it, stage: { ...it.stage, dependsOn: it.stage.dependsOn.flatMap((id) => (id === parent ? last : [id])) } };
  });
  return { ...own, stages: [...others, ...children.map((stage, at) => begun(stage, others.length + at + 1, 'pending'))] };
}

/** Stages that waited for a skipped stage continue without it, but wait for what it was to build on. */
export function withoutEdge(own: Executed, id: string): Executed {
  const before = own.stages.find(({ stage }) => stage.id === id)?.stage.dependsOn ?? [];
  const past = (dependsOn: readonly string[]): string[] => [...new Set(dependsOn.flatMap((one) => (one === id ? before : [one])))];
  return { ...own, stages: own.stages.map((it) => ({ ...it, stage: { ...it.stage, dependsOn: past(it.stage.dependsOn) } })) };
}

/** Stages that could not start because of a stage that was now decided about are considered again. */
export const revived = (own: Executed): Executed => ({
  ...own,
  stages: own.stages.map((it) => (it.state === 'unreachable' ? { ...it, state: 'pending', reasons: [] } : it)),
});
