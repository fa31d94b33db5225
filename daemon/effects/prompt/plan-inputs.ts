// What is given to those who plan and to those who judge a plan: data for programs, text for models, and to whoever
// verifies or argues about work the plan that was approved for it.

import type { Plan } from '../../../contracts/plan/plan.ts';
import { FINDERS } from '../../../skills/phases/phase-plan/check-phases.ts';
import { plannedFindings, plannedText } from '../../../skills/phases/plan/planned.ts';
import { itemsOf } from '../../../skills/phases/plan/voting/items.ts';
import { plannable, requirementsOf } from '../../../skills/phases/plan/work.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import type { DispatchState, RunState } from '../../../skills/run/state.ts';
import type { EffectContext } from '../effect-context.ts';

export type Given = { inputs: Record<string, unknown>; material: { title: string; text: string }[] };

/** Of one block: a prompt's fence holds little more. */
const BLOCK = 30_000;

export function plannerInputs(state: RunState, dispatch: DispatchState, reader: 'model' | 'program'): Given {
  const requirements = requirementsOf(state);
  const findings = plannedFindings(state.convergence, state.raised, plannable(state));
  const { commands } = state;
  const previous = dispatch.carries.length > 0 ? state.plan?.plan : undefined;
  const carries = dispatch.carries.map(({ from, title, text }) => ({ from, title, text }));
  if (reader === 'program')
    return { inputs: { skill: 'plan', requirements, commands, findings, ...(previous ? { previous } : {}), carries }, material: [] };
  return {
    inputs: { skill: 'plan', requirements, commands },
    material: [
      ...findings.map((it) => ({ title: it.id, text: plannedText(it) })),
      ...(previous ? blocks('The plan as it was', JSON.stringify(previous, null, 1)) : []),
    ],
  };
}

export function voterInputs(state: RunState, dispatch: DispatchState, reader: 'model' | 'program'): Given {
  const { plan } = mustHave(state.plan, `${dispatch.id} judges a plan before there is one`);
  const items = itemsOf(plan).filter(({ id }) => dispatch.findings.includes(id));
  if (reader === 'program') return { inputs: { skill: 'plan-verdicts', plan, items }, material: [] };
  const known = plannedFindings(state.convergence, state.raised, plannable(state));
  return {
    inputs: { skill: 'plan-verdicts', items: items.map(({ id }) => ({ id })) },
    material: [
      { title: 'What the plan is for', text: purposeText(plan) },
      ...blocks('The items of the plan', items.map(({ id, text }) => `${id}\n${text}`).join('\n\n')),
      ...blocks('What it was made from', known.map(plannedText).join('\n\n')),
    ],
  };
}

export function phasePlannerInputs(state: RunState): Given {
  const phases = state.phases.map(({ template, state: stands }) => ({ key: template.key, kind: template.kind, state: stands }));
  const roles = [...new Set(state.seats.map((it) => it.role))];
  const raised = state.raised.map(({ seat, finding: { title, severity, category } }) => `${severity} · ${category} · ${title} (${seat})`);
  const settled = state.convergence?.findings.map((it) => `${it.id} · ${it.severity} · ${it.state} · ${it.title}`);
  return {
    inputs: { skill: 'phases', phases, roles, skills: FINDERS },
    material: blocks('What has been raised so far', (settled ?? raised).join('\n') || 'Nothing.'),
  };
}

/** The plan that a person approved in another run, for those who look at what was made of it. */
export async function approvedPlan(state: RunState, { runs }: EffectContext): Promise<Given['material']> {
  const { plan: from } = state.created.task;
  if (from === undefined) return [];
  const { plan } = await runs.folded(from);
  if (!plan?.approved) return [{ title: 'The plan', text: `The run ${from}, which the task names, has no approved plan.` }];
  return [
    { title: 'What the plan is for', text: purposeText(plan.plan) },
    ...blocks(
      'The approved plan',
      itemsOf(plan.plan)
        .map(({ id, text }) => `${id}\n${text}`)
        .join('\n\n'),
    ),
  ];
}

function purposeText({ goal, acceptance, recommended, checklist }: Plan): string {
  return [
    goal,
    ...(acceptance.length > 0 ? ['It is done when:', ...acceptance.map((it) => `- ${it.description}`)] : []),
    `Recommended: ${recommended}`,
    ...(checklist.length > 0 ? ['To be checked at the end:', ...checklist.map((it) => `- ${it}`)] : []),
  ].join('\n');
}

/** A long text in several blocks, cut between its lines, so that nothing of it falls to the length of a fence. */
function blocks(title: string, text: string): Given['material'] {
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
