// Explains a worker: from a fresh look by the daemon, or from the journal alone if none is running.

import { MusterError } from '../../../contracts/errors.ts';
import type { Explanation } from '../../../contracts/run/explanation.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { dispatchOf } from '../../../skills/run/state.ts';
import { explainWorker } from '../../lead/explain/explain-worker.ts';
import { foldRun } from '../../process/fold.ts';
import { reach } from '../daemon/reach.ts';
import { findWorker } from '../named/find-worker.ts';
import { projectFolder } from '../named/project-folder.ts';
import type { Records } from '../named/records.ts';
import type { Context } from '../words/command.ts';

type Surroundings = Pick<Context, 'home' | 'cwd' | 'hide' | 'tell'>;

export async function explanationOf(given: string, records: Records, context: Surroundings): Promise<Explanation> {
  const { view, dispatch, chosen } = await findWorker(given, { records, project: await projectFolder('.', context.cwd) });
  if (chosen) context.tell(`muster: ${dispatch.id} (${dispatch.seat}), in the newest run of this project that has it`);
  const reached = await reach(context.home);
  if (reached) {
    try {
      return hideDeep((await reached.daemon.ask({ ask: 'explain', dispatch: dispatch.id })) as Explanation, context.hide);
    } finally {
      reached.daemon.close();
    }
  }
  const state = await foldRun(records.ledger, view.id);
  const known = dispatchOf(state, dispatch.id);
  if (!known) throw new MusterError('internal', `${dispatch.id} is in the view of its run but not in its state`, 'Please report this.');
  return hideDeep(explainWorker(state, known, undefined, Date.now()), context.hide);
}
