// What a schema finds wrong with a value, in the words of somebody who writes it by hand.

import type * as z from '../../contracts/schema.ts';

/** The commonest mistakes in words; a schema's own messages are kept. */
export function plainIssue(issue: z.core.$ZodIssue, written: unknown): string {
  if (!/^(?:Invalid|Too) /.test(issue.message)) return issue.message;
  if (issue.code === 'too_big') return `must ${amount(issue.origin, `at most ${issue.maximum}`)}`;
  if (issue.code === 'too_small') return `must ${amount(issue.origin, `at least ${issue.minimum}`)}`;
  if (issue.code === 'invalid_format') return issue.message.replace('Invalid string: ', '');
  const allowed = issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : undefined;
  if (allowed !== undefined) return `${written === undefined ? 'missing:' : 'must be'} ${oneOf(allowed)}`;
  if (issue.code !== 'invalid_type') return issue.message;
  if (written === undefined) return 'missing';
  const expected = KINDS[issue.expected];
  return expected === undefined ? issue.message : `must be ${expected}, not ${kindOf(written)}`;
}

const amount = (origin: string, much: string): string =>
  origin === 'string' ? `have ${much} characters` : origin === 'array' ? `have ${much} entries` : `be ${much}`;

const oneOf = (allowed: string): string => (allowed.includes(', ') ? `one of ${allowed}` : allowed);

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, such as [a, b]',
  object: 'keys with values',
  record: 'keys with values',
};

function kindOf(written: unknown): string {
  if (written === null) return 'nothing';
  if (Array.isArray(written)) return 'a list';
  if (typeof written === 'object') return 'keys with values';
  return typeof written === 'string' ? 'text' : `the ${typeof written} ${String(written)}`;
}

export const writtenAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, step) => (at as Record<string, unknown> | null | undefined)?.[step], value);
