// A requirement of a manifest that its lockfile does not meet.

export type Unmet = {
  manifest: string;
  line: number;
  quote: string;
  name: string;
  range: string;
  lockfile: string;
  /** What the lockfile has instead, if anything. */
  locked?: { line: number; quote: string; says: string };
  /** Otherwise the text that was searched for. */
  searched?: string;
};
