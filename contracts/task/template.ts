// A task type, as data: who takes part, in which phases, and within which limits.

import { z } from 'zod';
import { ConvergenceSettings } from '../findings/convergence.ts';
import { CriticMode } from '../findings/gap.ts';
import { Digest, PhaseKey } from '../ids.ts';
import { exact, listOf, words } from '../text.ts';
import { Duration } from '../time.ts';
import { Role } from './agent.ts';

const Limits = z.strictObject({ soft: Duration, hard: Duration });

/** What a phase must leave behind: an artifact, and the schema that it has. A phase that expects none is skipped. */
export const Expected = z.strictObject({
  artifact: exact(64).regex(/^[a-z][a-z0-9-]*$/),
  schema: z.enum(['findings@1', 'convergence@1', 'gaps@1', 'plan@1', 'phase-plan@1', 'work-verdict@1', 'carry@1']),
});
export type Expected = z.infer<typeof Expected>;

const everyPhase = {
  key: PhaseKey,
  /** Left out: what its kind makes. `null`: nothing, and so the phase is skipped. */
  expects: Expected.nullable().optional(),
  /** What a person is asked before the phase is over: all at once, and each must be approved. */
  gates: listOf(z.strictObject({ name: exact(64).regex(/^[a-z][a-z0-9-]*$/), asks: words(1000).min(1) }), 8).optional(),
};

export const PhaseTemplate = z.discriminatedUnion('kind', [
  /** Every seat of the role does the same thing once. */
  z.strictObject({ ...everyPhase, kind: z.literal('fan-out'), role: Role, skill: exact(100) }),
  /** Findings are grouped and examined by the workers who did not raise them. */
  z.strictObject({ ...everyPhase, kind: z.literal('convergence') }),
  /** One worker looks for what nobody raised; others confirm it, or it stays as a risk that is left. */
  z.strictObject({ ...everyPhase, kind: z.literal('critic'), mode: CriticMode }),
  /** The planner writes a plan, the others judge it item by item, and a person approves it or does not. */
  z.strictObject({ ...everyPhase, kind: z.literal('plan') }),
  /** The planner says which phases come next. */
  z.strictObject({ ...everyPhase, kind: z.literal('phase-plan') }),
  /** By rule: whether the work is accepted, from what held and from what a critic said. */
  z.strictObject({ ...everyPhase, kind: z.literal('verdict') }),
  /** The stages of an approved plan, each in a tree of its own. */
  z.strictObject({ ...everyPhase, kind: z.literal('execution') }),
]);
export type PhaseTemplate = z.infer<typeof PhaseTemplate>;

/** What a phase of each kind makes, and leaves behind where its template says nothing else. */
export const MADE_BY = {
  'fan-out': { artifact: 'findings', schema: 'findings@1' },
  'convergence': { artifact: 'convergence', schema: 'convergence@1' },
  'critic': { artifact: 'gaps', schema: 'gaps@1' },
  'plan': { artifact: 'plan', schema: 'plan@1' },
  'phase-plan': { artifact: 'phase-plan', schema: 'phase-plan@1' },
  'verdict': { artifact: 'verdict', schema: 'work-verdict@1' },
  'execution': { artifact: 'stages', schema: 'carry@1' },
} as const satisfies Record<PhaseTemplate['kind'], Expected>;

/** More than this is no plan of work, but a mistake. */
export const MOST_PHASES = 60;

export const TemplateFile = z.strictObject({
  name: exact(64).regex(/^[a-z][a-z0-9-]*$/),
  description: words(2000),
  /** Its own name, where it is to stand in the place of one that is there already. */
  replaces: exact(64).optional(),
  roster: listOf(z.strictObject({ role: Role, seats: z.enum(['task', 'one']), optional: z.boolean().default(false) }), 20).min(1),
  phases: listOf(PhaseTemplate, MOST_PHASES).min(1),
  /** Whether the task must name the run of an approved plan, may, or has no use for one. */
  plan: z.enum(['required', 'optional', 'none']).default('none'),
  /** It changes a branch in the end: one such run at a time for a project and its branch. */
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

/** As a run has it. */
export const Template = z.strictObject({ ...TemplateFile.shape, digest: Digest, source: TemplateSource.optional() });
export type Template = z.infer<typeof Template>;
