// The stage that is appended where stages that are green alone are red together: on the union, with the files of the
// stage that breaks it, judged by the validators of all stages that it touches.

import { cut } from '../../../../contracts/cut.ts';
import type { Stage, ValidatorSpec } from '../../../../contracts/plan/plan.ts';
import { type Executed, isDone } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import type { Search } from './bisect.ts';
import { redText } from './judge-union.ts';
import { inOrder } from './order.ts';

type Found = Extract<Search, { kind: 'found' }>;

/** After so many a person has to look: what cannot be fixed in three tries is not about details. */
export const MOST_FIXES = 3;

export function fixOf(own: Executed, phase: string, found: Found): Event {
  const { stage: breaker, with: other, check } = found;
  const because = `${breaker} breaks ${other ?? 'the stages before it'}: ${redText(check)}`;
  const touched = [...new Set([breaker, check.stage, ...(other === null ? [] : [other])])];
  const stages = own.stages.filter((it) => touched.includes(it.stage.id)).map((it) => it.stage);
  const files = own.stages.find((it) => it.stage.id === breaker)?.stage.files ?? ['**'];
  const title = `Make ${breaker} work with ${other ?? 'the stages before it'}`;
  const validators = validatorsOf(stages, check.kind === 'artifact' ? [check.spec] : []);
  const stage = appended(own, { title, goal: because, files, stages, validators });
  return { type: 'stage.appended', payload: { phase, stage, because: cut(because, 16_000) } };
}

type Asked = {
  title: string;
  goal: string;
  files: readonly string[];
  stages: readonly Stage[];
  validators: ValidatorSpec[];
  steps?: Stage['steps'];
};

const GREEN = [{ action: 'GREEN: make the failing validator pass', detail: 'It fails on the base, where all stages are put together.' }];

/** A stage that builds on all that is done. */
export function appended(own: Executed, { title, goal, files, stages, validators, steps = GREEN }: Asked): Stage {
  const tests = stages.flatMap((it) => it.tests ?? []);
  return {
    id: freeName(own),
    title,
    goal: cut(goal, 16_000),
    owner: 'executor',
    dependsOn: inOrder(own).map((it) => it.stage.id),
    files: [...new Set(files)],
    ...(tests.length > 0 ? { tests: [...new Set(tests)].slice(0, 100) } : {}),
    steps,
    sliceValue: 'Work that is proved part by part holds as a whole.',
    acceptance: 'All of its validators pass on the union of all stages.',
    validators,
    exitContract: 'The union of all stages is green.',
    toolProfile: [...new Set(stages.flatMap((it) => it.toolProfile))],
  };
}

/** Each once. What only the first work had to change, or a person said of it, is not asked of the fix again. */
export function validatorsOf(stages: readonly Stage[], more: readonly ValidatorSpec[]): ValidatorSpec[] {
  const all = [...more, ...stages.flatMap((it) => it.validators).filter((it) => 'command' in it)];
  return [...new Map(all.map((it) => [JSON.stringify(it), it])).values()].slice(0, 100);
}

function freeName({ stages, fixes }: Executed): string {
  for (let n = fixes.length + 1; ; n++) if (!stages.some((it) => it.stage.id === `fix-${n}`)) return `fix-${n}`;
}

/** The same for criteria of the plan that are not met: it may touch what the stages may, and all of them judge it. */
export function unmetFix(own: Executed, phase: string, unmet: readonly number[], comment: string): Event {
  const acceptance = unmet.flatMap((n) => own.planned?.acceptance[n - 1] ?? []);
  const stages = own.stages.filter(isDone).map((it) => it.stage);
  const because = [`The plan is not done before this holds: ${acceptance.map((it) => it.description).join('; ')}.`, comment]
    .join('\n')
    .trim();
  const files = stages.flatMap((it) => it.files).slice(0, 500);
  const asked = acceptance.map((it) => it.validator).filter((it) => it.kind !== 'approval');
  const validators = validatorsOf(stages, asked);
  const stage = appended(own, { title: 'Meet what the plan asks for', goal: because, files, stages, validators });
  return { type: 'stage.appended', payload: { phase, stage, because: cut(because, 16_000) } };
}
