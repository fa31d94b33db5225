// A plan that was not made here: the brief contains it as JSON, with or without a fence. Pure.

import { Plan } from '../../../contracts/plan/plan.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import type { RunState } from '../../run/state.ts';

export type Given =
  | { kind: 'plan'; plan: Plan }
  | { kind: 'parse_failed'; why: string }
  | { kind: 'validation_failed'; faults: { at: string; says: string }[] };

const MOST_FAULTS = 50;

/** `commands`: the names of the commands that the project defines, if known. */
export function readGiven(text: string, commands: readonly string[] | 'unknown'): Given {
  const [, , fenced] = /^\s*(`{3,}|~{3,})[\w-]*[ \t]*\r?\n([\s\S]*)\n[ \t]*\1\s*$/.exec(text) ?? [];
  let value: unknown;
  try {
    value = JSON.parse(fenced ?? text);
  } catch (error) {
    return { kind: 'parse_failed', why: (error as Error).message };
  }
  const plan = Plan.safeParse(value);
  if (!plan.success) {
    const faults = plan.error.issues
      .slice(0, MOST_FAULTS)
      .map(({ path, message }) => ({ at: path.join('.') || 'the plan', says: message }));
    return { kind: 'validation_failed', faults };
  }
  const faults = checkPlan(plan.data, [], commands).map(({ at, says }) => ({ at, says }));
  return faults.length > 0 ? { kind: 'validation_failed', faults } : { kind: 'plan', plan: plan.data };
}

/** The plan that was given to a phase; undefined if the phase makes one. */
export function givenIn({ created }: RunState, phase: string): Plan | undefined {
  if (created.template.phases.find(({ key }) => key === phase)?.given !== true) return undefined;
  const read = readGiven(created.task.brief, 'unknown');
  return read.kind === 'plan' ? read.plan : undefined;
}
