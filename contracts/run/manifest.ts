// Where everything in a run came from, sealed with its own digest: written at every terminal state.

import { z } from 'zod';
import { Digest, RunId } from '../ids.ts';
import { TemplateSource } from '../task/template.ts';
import { Timestamp } from '../time.ts';
import { Usage } from '../usage.ts';
import { Base } from './base.ts';
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
  bindings: z.array(
    z.strictObject({
      seat: z.string(),
      agent: z.string(),
      provider: z.string(),
      model: z.string(),
      version: z.string().nullable(),
      definition: Digest,
    }),
  ),
  /** What the run was given, by what it was: the task's text, the tree that was looked at, the plan of another run. */
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
  parent: RunId.nullable(),
  children: z.array(RunId),
  reused: z.array(RunId),
  dependencies: z.array(z.strictObject({ from: z.string(), to: z.string(), kind: z.enum(['REQUIRES', 'GENERATES', 'INCLUDES']) })),
  validations: z.array(z.strictObject({ what: z.string(), outcome: z.string() })),
  impactDebt: z.array(z.unknown()),
  journal: z.strictObject({ stream: z.string(), seq: z.int(), digest: Digest }),
  /** sha256 over this document as canonical JSON without this key. */
  seal: Digest,
});
export type Manifest = z.infer<typeof Manifest>;
