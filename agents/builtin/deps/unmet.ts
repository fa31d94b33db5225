// One thing that a manifest asks for and its lockfile does not give.

export type Unmet = {
  manifest: string;
  line: number;
  quote: string;
  name: string;
  range: string;
  lockfile: string;
  /** What the lockfile has in its stead, where it has anything. */
  locked?: { line: number; quote: string; says: string };
  /** Otherwise the text that was looked for there. */
  searched?: string;
};
