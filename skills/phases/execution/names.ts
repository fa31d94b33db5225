// How what a stage leaves is called in the repository of the home: with the run, so that it is kept and let go with it.

export const stageRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/stages/${stage}.${attempt}`;

export const preservedRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/preserved/${stage}.${attempt}`;
