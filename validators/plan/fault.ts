// The errors in a plan's form, by the rule that it breaks.

import { cut } from '../../contracts/cut.ts';

export const PLAN_RULES = [
  'unique-ids',
  'dependency-exists',
  'acyclic',
  'few-steps',
  'tdd',
  'said',
  'owner',
  'disjoint',
  'slice-value',
  'acceptance',
  'validator',
  'proof',
  'command-defined',
  'command-argv',
  'target',
  'options',
  'recommended',
  'coverage',
] as const;
export type PlanRule = (typeof PLAN_RULES)[number];

/** `at` is the place as a JSON path, `stages.1.dependsOn`; `says` continues it as one sentence. */
export type PlanFault = { rule: PlanRule; at: string; says: string };

export const fault = (broken: boolean, rule: PlanRule, at: string, words: string): PlanFault[] =>
  broken ? [{ rule, at, says: words }] : [];

/** Whether a text says anything: it needs a letter or digit of any script. Blanks, invisible characters and dashes do not count. */
export const says = (text: string | undefined): boolean => text !== undefined && /[\p{L}\p{N}]/u.test(text);

/** Enough of a worker's text to tell which one is meant. */
export const quoted = (text: string): string => `“${cut(text, 120)}”`;
