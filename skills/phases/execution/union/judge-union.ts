// Judges a union of stages: green, red, or neither if a command could not be run.

import type { UnionCheck, UnionProof } from '../../../../contracts/plan/union.ts';
import { colourOf } from '../../../../validators/proof/outcome.ts';
import { validatorText } from '../../plan/voting/items.ts';

export type UnionColour = 'green' | 'red' | 'unavailable' | 'conflict';

export function colourOfCheck(it: UnionCheck): 'green' | 'red' | 'unavailable' {
  if (it.kind === 'artifact') return it.there ? 'green' : 'red';
  const first = colourOf(it.ran, 'head');
  if (first === 'not run') return 'unavailable';
  // A failure that does not recur does not break it.
  return first === 'passes' || (it.again && colourOf(it.again, 'head') === 'passes') ? 'green' : 'red';
}

export function colourOfUnion(proof: UnionProof): UnionColour {
  if (proof.kind !== 'merged') return proof.kind;
  const colours = proof.checks.map(colourOfCheck);
  return colours.includes('red') ? 'red' : colours.includes('unavailable') ? 'unavailable' : 'green';
}

export const redsOf = (proof: UnionProof): UnionCheck[] =>
  proof.kind === 'merged' ? proof.checks.filter((it) => colourOfCheck(it) === 'red') : [];

/** Two checks that ask the same question of two unions. */
export const sameCheck = (a: UnionCheck, b: UnionCheck): boolean =>
  a.stage === b.stage && a.kind === b.kind && JSON.stringify(a.spec) === JSON.stringify(b.spec);

export function checkText(it: UnionCheck): string {
  const commands = it.kind === 'command' && 'command' in it.spec ? { [it.spec.command]: it.argv } : {};
  return validatorText(it.spec, { commands });
}

/** With the end of the output, or only its last lines. */
export function redText(it: UnionCheck, lines = Number.POSITIVE_INFINITY): string {
  const head = `${checkText(it)} of ${it.stage}`;
  if (it.kind === 'artifact') return `${head}: the file is not there.`;
  if (it.ran.kind === 'not-run') return `${head} could not be run: ${it.ran.why}.`;
  const how = it.ran.kind === 'exited' ? `exit code ${it.ran.code}` : it.ran.says;
  const printed = it.ran.end.split('\n').filter((line) => line.trim() !== '');
  if (printed.length === 0) return `${head} fails: ${how}. It printed nothing.`;
  return `${head} fails: ${how}. The end of what it printed:\n${printed.slice(-lines).join('\n')}`;
}
