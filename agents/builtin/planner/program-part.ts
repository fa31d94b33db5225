// What the built-in program calls for a plan: the inputs of its prompt, parsed again by the contract.

import { MusterError } from '../../../contracts/errors.ts';
import { Evidence, Severity } from '../../../contracts/findings/finding.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import * as z from '../../../contracts/schema.ts';
import type { Repository } from '../rule.ts';
import { type Planning, planFrom } from './planner.ts';

const Inputs = z.object({
  /** It is returned as it is. */
  given: Plan.optional(),
  requirements: z.array(z.string()).default([]),
  findings: z
    .array(
      z.object({
        id: z.string().min(1),
        title: z.string().min(1),
        category: z.string(),
        severity: Severity,
        claim: z.string().default(''),
        recommendation: z
          .string()
          .nullish()
          .transform((it) => it ?? ''),
        evidence: z.array(Evidence).default([]),
        state: z.string().default(''),
      }),
    )
    .default([]),
  carries: z.array(z.object({ from: z.string(), title: z.string(), text: z.string() })).default([]),
});

export async function answerPlanning(repo: Repository, inputs: unknown): Promise<Planning> {
  const read = Inputs.safeParse(inputs);
  if (read.success) {
    const { given } = read.data;
    return given ? { status: 'done', summary: 'The plan as it was given.', plan: given } : planFrom(repo, read.data);
  }
  const [issue] = read.error.issues;
  throw new MusterError(
    'frame-invalid',
    `the inputs of the prompt contain nothing to plan from: ${issue?.path.join('.')} ${issue?.message}`,
    'The daemon writes this prompt; it and the built-in workers must have the same version.',
  );
}
