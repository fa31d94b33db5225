// Names of the refs that a stage leaves in the repository of the home: they contain the run, so that they are kept and deleted with it.

export const stageRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/stages/${stage}.${attempt}`;

export const preservedRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/preserved/${stage}.${attempt}`;

/** What the stages that are done come to together, each time that they were put together. */
export const integratedRef = (run: string, union: number): string => `refs/runs/${run}/integrated/${union}`;
