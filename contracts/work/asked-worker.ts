// What the critic is told about each worker that was asked to look.

/** One of the workers that were asked to look, as the lead describes it to the critic. */
export type AskedWorker = {
  seat: string;
  agent: string;
  kind: 'model' | 'rules';
  completed: boolean;
  /** Why it did not complete. */
  why: string;
  /** In the worker's own words. */
  coverage: string;
};
