// What the evidence rules may ask of the base. Behind it stand git objects in the real program; a rule never
// sees a process, a file or a clock.

import type { Side } from '../../contracts/findings/finding.ts';

export type SourceFile =
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  | { kind: 'huge'; bytes: number }
  | { kind: 'folder' }
  | { kind: 'submodule' }
  | { kind: 'absent' };

export type LinesNamed = { from: number; to: number };

export interface EvidenceSource {
  /** `from` is looked at only where there is a range. */
  readonly hasFrom: boolean;
  file(side: Side, path: string): Promise<SourceFile>;
  /** Every file of a side. */
  paths(side: Side): Promise<readonly string[]>;
  /** Of a range: whether the change has a part in these lines, or in the file where none are named. */
  touches?(side: Side, path: string, lines: LinesNamed | undefined): Promise<boolean>;
  /** Where git says that a path of this side went, if that is a path of this side now. */
  renamed(side: Side, path: string): Promise<string | undefined>;
}
