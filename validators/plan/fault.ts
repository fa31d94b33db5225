// What can be wrong with a plan's form, by the rule that it breaks.

export const PLAN_RULES = [
  'unique-ids',
  'dependency-exists',
  'acyclic',
  'few-steps',
  'tdd',
  'disjoint',
  'slice-value',
  'acceptance',
  'validator',
  'command-defined',
  'command-argv',
  'target',
  'options',
  'recommended',
  'coverage',
] as const;
export type PlanRule = (typeof PLAN_RULES)[number];

/** `at` is the place as a JSON path, `stages.1.dependsOn`; `says` goes on after it, as one sentence. */
export type PlanFault = { rule: PlanRule; at: string; says: string };

export const fault = (broken: boolean, rule: PlanRule, at: string, says: string): PlanFault[] => (broken ? [{ rule, at, says }] : []);

/** Of a worker's text only as much as tells which one is meant. */
export const quoted = (text: string): string => `“${text.length > 120 ? `${text.slice(0, 120).toWellFormed()}…` : text}”`;
