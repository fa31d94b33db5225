// Whether a run is about the current project.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { gitRootOf } from '../../intake/git-root.ts';

/** A run may be about a folder of the project. */
export async function isAbout({ task }: Pick<RunView, 'task'>, project: string): Promise<boolean> {
  return task.project === project || (await gitRootOf(task.project).catch(() => undefined)) === project;
}
