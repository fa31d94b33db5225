// A finding of the current project: named with its run, or in the newest run of this project that has it.

import { MusterError } from '../../../contracts/errors.ts';
import { isAbout } from './about-project.ts';
import { type ContainingRun, containingRun, type ProjectRecords } from './containing-run.ts';
import type { ReadName } from './names.ts';

export async function inThisProject(name: Extract<ReadName, { kind: 'finding' }>, where: ProjectRecords): Promise<ContainingRun> {
  const found = await containingRun(name, where);
  if (await isAbout(found.view, where.project)) return found;
  const about = found.view.task.project;
  throw new MusterError(
    'finding-unknown',
    `${found.view.id} is about ${about}, not about ${where.project}`,
    `To change something there, go there: cd ${about}`,
  );
}
