// The provenance of everything in a run, sealed with its own digest: written whenever a run ends.

import { ConvergenceSettings } from '../findings/convergence.ts';
import { Digest, RunId } from '../ids.ts';
import * as z from '../schema.ts';
import { Role } from '../task/agent.ts';
import { TemplateSource } from '../task/template.ts';
import { Timestamp } from '../time.ts';
import { Usage } from '../usage.ts';
import { Base } from './base.ts';
import { Debt } from './impact-events.ts';
import { ConcludeReason, Outcome } from './run-event.ts';
import { DispatchView } from './run-view.ts';

export const Manifest = z.strictObject({
  schema: z.literal('manifest@1'),
  engine: z.strictObject({ musterd: z.string(), node: z.string() }),
  run: RunId,
  outcome: Outcome,
  reason: ConcludeReason,
  degraded: z.boolean(),
  template: z.strictObject({ name: z.string(), digest: Digest, source: TemplateSource.optional() }),
  task: z.strictObject({ digest: Digest, title: z.string(), type: z.string(), project: z.string() }),
  base: Base.nullable(),
  /** The limits, and how findings were examined, with all defaults filled in. */
  settings: z.strictObject({
    deadline: z.string(),
    budget: z.strictObject({ usd: z.number().optional(), tokens: z.int().optional() }),
    quorum: z.int(),
    approvals: z.enum(['ask', 'auto']),
    language: z.string(),
    scope: z.array(z.string()),
    convergence: ConvergenceSettings,
    phases: z.array(z.strictObject({ key: z.string(), kind: z.string(), deadline: z.string().nullable() })),
    limits: z.record(z.string(), z.strictObject({ soft: z.string(), hard: z.string() })),
    silence: z.record(z.string(), z.string()),
    grace: z.record(z.string(), z.string()),
  }),
  bindings: z.array(
    z.strictObject({
      seat: z.string(),
      agent: z.string(),
      provider: z.string(),
      model: z.string(),
      version: z.string().nullable(),
      definition: Digest,
      role: Role,
      voice: z.enum(['model', 'rules']),
      field: z.union([z.literal('all'), z.array(z.string())]),
      workplace: z.enum(['checkout', 'shared', 'objects']),
      concurrency: z.int(),
      /** Its own hard deadline, in milliseconds. */
      deadline: z.int().nullable(),
      /** The names of the environment variables that it was given beside the usual ones. */
      env: z.array(z.string()),
      /** Its first command line, with long arguments shortened. */
      argv: z.array(z.string()),
      /** The models that answered, according to its program. */
      answered: z.array(z.string()),
      /** Sampling parameters in its argv, such as temperature; null if there are none and its program's defaults applied. */
      sampling: z.record(z.string(), z.string()).nullable(),
    }),
  ),
  /** The inputs of the run, by what they are: the task's text, the tree, the plan of another run. */
  inputs: z.array(z.strictObject({ name: z.string(), digest: z.string() })),
  dispatches: z.array(DispatchView),
  outputs: z.array(z.strictObject({ name: z.string(), digest: Digest })),
  usage: Usage,
  timings: z.strictObject({
    created: Timestamp,
    started: Timestamp.nullable(),
    ended: Timestamp,
    phases: z.array(z.strictObject({ key: z.string(), started: Timestamp.nullable(), ended: Timestamp.nullable() })),
  }),
  /** The run that this one repeats, whose plan it carries out, or that noticed why it was needed. */
  parent: RunId.nullable(),
  /** Runs that repeat this one, carry out its plan, or make again what it noticed; they come later and are added then. */
  children: z.array(RunId),
  reused: z.array(RunId),
  dependencies: z.array(z.strictObject({ from: z.string(), to: z.string(), kind: z.enum(['REQUIRES', 'GENERATES', 'INCLUDES']) })),
  validations: z.array(z.strictObject({ what: z.string(), outcome: z.string() })),
  /** Artifacts whose inputs have changed, which this run noticed and left as they are. */
  impactDebt: z.array(Debt),
  journal: z.strictObject({ stream: z.string(), seq: z.int(), digest: Digest }),
  /** sha256 of this document as canonical JSON without this key. */
  seal: Digest,
});
export type Manifest = z.infer<typeof Manifest>;
