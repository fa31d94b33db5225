// A task type, as data: who takes part, in which phases, and within which limits.

import { ConvergenceSettings } from '../findings/convergence.ts';
import { Digest, PhaseKey } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, wholeList } from '../text.ts';
import { Duration } from '../time.ts';
import { Role } from './agent.ts';

const Limits = z.strictObject({ soft: Duration, hard: Duration });

/** What a phase must produce: an artifact with its schema. A phase that expects none is skipped. */
export const Expected = z.strictObject({
  artifact: exactText(64).regex(/^[a-z][a-z0-9-]*$/),
  schema: exactText(64).regex(/^[a-z][a-z0-9-]*@\d+$/, 'the name of a schema with its version, such as findings@1'),
});
export type Expected = z.infer<typeof Expected>;

/** What a template can say about a phase of any kind. */
export const EVERY_PHASE = {
  key: PhaseKey,
  /** By default, what its kind makes. `null`: nothing, so the phase is skipped. */
  expects: Expected.nullable().optional(),
  /** Its time limit in working time: then its workers are ended, and it settles with what has arrived. */
  deadline: Duration.optional(),
  /** Questions to a person before the phase is over: asked together, and each must be approved. */
  gates: wholeList(z.strictObject({ name: exactText(64).regex(/^[a-z][a-z0-9-]*$/), asks: freeText(1000).min(1) }), 8).optional(),
};

/** A phase of any kind. The kind's own schema reads its other keys: see the table of kinds in `skills/phases/`. */
export const PhaseTemplate = z.looseObject({ ...EVERY_PHASE, kind: exactText(64).regex(/^[a-z][a-z-]*$/) });
export type PhaseTemplate = z.infer<typeof PhaseTemplate>;

/** With more phases it is no plan of work but a mistake. */
export const MOST_PHASES = 60;

export const TemplateFile = z.strictObject({
  name: exactText(64).regex(/^[a-z][a-z0-9-]*$/),
  description: freeText(2000),
  /** Its own name, if it is to replace an existing one. */
  replaces: exactText(64).optional(),
  roster: wholeList(
    z.strictObject({
      role: Role,
      seats: z.enum(['task', 'one']),
      optional: z.boolean().default(false),
      /** Exactly this seat, even if others could do it. */
      agent: exactText(100).optional(),
    }),
    20,
  ).min(1),
  phases: wholeList(PhaseTemplate, MOST_PHASES).min(1),
  /** Whether the task must, may or must not name the run of an approved plan. */
  plan: z.enum(['required', 'optional', 'none']).default('none'),
  /** The question that its results answer: one for fixed rules, or one that takes judgement. A brief makes it the latter. */
  asks: z.enum(['rules', 'judgement']).default('judgement'),
  /** It finally changes a branch: only one such run at a time for a project and its branch. */
  writes: z.boolean().default(false),
  quorum: z.int().min(1),
  deadline: Duration,
  budget: z.strictObject({ usd: z.number().positive().optional(), tokens: z.int().positive().optional() }).default({}),
  limits: z.partialRecord(z.enum([...Role.options, 'verdicts']), Limits),
  convergence: ConvergenceSettings.prefault({}),
});
export type TemplateFile = z.infer<typeof TemplateFile>;

export const TemplateSource = z.enum(['built-in', 'home', 'project']);
export type TemplateSource = z.infer<typeof TemplateSource>;

/** As stored in a run. */
export const Template = z.strictObject({ ...TemplateFile.shape, digest: Digest, source: TemplateSource.optional() });
export type Template = z.infer<typeof Template>;
