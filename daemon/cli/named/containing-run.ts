// The run that is meant when a person names a finding, worker or gate without its run: the newest one
// of the current project. A name alone never refers to another project.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { isAbout } from './about-project.ts';
import type { ReadName } from './names.ts';
import type { Records } from './records.ts';

/** How many runs are searched for a name without a run. */
const MOST = 500;

/** The records and the project in which a name without a run is looked up. */
export type ProjectRecords = { records: Records; project: string };

export type ContainingRun = {
  view: RunView;
  /** Whether the run was not named and is the newest of this project that has it. */
  chosen: boolean;
};

export async function containingRun(name: Exclude<ReadName, { kind: 'run' }>, where: ProjectRecords): Promise<ContainingRun> {
  const { records, project } = where;
  if (name.run !== undefined) return { view: await records.view(await records.named(name.run)), chosen: false };
  const found = await newestContaining(where, (it) => holds(it, name));
  if (found.here) return { view: found.here, chosen: true };
  throw new MusterError(
    name.kind === 'dispatch' ? 'run-unknown' : 'finding-unknown',
    `no run of ${project} has a ${name.kind} ${name.local}${found.says}`,
    nameTheRunToo(found, name.local),
  );
}

/** `elsewhere`: a run of another project that has it, if this project has none. */
type ContainingRuns = { here: RunView | undefined; elsewhere: RunView | undefined; says: string };

/** The newest run of this project that has it; otherwise the newest of another project, which is only mentioned. */
export async function newestContaining({ records, project }: ProjectRecords, holdsIt: (view: RunView) => boolean): Promise<ContainingRuns> {
  let elsewhere: RunView | undefined;
  for (const { run } of await records.runs({ newest: MOST })) {
    const view = await records.view(run).catch((error: unknown) => {
      // A damaged run must not hide the others.
      if (error instanceof MusterError && error.code === 'ledger-corrupt') return undefined;
      throw error;
    });
    if (!view || !holdsIt(view)) continue;
    if (await isAbout(view, project)) return { here: view, elsewhere: undefined, says: '' };
    elsewhere ??= view;
  }
  return { here: undefined, elsewhere, says: elsewhere ? `; ${elsewhere.id}, a run of ${elsewhere.task.project}, has one` : '' };
}

export const nameTheRunToo = ({ elsewhere }: ContainingRuns, local: string): string =>
  `Name the run too, as in \`${elsewhere?.id ?? 'r-k3f7qa'}.${local}\`; \`muster runs\` lists the runs.`;

function holds(view: RunView, { kind, local }: Exclude<ReadName, { kind: 'run' }>): boolean {
  if (kind === 'dispatch') return view.dispatches.some((it) => it.id === `${view.id}.${local}`);
  return view.findings.some((it) => it.id === local.toUpperCase() || (local.length >= 6 && it.fingerprint.startsWith(local)));
}
