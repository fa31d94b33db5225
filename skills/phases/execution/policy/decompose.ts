// A stage in several parts: its children take its place. They begin where it would have begun, and what waited for it
// waits for those of them on which no other child builds.

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

/** What waited for a stage that is skipped goes on without it, and still waits for what that one was to build on. */
export function withoutEdge(own: Executed, id: string): Executed {
  const before = own.stages.find(({ stage }) => stage.id === id)?.stage.dependsOn ?? [];
  const past = (dependsOn: readonly string[]): string[] => [...new Set(dependsOn.flatMap((one) => (one === id ? before : [one])))];
  return { ...own, stages: own.stages.map((it) => ({ ...it, stage: { ...it.stage, dependsOn: past(it.stage.dependsOn) } })) };
}

/** What could not be begun because of a stage that is decided about is looked at once more. */
export const revived = (own: Executed): Executed => ({
  ...own,
  stages: own.stages.map((it) => (it.state === 'unreachable' ? { ...it, state: 'pending', reasons: [] } : it)),
});
