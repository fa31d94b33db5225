// A plan that was not made here: the brief contains it as JSON, with or without a fence. Pure.

import { cut } from '../../../contracts/cut.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import { plainIssue, writtenAt } from '../../../runtime/text/plain-issue.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import type { RunState } from '../../run/state.ts';
import { count } from '../../wording/numbers.ts';

export type GivenPlan =
  | { kind: 'plan'; plan: Plan }
  | { kind: 'parse_failed'; why: string }
  | { kind: 'validation_failed'; faults: { at: string; says: string }[] };

const MOST_FAULTS = 50;

/** `commands`: the names of the commands that the project defines, if known. */
export function readGiven(text: string, commands: readonly string[] | 'unknown'): GivenPlan {
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
      .map((it) => ({ at: it.path.join('.') || 'the plan', says: plainIssue(it, writtenAt(value, it.path.map(String))) }));
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

/** Why a brief gives no plan; undefined if it gives one. */
export function wrongWithGiven(brief: string): string | undefined {
  const read = readGiven(brief, 'unknown');
  const form = '`muster schema plan` has the form';
  switch (read.kind) {
    case 'plan':
      return undefined;
    case 'parse_failed':
      return `the brief is no plan, because it is not JSON: ${cut(read.why, LONGEST_FAULT)}; ${form}`;
    case 'validation_failed': {
      const said = read.faults.map(({ at, says }) => `\`${at}\`: ${cut(says, LONGEST_FAULT)}`);
      const more = said.length > MOST_TOLD ? [`and ${said.length - MOST_TOLD} more`] : [];
      return `the plan in the brief has ${count(said.length, 'fault')}: ${[...said.slice(0, MOST_TOLD), ...more].join('; ')}; ${form}`;
    }
  }
}

const MOST_TOLD = 8;
const LONGEST_FAULT = 200;
