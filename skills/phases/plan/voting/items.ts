// Splits a plan, by rule, into items that can be agreed with or not. The number of a stage is in all ids that belong to it: P-STG-2
// with its steps P-STP-2.1 …, its dependencies (P-DEP-2) and its validators (P-VAL-2).

import type { Plan, Stage, ValidatorSpec } from '../../../../contracts/plan/plan.ts';
import { PlanItem } from '../../../../contracts/plan/plan-verification.ts';
import { bounded } from '../../../../contracts/text.ts';

export function itemsOf(plan: Plan): PlanItem[] {
  const { options, recommended, stages, acceptance, rollback, requirementCoverage } = plan;
  return [
    ...options.map((option, at) => item('option', `P-OPT-${at + 1}`, optionText(option, option.title.trim() === recommended.trim()))),
    ...stages.flatMap((stage, at) => stageItems(stage, at + 1, plan)),
    // After those of the stages, so that each of those keeps the number of its stage.
    ...(acceptance.length === 0
      ? []
      : [item('validation', `P-VAL-${stages.length + 1}`, `Acceptance of the whole plan: ${acceptance.map(accepts(plan)).join('; ')}`)]),
    item('rollback', 'P-RBK-1', `Rollback: ${rollback.trim() || '(the plan names none)'}`),
    ...requirementCoverage.map(({ requirement, stages: by }, at) =>
      item('requirement', `P-REQ-${at + 1}`, `${requirement} is covered by ${by.length === 0 ? 'no stage' : listed(by)}`),
    ),
  ];
}

/** The files, as paths or globs, that an item is about: those of its stage, or of all stages. */
export function filesOf({ stages }: Pick<Plan, 'stages'>, item: string): string[] {
  const stage = stages[Number(/^P-(?:STG|STP|DEP|VAL)-(\d+)/.exec(item)?.[1] ?? 0) - 1];
  return [...new Set(stage === undefined ? stages.flatMap(({ files }) => files) : stage.files)];
}

function stageItems(stage: Stage, n: number, plan: Plan): PlanItem[] {
  const { id, title, goal, files, steps, dependsOn, validators, acceptance, sliceValue, exitContract, tddExemption } = stage;
  return [
    item(
      'stage',
      `P-STG-${n}`,
      lines(
        `Stage ${id}: ${title}`,
        `Goal: ${goal}`,
        `Slice value: ${sliceValue}`,
        `Exit contract: ${exitContract}`,
        `Files: ${files.join(', ')}`,
        tddExemption === undefined ? '' : `TDD exemption: ${tddExemption}`,
      ),
    ),
    ...steps.map(({ action, detail }, at) => item('step', `P-STP-${n}.${at + 1}`, lines(`${id}: ${action}`, detail))),
    ...(dependsOn.length === 0
      ? []
      : [item('dependency', `P-DEP-${n}`, `${id} begins only when ${listed(dependsOn)} ${dependsOn.length === 1 ? 'is' : 'are'} done`)]),
    item(
      'validation',
      `P-VAL-${n}`,
      lines(
        `${id} is done when: ${acceptance}`,
        `Proved by: ${validators.length === 0 ? 'nothing' : validators.map((it) => validatorText(it, plan)).join('; ')}`,
      ),
    ),
  ];
}

/** One validator as text, with the command as it would run. */
export function validatorText(validator: ValidatorSpec, { commands }: Pick<Plan, 'commands'>): string {
  switch (validator.kind) {
    case 'build-pass':
    case 'test-pass':
    case 'command-pass': {
      const argv = Object.hasOwn(commands, validator.command) ? commands[validator.command] : undefined;
      return `${validator.kind} ${validator.command}${argv === undefined ? '' : ` (${JSON.stringify(argv)})`}`;
    }
    case 'file-changed':
      return `${validator.kind} ${validator.globs.join(', ')}`;
    case 'artifact-exists':
      return `${validator.kind} ${validator.path}`;
    case 'approval':
      return `${validator.kind}: ${validator.asks}`;
  }
}

const accepts =
  (plan: Plan) =>
  ({ description, validator }: Plan['acceptance'][number]): string =>
    `${description} (${validatorText(validator, plan)})`;

function optionText({ title, pros, cons, notes }: Plan['options'][number], recommended: boolean): string {
  return lines(
    `Option${recommended ? ', recommended' : ''}: ${title}`,
    pros.length === 0 ? '' : `For it: ${pros.join('; ')}`,
    cons.length === 0 ? '' : `Against it: ${cons.join('; ')}`,
    notes ?? '',
  );
}

const item = (kind: PlanItem['kind'], id: string, text: string): PlanItem => bounded(PlanItem, { id, kind, text });

const lines = (...some: string[]): string => some.filter((it) => it.trim() !== '').join('\n');

const listed = (names: readonly string[]): string =>
  names.length <= 1 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
