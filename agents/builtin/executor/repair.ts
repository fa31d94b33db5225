// What the built-in executor is made of: repairs, each for what one rule finds, and the edits that they come to. A
// repair says nothing where more than one change could be meant.

import type { Hit, Repository, Rule } from '../rule.ts';

export type Edit =
  /** Offsets in the text of the file, as the tree has it. */
  | { kind: 'text'; path: string; from: number; to: number; put: string }
  | { kind: 'executable'; path: string }
  | { kind: 'link'; path: string; target: string };

export type Repair = {
  /** What finds the places. */
  rule: Pick<Rule, 'id' | 'says' | 'find'>;
  /** Whether a text that names the place also names this problem there. */
  isAbout(text: string, hit: Hit): boolean;
  /** Nothing where it is not sure. */
  mend(repo: Repository, hit: Hit): Promise<Edit[] | undefined>;
};

/** The path and the line of the first piece of evidence. */
export function placeOf({ evidence }: Hit): { path: string; line: number | undefined } | undefined {
  const [first] = evidence;
  return first?.path === undefined ? undefined : { path: first.path, line: first.line };
}
