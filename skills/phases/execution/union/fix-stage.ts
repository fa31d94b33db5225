// The stage that is appended if stages that are green alone are red together, or conflict. It builds on the union, may change the
// files of the breaking stage, and is judged by the validators of all stages that it touches.

import { cut } from '../../../../contracts/cut.ts';
import type { Stage, ValidatorSpec } from '../../../../contracts/plan/plan.ts';
import type { Conflict } from '../../../../contracts/plan/union.ts';
import { type Executed, isDone } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import type { Search } from './bisect.ts';
import { placesOf, sidesOf } from './conflict.ts';
import { redText } from './judge-union.ts';
import { inOrder } from './order.ts';

type FoundBreak = Extract<Search, { kind: 'found' }>;

/** After this many fixes a person has to look: what three tries cannot fix is not a detail. */
export const MOST_FIXES = 3;

export function fixOf(own: Executed, phase: string, found: FoundBreak): Event {
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

type AppendedStage = {
  title: string;
  goal: string;
  files: readonly string[];
  stages: readonly Stage[];
  validators: ValidatorSpec[];
  steps?: Stage['steps'];
  /** By default, everything that is done. */
  dependsOn?: readonly string[];
  acceptance?: string;
};

const GREEN = [{ action: 'GREEN: make the failing validator pass', detail: 'It fails on the base, where all stages are put together.' }];

/** A stage that builds on everything that is done. */
export function appended(own: Executed, { title, goal, files, stages, validators, steps = GREEN, ...more }: AppendedStage): Stage {
  const tests = stages.flatMap((it) => it.tests ?? []);
  return {
    id: freeName(own),
    title,
    goal: cut(goal, 16_000),
    owner: 'executor',
    dependsOn: [...(more.dependsOn ?? inOrder(own).map((it) => it.stage.id))],
    files: [...new Set(files)],
    ...(tests.length > 0 ? { tests: [...new Set(tests)].slice(0, 100) } : {}),
    steps,
    sliceValue: 'Work that is proved part by part holds as a whole.',
    acceptance: more.acceptance ?? 'All of its validators pass on the union of all stages.',
    validators,
    exitContract: 'The union of all stages is green.',
    toolProfile: [...new Set(stages.flatMap((it) => it.toolProfile))],
  };
}

/** Without duplicates, and without what only the original work had to change or a person had to confirm. */
export function validatorsOf(stages: readonly Stage[], more: readonly ValidatorSpec[]): ValidatorSpec[] {
  const all = [...more, ...stages.flatMap((it) => it.validators).filter((it) => 'command' in it)];
  return [...new Map(all.map((it) => [JSON.stringify(it), it])).values()].slice(0, 100);
}

function freeName({ stages, fixes }: Executed): string {
  for (let n = fixes.length + 1; ; n++) if (!stages.some((it) => it.stage.id === `fix-${n}`)) return `fix-${n}`;
}

const RESOLVE = [
  {
    action: 'GREEN: resolve the conflict',
    detail: 'Your checkout is the merge of both sides as git leaves it. Keep what each side is for, and remove every mark of git.',
  },
];

/**
 * The same for two stages that conflict: on both of them, with git's markers in the files. It may change what they may and no more:
 * a conflict in their test files does not make those its own.
 */
export function conflictFix(own: Executed, phase: string, conflict: Conflict, dependsOn: readonly string[]): Event {
  const [one, other] = sidesOf(conflict);
  const because = [`${one} and ${other} change the same places in different ways: ${conflict.paths.join(', ')}.`, ...placesOf(conflict)];
  const stages = own.stages.filter((it) => dependsOn.includes(it.stage.id)).map((it) => it.stage);
  const exempt = stages.flatMap((it) => (it.tddExemption?.trim() ? [it.tddExemption] : []));
  const stage = appended(own, {
    title: `Make ${other} fit with ${one}`,
    goal: because.join('\n'),
    files: stages.flatMap((it) => it.files).slice(0, 500),
    stages,
    validators: validatorsOf(stages, []),
    steps: RESOLVE,
    dependsOn,
    acceptance: 'No mark of the conflict is left, and the validators of both sides pass.',
  });
  return {
    type: 'stage.appended',
    payload: {
      phase,
      // If no side needs to be proved by a test, neither does their merge.
      stage: exempt.length === stages.length ? { ...stage, tddExemption: cut(exempt.join('\n'), 16_000) } : stage,
      because: cut(because.join('\n'), 16_000),
      resolves: conflict,
    },
  };
}

/** The same for criteria of the plan that are not met: it may change what the stages may, and all of them judge it. */
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
