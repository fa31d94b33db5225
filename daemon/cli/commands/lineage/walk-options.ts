// The options of commands that walk the lineage, and how far they go.

import { MusterError } from '../../../../contracts/errors.ts';
import type { Limits } from '../../../../skills/lineage/walk.ts';
import { type Arguments, JSON_OPTION, type Option } from '../../words/command.ts';

export const WALK_OPTIONS: Readonly<Record<'depth' | 'json', Option>> = {
  depth: { kind: 'text', value: '<n>', says: 'how many steps at most (default: 100)' },
  ...JSON_OPTION,
};

/** As many as a screen can show; JSON contains all. */
const ON_SCREEN = 500;

export function limitsAsked(given: Arguments): Limits {
  const text = given.text('depth') ?? '100';
  const depth = Number(text);
  if (!/^\d{1,6}$/.test(text) || depth < 1) throw new MusterError('usage', '--depth must be a positive number', 'Such as --depth 3.');
  return { depth, nodes: given.has('json') ? Number.POSITIVE_INFINITY : ON_SCREEN };
}
