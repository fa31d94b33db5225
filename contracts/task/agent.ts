// An agent definition: who can work, how it is started, and what it is good for. Written as Markdown
// with front matter; the body is the standing instructions.

import { z } from 'zod';
import { Digest, SeatName } from '../ids.ts';
import { Duration } from '../time.ts';

export const Role = z.enum(['analyser', 'critic', 'planner', 'verifier', 'executor', 'report-writer']);
export type Role = z.infer<typeof Role>;

export const AgentFront = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  description: z.string().min(1).max(300),
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe('builtin, command, or the name of an adapter'),
  model: z.string().min(1).max(100).default('inherit'),
  roles: z.array(Role).min(1),
  argv: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('provider command: program and arguments, with {prompt} {result} {heartbeat} {model} {cwd}'),
  /** For agents that judge only some things; a model judges all. */
  categories: z.array(z.string()).min(1).optional(),
  env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)).default([]),
  limits: z.strictObject({ concurrency: z.int().min(1).max(64).optional(), deadline: Duration.optional() }).default({}),
  replaces: z.string().optional(),
});
export type AgentFront = z.infer<typeof AgentFront>;

export const AgentDefinition = z.strictObject({
  ...AgentFront.shape,
  instructions: z.string(),
  digest: Digest,
  source: z.enum(['built-in', 'home', 'project']),
  path: z.string(),
});
export type AgentDefinition = z.infer<typeof AgentDefinition>;

/** A place in the roster, filled: fixed before anything is dispatched. */
export const Seat = z.strictObject({
  name: SeatName,
  role: Role,
  agent: z.string(),
  provider: z.string(),
  model: z.string(),
  argv: z.array(z.string()).optional(),
  env: z.array(z.string()),
  /** `rules` for every built-in, else the seat's own name: what counts as one opinion. */
  voice: z.enum(['model', 'rules']),
  field: z.union([z.literal('all'), z.array(z.string())]),
  version: z.string().nullable(),
  definition: Digest,
  instructions: z.string(),
  concurrency: z.int().min(1),
  /** A hard deadline of its own, in milliseconds, where the definition sets one. */
  deadline: z.int().min(1).nullable(),
  /** Whether somebody is paid for what it does. */
  paid: z.boolean().optional(),
  /** Whether it works in a checkout of the base, or reads the repository's objects. */
  workplace: z.enum(['checkout', 'objects']),
});
export type Seat = z.infer<typeof Seat>;
