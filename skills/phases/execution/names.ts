// Names of the refs that a stage leaves in the repository of the home: they contain the run, so that they are kept and deleted with it.

export const stageRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/stages/${stage}.${attempt}`;

export const preservedRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/preserved/${stage}.${attempt}`;

/** In a fleet: what a host has handed in of an attempt, named by its key. */
export const handedRef = (run: string, key: string): string => `refs/runs/${run}/handed/${key.slice(run.length + 1)}`;

/** In a fleet: what a stage builds on, for the host that carries it out. */
export const travelRef = (run: string, key: string): string => `refs/runs/${run}/travel/${key.slice(run.length + 1)}`;

/** What the stages that are done come to together, each time that they were put together. */
export const integratedRef = (run: string, union: number): string => `refs/runs/${run}/integrated/${union}`;
