// The body of a prompt, as it is read, and as it is compared with others: equal work has an equal body, whichever run
// it is asked for and wherever that keeps its files.

import type { Material } from '../../../skills/phases/work.ts';
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

/** Where the base and the facts of the run lie is no part of it: what is in the base, is compared as a tree. */
export function equalBody(skill: string, order: PromptOrder, told: Filling): string {
  const { base: _, report: __, ...inputs } = { ...order.inputs, ...told.inputs };
  return bodyOf(skill, order, { ...told, inputs });
}
