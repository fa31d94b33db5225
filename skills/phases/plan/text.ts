// A plan as text for a prompt: its purpose first, and long texts in blocks.

import type { Plan } from '../../../contracts/plan/plan.ts';
import type { Material } from '../work-kind.ts';
import { itemsOf } from './voting/items.ts';

/** For one block: a prompt's fence holds little more. */
const BLOCK = 30_000;

/** The plan that a person approved in another run, for the reviewers of its result. */
export const approvedText = (plan: Plan): Material[] => [
  { title: 'The purpose of the plan', text: purposeText(plan) },
  ...blocks(
    'The approved plan',
    itemsOf(plan)
      .map(({ id, text }) => `${id}\n${text}`)
      .join('\n\n'),
  ),
];

export function purposeText({ goal, acceptance, recommended, checklist }: Plan): string {
  return [
    goal,
    ...(acceptance.length > 0 ? ['Done when:', ...acceptance.map((it) => `- ${it.description}`)] : []),
    `Recommended: ${recommended}`,
    ...(checklist.length > 0 ? ['Check at the end:', ...checklist.map((it) => `- ${it}`)] : []),
  ].join('\n');
}

/** Splits a long text into blocks between lines, so that nothing is cut by the limit of a fence. */
export function blocks(title: string, text: string): Material[] {
  if (text === '') return [];
  const parts: string[] = [''];
  for (const line of text.split('\n').flatMap(pieces)) {
    const last = parts.at(-1) ?? '';
    if (last !== '' && last.length + line.length >= BLOCK) parts.push(line);
    else parts[parts.length - 1] = last === '' ? line : `${last}\n${line}`;
  }
  return parts.map((part, at) => ({ title: parts.length === 1 ? title : `${title} (${at + 1} of ${parts.length})`, text: part }));
}

const pieces = (line: string): string[] =>
  line.length <= BLOCK
    ? [line]
    : Array.from({ length: Math.ceil(line.length / BLOCK) }, (_, at) => line.slice(at * BLOCK, (at + 1) * BLOCK).toWellFormed());
