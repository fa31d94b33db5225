// What the evidence rules may ask about the base. The real implementation reads git objects; a rule never sees a process, a file or
// a clock.

import type { Side } from '../../contracts/findings/finding.ts';

export type SourceFile =
  /** `other`: for bytes that are not UTF-8, the text as older editors decode them. A quote may follow either reading. */
  | { kind: 'text'; text: string; other?: string }
  | { kind: 'binary' }
  | { kind: 'huge'; bytes: number }
  | { kind: 'folder' }
  | { kind: 'submodule' }
  | { kind: 'absent' };

export type LinesNamed = { from: number; to: number };

export interface EvidenceSource {
  /** The `from` side exists only if there is a range. */
  readonly hasFrom: boolean;
  file(side: Side, path: string): Promise<SourceFile>;
  /** Every file of a side. */
  paths(side: Side): Promise<readonly string[]>;
  /** For a range: whether the change touches these lines, or the file if no lines are named. */
  touches?(side: Side, path: string, lines: LinesNamed | undefined): Promise<boolean>;
  /** The new path of a path on this side, according to git, if it exists on this side. */
  renamed(side: Side, path: string): Promise<string | undefined>;
}
