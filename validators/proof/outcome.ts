// The outcome of the runs of one validator. A command proves something only if it is red without the work and green with it;
// effects of test and build files alone are not work. Pure: a proof can be judged again from its facts.

import type { CheckRun, ValidatorProof } from '../../contracts/plan/proof.ts';

export type Outcome =
  | { kind: 'proves'; why: string }
  /** It passes, and shows nothing that was not so before. */
  | { kind: 'guards'; why: string }
  /** `same`: it fails in the same way without the work, so another attempt is pointless. */
  | { kind: 'fails'; why: string; same: boolean }
  /** The test and build files alone make it pass. */
  | { kind: 'vacuous'; why: string }
  /** It could not be run on the work, which says nothing about the work. */
  | { kind: 'unavailable'; why: string }
  | { kind: 'asks'; why: string };

const NAMED = 5;

export type Colour = 'passes' | 'fails' | 'not run';

/** If it was ended by its deadline or a signal, it has failed on the head; on another tree that shows nothing. */
export function colourOf(ran: CheckRun, on: 'head' | 'other'): Colour {
  switch (ran.kind) {
    case 'exited':
      return ran.code === 0 ? 'passes' : 'fails';
    case 'stopped':
      return on === 'head' ? 'fails' : 'not run';
    case 'not-run':
      return 'not run';
  }
}

export function outcomeOf(proof: ValidatorProof): Outcome {
  switch (proof.kind) {
    case 'command':
      return ofCommand(proof);
    case 'files':
      if (proof.changed.length === 0) return { kind: 'fails', why: 'no such file was changed', same: false };
      if (proof.allGone) return { kind: 'asks', why: `nothing is left of what was changed: ${proof.changed.slice(0, NAMED).join(', ')}` };
      return { kind: 'guards', why: `${proof.changed.length} such files were changed` };
    case 'artifact':
      if (proof.is !== 'file')
        return { kind: 'fails', why: `it is ${proof.is === 'missing' ? 'not there' : 'no regular file'}`, same: false };
      if (!proof.changed) return { kind: 'fails', why: 'it is as it was before', same: false };
      if (proof.emptied) return { kind: 'asks', why: 'it was emptied' };
      return { kind: 'guards', why: 'it is there, and was changed' };
    case 'approval':
      return { kind: 'asks', why: 'only a person can say so' };
  }
}

type Command = Extract<ValidatorProof, { kind: 'command' }>;

function ofCommand({ base, tests, head, again }: Command): Outcome {
  const [b, h] = [colourOf(base, 'other'), colourOf(head, 'head')];
  const t = tests === null ? 'none' : colourOf(tests, 'other');
  if (h === 'not run') return { kind: 'unavailable', why: whyOf(head) };
  if (h === 'fails') {
    const same = b === 'fails' && isSameFailure(base, head);
    return { kind: 'fails', why: `${howOf(head)}${same ? ', exactly as it does without the work' : ''}`, same };
  }
  if (b === 'not run') return { kind: 'guards', why: `it could not be run on the base: ${whyOf(base)}` };
  if (t === 'not run' && tests) return { kind: 'guards', why: `it could not be run on the tests alone: ${whyOf(tests)}` };
  if (t === 'passes' && b === 'fails') return { kind: 'vacuous', why: 'the changed test and configuration files alone make it pass' };
  if (b === 'passes' && t !== 'fails') return { kind: 'guards', why: 'it passes without the work, too' };
  if (!again) return { kind: 'guards', why: 'the run that decides was not repeated' };
  if (colourOf(again.red, 'other') !== 'fails' || colourOf(again.green, 'head') !== 'passes')
    return { kind: 'guards', why: 'it is flaky: run again, it had another outcome' };
  return { kind: 'proves', why: b === 'fails' ? 'red before, green now' : 'the new tests fail without the work, and pass with it' };
}

/** Two silent failures are not the same: nothing says why a program that prints nothing failed. */
function isSameFailure(base: CheckRun, head: CheckRun): boolean {
  if (base.kind !== 'exited' || head.kind !== 'exited') return false;
  return base.code === head.code && base.shape === head.shape && head.end.trim() !== '';
}

/** Which run has to be red for a proof to count; undefined if no proof is possible. */
export function decidingRed({ base, tests, head }: Omit<Command, 'again'>): 'base' | 'tests' | undefined {
  if (colourOf(head, 'head') !== 'passes' || colourOf(base, 'other') === 'not run') return undefined;
  if (tests === null) return colourOf(base, 'other') === 'fails' ? 'base' : undefined;
  return colourOf(tests, 'other') === 'fails' ? 'tests' : undefined;
}

const whyOf = (ran: CheckRun): string => (ran.kind === 'not-run' ? ran.why : howOf(ran));

function howOf(ran: CheckRun): string {
  switch (ran.kind) {
    case 'exited':
      return `it ended with exit code ${ran.code}`;
    case 'stopped':
      return ran.by === 'deadline' ? 'it did not end before its deadline' : `it was ended by ${ran.says}`;
    case 'not-run':
      return ran.why;
  }
}
