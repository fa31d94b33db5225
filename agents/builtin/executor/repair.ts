// The parts of the built-in executor: repairs, each for the findings of one rule, and their edits. A repair abstains if more than
// one change could be meant.

import type { Hit, Repository, Rule } from '../rule.ts';

export type Edit =
  /** Offsets in the text of the file, as in the tree. */
  | { kind: 'text'; path: string; from: number; to: number; put: string }
  | { kind: 'executable'; path: string }
  | { kind: 'link'; path: string; target: string };

export type Repair = {
  /** Finds the places. */
  rule: Pick<Rule, 'id' | 'says' | 'find'>;
  /** Whether a text that names the place also mentions this problem there. */
  isAbout(text: string, hit: Hit): boolean;
  /** Undefined if it is not certain. */
  mend(repo: Repository, hit: Hit): Promise<Edit[] | undefined>;
};

/** Path and line of the first piece of evidence. */
export function placeOf({ evidence }: Hit): { path: string; line: number | undefined } | undefined {
  const [first] = evidence;
  return first?.path === undefined ? undefined : { path: first.path, line: first.line };
}
