// Names of the refs of stages in the home's repository, which contain the run, so that they are kept and deleted with it; and of what
// the commands of their proofs printed.

import type { StageState } from './life/stage-state.ts';

/** The folder in which an attempt at a stage works. */
export const workplaceName = (stage: string, attempt: number): string => `${stage}.${attempt}`;

export const stageOfWorkplace = (path: string): string => path.replace(/^.*[\\/]/s, '').replace(/\.\d+$/, '');

export const stageRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/stages/${stage}.${attempt}`;

export const preservedRef = (run: string, stage: string, attempt: number): string => `refs/runs/${run}/preserved/${stage}.${attempt}`;

/** In a fleet: what a host delivered for an attempt, named by its key. */
export const handedRef = (run: string, key: string): string => `refs/runs/${run}/handed/${key.slice(run.length + 1)}`;

/** In a fleet: what a stage builds on, for the host that carries it out. */
export const travelRef = (run: string, key: string): string => `refs/runs/${run}/travel/${key.slice(run.length + 1)}`;

/** The merge of the finished stages, one ref each time they are merged. */
export const integratedRef = (run: string, union: number): string => `refs/runs/${run}/integrated/${union}`;

/** The name of what a stage's commands printed, for `muster logs`; undefined if none ran. */
export const checksOf = ({ checks, proof }: Pick<StageState, 'checks' | 'proof'>): string | undefined =>
  proof?.validators.some(({ kind }) => kind === 'command') ? `c${checks}` : undefined;
