// The body of a prompt, in the form that a worker reads and in the form that is compared: equal work
// has an equal body, whichever run asks for it and wherever its files are.

import type { Material } from '../../../skills/phases/work-kind.ts';
import { bodyText } from '../../../skills/prompts/body.ts';
import { withoutSections } from '../../../skills/prompts/sections.ts';
import type { PromptOrder } from '../../../skills/run/effect.ts';

type Filling = { inputs: Record<string, unknown>; material: readonly Material[]; fromPerson: readonly Material[] };

export function bodyOf(
  skill: string,
  { task, seat, carries, leaveOut, output, material: asked }: PromptOrder,
  { inputs, material, fromPerson }: Filling,
): string {
  return bodyText({
    skill: withoutSections(skill, leaveOut),
    instructions: seat.instructions,
    brief: task.brief,
    objective: task.objective,
    directive: task.directive,
    scope: task.scope,
    language: task.language,
    inputs,
    fromPerson: [...fromPerson, ...carries.filter((it) => it.from === 'person')],
    material: [...material, ...asked, ...carries.filter((it) => it.from !== 'person')],
    output,
  });
}

/** Without the locations of the base and of the facts; the content of the base is compared as a tree. */
export function equalBody(skill: string, order: PromptOrder, told: Filling): string {
  const { base: _, report: __, ...inputs } = { ...order.inputs, ...told.inputs };
  return bodyOf(skill, order, { ...told, inputs });
}
