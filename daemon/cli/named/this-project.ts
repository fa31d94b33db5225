// A finding of the project that a person stands in: named with its run, or in the newest run of this project that has it.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { gitRootOf } from '../../intake/accept-task.ts';
import { holderOf } from './holder.ts';
import type { Named } from './names.ts';
import type { Records } from './records.ts';

export async function inThisProject(
  name: Extract<Named, { kind: 'finding' }>,
  project: string,
  records: Records,
): Promise<{ view: RunView; chosen: boolean }> {
  const found = await holderOf(name, records, project);
  const about = found.view.task.project;
  if (about === project || (await gitRootOf(about)) === project) return found;
  throw new MusterError(
    'finding-unknown',
    `${found.view.id} is about ${about}, not about ${project}`,
    `To change something there, go there: cd ${about}`,
  );
}
