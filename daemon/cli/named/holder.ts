// The run that is meant when a person names a finding or dispatch without its run: the newest one that has it.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { Named } from './names.ts';
import type { Records } from './records.ts';

/** A name without a run is not looked for further back than this. */
const MOST = 500;

/** With a project, only its runs are looked through for a name without a run. */
export async function holderOf(
  name: Exclude<Named, { kind: 'run' }>,
  records: Records,
  project?: string,
): Promise<{ view: RunView; chosen: boolean }> {
  if (name.run !== undefined) return { view: await records.view(await records.named(name.run)), chosen: false };
  const view = await newestHolding(records, (it) => (project === undefined || it.task.project === project) && holds(it, name));
  if (view) return { view, chosen: true };
  throw new MusterError(
    name.kind === 'dispatch' ? 'run-unknown' : 'finding-unknown',
    `no run${project === undefined ? '' : ` of ${project}`} has a ${name.kind} ${name.local}`,
    'Name the run too, as in `r-k3f7qa.F-001`; `muster runs` lists the runs.',
  );
}

export async function newestHolding(records: Records, holdsIt: (view: RunView) => boolean): Promise<RunView | undefined> {
  for (const { run } of await records.runs({ newest: MOST })) {
    const view = await records.view(run).catch((error: unknown) => {
      // A damaged run must not hide the others.
      if (error instanceof MusterError && error.code === 'ledger-corrupt') return undefined;
      throw error;
    });
    if (view && holdsIt(view)) return view;
  }
  return undefined;
}

function holds(view: RunView, { kind, local }: Exclude<Named, { kind: 'run' }>): boolean {
  if (kind === 'dispatch') return view.dispatches.some((it) => it.id === `${view.id}.${local}`);
  return view.findings.some((it) => it.id === local.toUpperCase() || (local.length >= 6 && it.fingerprint.startsWith(local)));
}
