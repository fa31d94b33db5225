// A pattern that a text must contain, or must not. A pattern that takes too long is stopped and counts as failed.

import { runInNewContext } from 'node:vm';
import type { Check } from '../../../contracts/make/prompt.ts';

const AT_MOST = 1_000;

export function patternFault(check: Extract<Check, { pattern: string }>, text: string): string | undefined {
  let found: boolean;
  try {
    found = runInNewContext('new RegExp(pattern, "mu").test(text)', { pattern: check.pattern, text }, { timeout: AT_MOST }) === true;
  } catch {
    // The pattern itself was checked when the prompt was read.
    return `it took longer than ${AT_MOST} ms to look for`;
  }
  if (found === (check.not !== true)) return undefined;
  return found ? 'it is found' : 'it is not found';
}
