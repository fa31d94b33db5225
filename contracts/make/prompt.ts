// A prompt file: front matter that says what is made, by whom and which checks apply, and a body with macros.

import { SeatRequest } from '../ids.ts';
import * as z from '../schema.ts';
import { Role } from '../task/agent.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';

const SMALL_NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** A prompt is `<name>.md` in a folder of prompts. */
export const PromptName = exactText(64).regex(SMALL_NAME, 'a name of small letters, digits and hyphens, such as release-notes');
export type PromptName = z.infer<typeof PromptName>;

export const ArtifactName = exactText(64).regex(SMALL_NAME, 'a name of small letters, digits and hyphens, such as glossary');
export type ArtifactName = z.infer<typeof ArtifactName>;

export const ParamName = exactText(64).regex(/^[a-z][\w-]{0,63}$/, 'a name such as version');
export const ParamValue = exactText(4000);

/** File extensions of artifacts, by kind. */
export const ARTIFACT_ENDINGS = { markdown: 'md', text: 'txt', json: 'json', yaml: 'yaml', csv: 'csv', html: 'html' } as const;
export const ArtifactKind = z.enum(['markdown', 'text', 'json', 'yaml', 'csv', 'html']);
export type ArtifactKind = z.infer<typeof ArtifactKind>;

/** Where an artifact is stored and looked up: with the project, in a named space, or for all projects of the home. */
export const Space = exactText(64).regex(SMALL_NAME, '`project`, `home`, or the name of a space');

export const Produces = z.strictObject({
  name: ArtifactName.optional().describe('default: the name of the prompt'),
  kind: ArtifactKind.default('markdown'),
  path: PathText.min(1)
    .optional()
    .describe('a file below .muster/artifacts/ of the project; left out, nothing is written into the project'),
  space: Space.default('project').describe('project, home, or the name of a space'),
});

const checkName = { name: freeText(100).min(1).optional().describe('what it is called where its outcome is told') };

/** A quality gate for the text. */
export const Check = z.union([
  z.strictObject({
    ...checkName,
    schema: z.record(z.string(), z.unknown()).describe('a JSON Schema, for an artifact of kind json or yaml'),
  }),
  z.strictObject({
    ...checkName,
    pattern: exactText(1000).min(1).describe('a regular expression of JavaScript; `^` and `$` match at lines'),
    not: z.boolean().optional().describe('it must not be found'),
  }),
  z.strictObject({
    ...checkName,
    command: wholeList(exactText(4096), 100).min(1).describe('argv, with {artifact} for the file; exit code 0 is a pass'),
  }),
  z.strictObject({ ...checkName, evidence: z.int().min(1).max(200).describe('places that must be named and found in the project') }),
]);
export type Check = z.infer<typeof Check>;

export const Refine = z.strictObject({
  max: z.int().min(1).max(20).describe('how often the faults are sent back at most'),
  minGain: z.number().min(0).max(1).default(0).describe('the share of checks that each round must win, 0 to 1'),
  budget: z
    .strictObject({ usd: z.number().positive().optional(), tokens: z.int().positive().optional() })
    .optional()
    .describe('no further round begins once the rounds of this prompt have used so much'),
});
export type Refine = z.infer<typeof Refine>;

const Param = z.strictObject({
  default: z.union([ParamValue, z.number(), z.boolean()]).optional().describe('left out, a value must be given'),
  says: freeText(300).optional(),
});

const NO_TEXT = 'an executor changes files and writes no text; name another role, or none';

export const PromptFront = z.strictObject({
  description: freeText(300).optional(),
  produces: Produces.prefault({}),
  role: Role.exclude(['executor'], { error: ({ input }) => (input === 'executor' ? NO_TEXT : undefined) })
    .optional()
    .describe('whoever writes has this role; default: writer, or any role where `agent` names who writes'),
  agent: SeatRequest.optional().describe('agent or agent@model; default: the first agent of the task that can write'),
  params: z.record(ParamName, Param).default({}),
  checks: wholeList(Check, 50).default([]),
  refine: Refine.optional(),
});
export type PromptFront = z.infer<typeof PromptFront>;

export const Params = z.record(ParamName, ParamValue);
export type Params = z.infer<typeof Params>;
