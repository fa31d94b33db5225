// Two verified stages that conflict: how that is described, and which stage resolves it.

import type { Stage } from '../../../../contracts/plan/plan.ts';
import type { Conflict } from '../../../../contracts/plan/union.ts';
import { listedUpTo } from '../../../wording/numbers.ts';
import { type Executed, isDone, isOver, type StageState } from '../life/stage-state.ts';

const LISTED = 12;

/** For the person who has to decide about a stage that builds on both. */
export function conflictText(it: Conflict): string {
  const [one, other] = sidesOf(it);
  return [
    `It builds on ${one} and ${other}, which changed the same places in different ways: ${listedUpTo(it.paths, LISTED)}. Both are verified, which is final.`,
    `A stage that joins them can be appended once. A plan in which ${other} builds on ${one} (\`dependsOn\`) does not come to this.`,
    ...placesOf(it),
  ].join('\n');
}

export const sidesOf = ({ stage, with: other }: Pick<Conflict, 'stage'> & { with?: string | null | undefined }): [string, string] => [
  other ?? 'the stages before it',
  stage,
];

/** Each place with both sides, as git shows it. */
export const placesOf = ({ hunks }: { hunks?: Conflict['hunks'] | undefined }): string[] =>
  (hunks ?? []).map(({ path, line, text }) => (line === null ? `${path}: ${text}` : `${path}, from line ${line}:\n${text}`));

/** Unfinished stages that build on both sides of a conflict also build on the stage that resolves it. */
export const withEdge = (stages: readonly StageState[], { id, dependsOn: sides }: Stage): StageState[] =>
  stages.map((it) => {
    const { dependsOn } = it.stage;
    if (isDone(it) || !sides.every((side) => dependsOn.includes(side))) return it;
    return { ...it, stage: { ...it.stage, dependsOn: [...dependsOn, id] } };
  });

/** The newest stage that was appended for it and is not given up. */
export function resolverOf({ fixes, stages }: Executed, { stage, with: other }: Pick<Conflict, 'stage' | 'with'>): StageState | undefined {
  const fix = fixes.findLast(({ resolves }) => resolves?.stage === stage && resolves.with === other);
  const it = fix && stages.find((one) => one.stage.id === fix.stage);
  return it && !isOver(it) ? it : undefined;
}

/** Whether a stage was ever appended for it. */
export const wasTried = ({ fixes }: Executed, { stage, with: other }: { stage: string; with?: string | null | undefined }): boolean =>
  fixes.some(({ resolves }) => resolves?.stage === stage && resolves.with === (other ?? null));

/** The files that a stage must resolve, because what it builds on conflicts there. */
export const resolvesIn = ({ fixes }: Executed, { stage }: StageState): string[] =>
  fixes.find((it) => it.stage === stage.id)?.resolves?.paths ?? [];
