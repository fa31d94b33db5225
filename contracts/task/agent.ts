// An agent definition: what it is good for and how it is started. Written as Markdown with front matter; the body is its standing
// instructions.

import { Digest, ProviderName, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { Duration } from '../time.ts';

export const Role = z.enum(['analyser', 'critic', 'planner', 'verifier', 'executor', 'report-writer', 'writer']);
export type Role = z.infer<typeof Role>;

/** The text below the front matter. */
const Instructions = exactText(262_144);

export const AgentFront = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  description: freeText(300).min(1),
  provider: ProviderName.regex(/^[a-z][a-z0-9-]*$/).describe('builtin, command, sarif, or the name of an adapter'),
  model: exactText(100).min(1).default('inherit'),
  roles: wholeList(Role, 20).min(1),
  argv: wholeList(exactText(4096), 200)
    .min(1)
    .optional()
    .describe(
      'provider command: program and arguments, with {prompt} {result} {heartbeat} {model} {cwd}; provider sarif: with {sarif} {cwd}',
    ),
  /** For agents that judge only certain things; a model judges everything. */
  categories: wholeList(exactText(64), 200).min(1).optional(),
  judges: z
    .enum(['anything', 'categories'])
    .optional()
    .describe('whether it can answer a question in words (anything), or only finds what its `categories` name'),
  env: wholeList(exactText(200).regex(/^[A-Za-z_][A-Za-z0-9_]*$/), 200).default([]),
  limits: z.strictObject({ concurrency: z.int().min(1).max(64).optional(), deadline: Duration.optional() }).default({}),
  replaces: exactText(100).optional(),
});
export type AgentFront = z.infer<typeof AgentFront>;

export const AgentDefinition = z.strictObject({
  ...AgentFront.shape,
  instructions: Instructions,
  digest: Digest,
  source: z.enum(['built-in', 'home', 'project']),
  path: PathText,
});
export type AgentDefinition = z.infer<typeof AgentDefinition>;

/** A filled place in the roster, fixed before anything is dispatched. */
export const Seat = z.strictObject({
  name: SeatName,
  role: Role,
  agent: exactText(100),
  provider: ProviderName,
  model: exactText(100),
  argv: wholeList(exactText(4096), 200).optional(),
  env: wholeList(exactText(200), 200),
  /** All rules together are one opinion, and so are all seats of one model. */
  voice: z.enum(['model', 'rules']),
  /** Whether it can answer a question in words. */
  judges: z.enum(['anything', 'categories']),
  field: z.union([z.literal('all'), wholeList(exactText(64), 200)]),
  version: freeText(200).nullable(),
  definition: Digest,
  instructions: Instructions,
  concurrency: z.int().min(1),
  /** Its own hard deadline in milliseconds, if the definition sets one. */
  deadline: z.int().min(1).nullable(),
  /** For seats that write: the roles in its definition, because a prompt may ask for one of them. */
  roles: wholeList(Role, 20).optional(),
  /** Whether its work costs money. */
  paid: z.boolean().optional(),
  /** Whether it works in a checkout of its own, reads a shared one, or reads the repository's objects. */
  workplace: z.enum(['checkout', 'shared', 'objects']),
});
export type Seat = z.infer<typeof Seat>;
