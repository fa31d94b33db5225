// A task type, as data: who takes part, in which phases, and within which limits.

import { z } from 'zod';
import { Role } from './agent.ts';
import { ConvergenceSettings } from './convergence.ts';
import { CriticMode } from './gap.ts';
import { Digest, PhaseKey } from './ids.ts';
import { Duration } from './time.ts';

const Limits = z.strictObject({ soft: Duration, hard: Duration });

export const PhaseTemplate = z.discriminatedUnion('kind', [
  /** Every seat of the role does the same thing once. */
  z.strictObject({ key: PhaseKey, kind: z.literal('fan-out'), role: Role, skill: z.string() }),
  /** Findings are grouped and examined by the workers who did not raise them. */
  z.strictObject({ key: PhaseKey, kind: z.literal('convergence') }),
  /** One worker looks for what nobody raised; others confirm it, or it stays as a risk that is left. */
  z.strictObject({ key: PhaseKey, kind: z.literal('critic'), mode: CriticMode }),
]);
export type PhaseTemplate = z.infer<typeof PhaseTemplate>;

export const TemplateFile = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  description: z.string(),
  roster: z.array(z.strictObject({ role: Role, seats: z.enum(['task', 'one']), optional: z.boolean().default(false) })).min(1),
  phases: z.array(PhaseTemplate).min(1),
  quorum: z.int().min(1),
  deadline: Duration,
  budget: z.strictObject({ usd: z.number().positive().optional(), tokens: z.int().positive().optional() }).default({}),
  limits: z.partialRecord(z.enum([...Role.options, 'verdicts']), Limits),
  convergence: ConvergenceSettings.prefault({}),
});
export type TemplateFile = z.infer<typeof TemplateFile>;

export const Template = z.strictObject({ ...TemplateFile.shape, digest: Digest });
export type Template = z.infer<typeof Template>;
