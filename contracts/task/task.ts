// A task file: YAML front matter that says what and how, and a body that is the brief.

import { z } from 'zod';
import { RunId, SeatWish } from '../ids.ts';
import { Duration } from '../time.ts';

export const DEFAULT_TASK_TYPE = 'review';

/** The front matter, exactly as a person may write it. Unknown keys are errors. */
export const TaskFront = z.strictObject({
  title: z.string().min(1).max(200).optional().describe('default: the first heading or line of the body'),
  project: z.string().min(1).max(4096).optional().describe('needed in the home inbox; elsewhere the git root that holds the file'),
  type: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .max(64)
    .optional()
    .describe('which template; default: review'),
  task: z
    .string()
    .regex(/^[\w./-]{1,100}$/)
    .optional()
    .describe('a name that stays the same over runs and ties them together'),
  plan: RunId.optional().describe('for implementation and final-verification: the run whose plan was approved'),
  agents: z.array(SeatWish).min(1).max(16).optional().describe('seats: agent, agent@model; default: the built-ins and what you enabled'),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .optional()
    .describe('of the report; default: en'),
  objective: z.string().max(4000).optional(),
  directive: z.string().max(4000).optional(),
  related: z.array(RunId).max(20).optional(),
  key: z
    .string()
    .regex(/^[\w./:-]{1,100}$/)
    .optional()
    .describe('the same key and content is the same run, for ever'),
  scope: z.array(z.string().min(1).max(500)).min(1).max(100).optional().describe('globs of what to look at'),
  base: z.string().min(1).max(200).optional().describe('worktree (default), HEAD or any revision'),
  range: z
    .string()
    .regex(/^[^.\s][^\s]*\.\.\.?[^\s]*$/, 'a range such as main...HEAD')
    .optional(),
  deadline: Duration.optional(),
  budget: z.strictObject({ usd: z.number().positive().optional(), tokens: z.int().positive().optional() }).optional(),
  force: z.boolean().optional(),
  approvals: z.enum(['ask', 'auto']).optional(),
});
export type TaskFront = z.infer<typeof TaskFront>;

/** A task as it was accepted: every choice made, every default filled in. */
export const Task = z.strictObject({
  title: z.string().min(1).max(200),
  project: z.string().min(1).describe('absolute, with symbolic links resolved'),
  type: z.string(),
  task: z.string().optional(),
  plan: RunId.optional(),
  agents: z.array(z.string()).optional(),
  language: z.string(),
  objective: z.string().optional(),
  directive: z.string().optional(),
  related: z.array(RunId),
  key: z.string().optional(),
  scope: z.array(z.string()),
  base: z.string(),
  range: z.string().optional(),
  deadline: Duration.optional(),
  budget: z.strictObject({ usd: z.number().optional(), tokens: z.int().optional() }).optional(),
  force: z.boolean(),
  approvals: z.enum(['ask', 'auto']),
  brief: z.string().max(262_144),
});
export type Task = z.infer<typeof Task>;

/** Where a task came from. */
export const Origin = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), path: z.string() }),
  z.strictObject({
    kind: z.literal('command'),
    command: z.string(),
    cwd: z.string(),
    of: RunId.optional().describe('the run that is done again'),
  }),
  z.strictObject({ kind: z.literal('tool'), tool: z.string() }),
]);
export type Origin = z.infer<typeof Origin>;
