// Everything that a worker can be asked for, by the name of the skill: what the phases ask for, and the report.

import { MusterError } from '../../contracts/errors.ts';
import * as z from '../../contracts/schema.ts';
import type { Result } from '../../contracts/work/result.ts';
import { runSteps, type Steps } from '../../runtime/steps.ts';
import type { ResultError } from '../../validators/result/describe-errors.ts';
import type { Expected } from '../dispatch/watch.ts';
import { reportWriting } from '../report-writer/work.ts';
import type { Contributions } from '../run/contributions.ts';
import type { RunState } from '../run/state.ts';
import { checkProposal, type Joined } from './check-proposal.ts';
import { PHASES } from './table.ts';
import type { WorkKind } from './work-kind.ts';

export const WORK_KINDS: Readonly<Record<string, WorkKind>> = Object.assign(
  { 'report-writer': reportWriting },
  ...PHASES.map((it) => it.works),
);

export function workKind(skill: string): WorkKind {
  const found = Object.hasOwn(WORK_KINDS, skill) ? WORK_KINDS[skill] : undefined;
  if (!found) throw new MusterError('template-invalid', `unknown skill \`${skill}\``, 'Fix the template.');
  return found;
}

export function expectedOf(skill: string, run: RunState, contributions: Contributions): Expected | undefined {
  const given = Object.hasOwn(WORK_KINDS, skill) ? WORK_KINDS[skill]?.expects?.(run, contributions) : undefined;
  return given === undefined ? undefined : { skill, given };
}

/** What an answer lacks beyond the contract; the errors go into the repair prompt. */
export function missingFrom(result: Result, expected: Expected | undefined): ResultError[] {
  if (expected === undefined) return [];
  const { missing, proposes } = workKind(expected.skill);
  if (!proposes) return missing?.(result, expected.given) ?? [];
  if (result.phases === undefined)
    return [{ path: 'phases', message: 'is missing: you were asked for phases; an empty list means that none is needed' }];
  return checkProposal(result.phases, expected.given as Joined);
}

const written = new Map<string, { schema: string; example: string }>();

/** What it must write, as a JSON Schema generated from the contract, with one example. */
export const outputFor = (skill: string): { schema: string; example: string } => runSteps(outputSteps(skill));

/** The same in steps: the first time takes ten milliseconds. */
export function* outputSteps(skill: string): Steps<{ schema: string; example: string }> {
  const known = written.get(skill);
  if (known) return known;
  const { schema, example } = workKind(skill).output;
  yield* z.making(schema);
  const made = {
    schema: JSON.stringify(yield* jsonSchemaOf(schema), withoutSafeMaximum),
    example: JSON.stringify({ dispatch: 'r-abcdef.d1', nonce: '…', ...example }, null, 1),
  };
  written.set(skill, made);
  return made;
}

/** That an integer is one that JavaScript can hold says nothing to a worker. */
const withoutSafeMaximum = (key: string, value: unknown): unknown =>
  key === 'maximum' && value === Number.MAX_SAFE_INTEGER ? undefined : value;

/** The same as zod makes of the whole schema, key by key. */
function* jsonSchemaOf(schema: z.ZodObject): Steps<Record<string, unknown>> {
  const [properties, required]: [Record<string, unknown>, string[]] = [{}, []];
  let whole: Record<string, unknown> = {};
  for (const key of Object.keys(schema.shape)) {
    whole = z.toJSONSchema(schema.pick({ [key]: true } as Record<string, true>), { io: 'input' });
    Object.assign(properties, whole.properties);
    required.push(...((whole.required as string[] | undefined) ?? []));
    yield;
  }
  return { ...whole, properties, ...(required.length > 0 ? { required } : {}) };
}
