// A task file: YAML front matter with the options, and a body that is the brief.

import { RequestedConvergence } from '../findings/convergence.ts';
import { MOST_AGENTS, PhaseKey, RunId, SeatName, SeatRequest } from '../ids.ts';
import { Params, PromptName } from '../make/prompt.ts';
import { ReuseMode } from '../run/reuse.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { Duration } from '../time.ts';

export const DEFAULT_TASK_TYPE = 'review';

/** The front matter exactly as a person may write it. Unknown keys are errors. */
export const TaskFront = z.strictObject({
  title: freeText(200).min(1).optional().describe('default: the first heading or line of the body'),
  project: PathText.min(1).optional().describe('required in the inbox of the home; elsewhere the git root that contains the file'),
  type: exactText(64)
    .regex(/^[a-z][a-z0-9-]*$/)
    .optional()
    .describe('the task type; default: review'),
  task: z
    .string()
    .regex(/^[\w./-]{1,100}$/)
    .optional()
    .describe('a name that ties several runs together'),
  plan: RunId.optional().describe('for implementation and final-verification: the run with the approved plan'),
  stages: wholeList(exactText(40).min(1), 200)
    .min(1)
    .optional()
    .describe('for implementation: the stages of the plan to carry out; default: all'),
  prompt: PromptName.optional().describe('for prompt: the prompt to make, by the name of its file'),
  params: Params.optional().describe('for prompt: its parameters'),
  agents: wholeList(SeatRequest, MOST_AGENTS)
    .min(1)
    .optional()
    .describe('who takes part: agent or agent@model; default: the setting `agents`'),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .optional()
    .describe('language of the report; default: en'),
  objective: freeText(4000).optional(),
  directive: freeText(4000).optional(),
  related: wholeList(RunId, 20).optional().describe('runs of the same project whose findings the models are told'),
  key: z
    .string()
    .regex(/^[\w./:-]{1,100}$/)
    .optional()
    .describe('the same key and content is always the same run'),
  scope: wholeList(exactText(500).min(1), 100).min(1).optional().describe('globs of the files to review'),
  base: exactText(200).min(1).optional().describe('worktree (default), HEAD or any revision'),
  range: exactText(400)
    .regex(/^[^.\s][^\s]*\.\.\.?[^\s]*$/, 'a range such as main...HEAD')
    .optional(),
  since: RunId.optional().describe('an earlier review of the same branch: only what changed since is given to workers'),
  deadline: Duration.optional(),
  phases: z
    .record(PhaseKey, z.strictObject({ deadline: Duration }))
    .optional()
    .describe('time limits of phases, by key: when one is reached, the run continues with what has come in'),
  convergence: RequestedConvergence.optional().describe('how findings are examined; what is left out is as the task type has it'),
  budget: z.strictObject({ usd: z.number().positive().optional(), tokens: z.int().positive().optional() }).optional(),
  force: z.boolean().optional().describe('true: everything is done again, and what comes of it replaces what is kept of earlier runs'),
  reuse: ReuseMode.optional().describe(
    'off, results (workers are not asked the same again) or all (nor is a whole run repeated); default: the setting `reuse`',
  ),
  approvals: z.enum(['ask', 'auto']).optional(),
});
export type TaskFront = z.infer<typeof TaskFront>;

/** An accepted task: every choice made, every default filled in. */
export const Task = z.strictObject({
  title: freeText(200).min(1),
  project: PathText.min(1).describe('absolute, with symbolic links resolved'),
  type: exactText(64),
  task: exactText(100).optional(),
  plan: RunId.optional(),
  stages: wholeList(exactText(40), 200).optional(),
  prompt: PromptName.optional(),
  params: Params.optional(),
  agents: wholeList(exactText(150), MOST_AGENTS).optional(),
  language: exactText(20),
  objective: freeText(4000).optional(),
  directive: freeText(4000).optional(),
  related: wholeList(RunId, 20),
  key: exactText(100).optional(),
  scope: wholeList(exactText(500), 100),
  base: exactText(200),
  range: exactText(400).optional(),
  since: RunId.optional(),
  deadline: Duration.optional(),
  phases: z.record(PhaseKey, z.strictObject({ deadline: Duration })).optional(),
  convergence: RequestedConvergence.optional(),
  budget: z.strictObject({ usd: z.number().optional(), tokens: z.int().optional() }).optional(),
  force: z.boolean(),
  reuse: ReuseMode.optional(),
  approvals: z.enum(['ask', 'auto']),
  brief: exactText(262_144),
});
export type Task = z.infer<typeof Task>;

/** Where a task came from. */
export const Origin = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), path: freeText(4096) }),
  z.strictObject({
    kind: z.literal('command'),
    command: freeText(4000),
    cwd: freeText(4096),
    of: RunId.optional().describe('the run that is repeated'),
    freshFrom: PhaseKey.optional().describe('from this phase on nothing is taken from earlier runs'),
    takenUntil: z.int().min(1).optional().describe('what the repeated run took after this event is not taken from it'),
    joins: z
      .strictObject({ phase: PhaseKey, before: z.array(SeatName), leave: z.array(SeatName) })
      .optional()
      .describe('who took part before this phase, and who of them does not any more from there on'),
    sameFiles: z.literal(true).optional().describe('the files that the repeated run looked at, and not those of today'),
  }),
  z.strictObject({
    kind: z.literal('impact').describe('an input of an artifact has changed, and the artifact is made again'),
    of: RunId.describe('the run that noticed it'),
    root: RunId.describe('the run that noticed the first change of a chain'),
    depth: z.int().min(1),
    kept: z.literal(true).optional().describe('nothing is written into the project, as when it was made before'),
  }),
  z.strictObject({
    kind: z.literal('tool'),
    tool: freeText(200),
    client: freeText(200).optional().describe('what the program that called the tool calls itself'),
    session: exactText(64).optional().describe('the conversation with it; its runs are listed first'),
  }),
]);
export type Origin = z.infer<typeof Origin>;
