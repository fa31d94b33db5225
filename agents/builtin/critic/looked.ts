// What the critic is told of those who looked, and what it counts as code that should have been looked at.

/** One of those who were asked to look, as the lead tells the critic. */
export type Looked = {
  seat: string;
  agent: string;
  kind: 'model' | 'rules';
  completed: boolean;
  /** Why it did not complete. */
  why: string;
  /** In the worker's own words. */
  coverage: string;
};

export type CodeFile = { path: string; language: string; lines: number };
