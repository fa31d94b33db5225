// Names of the refs that a stage leaves in the repository of the home: they contain the run, so that they are kept and deleted with it.

export const stageRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/stages/${stage}.${attempt}`;

export const preservedRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/preserved/${stage}.${attempt}`;
