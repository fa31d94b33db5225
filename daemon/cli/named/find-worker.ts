// The worker that a person means: a seat, a dispatch, or one attempt of it, in the given run or in the newest
// run that has it.

import { MusterError } from '../../../contracts/errors.ts';
import type { AttemptView, DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { newestHolding } from './holder.ts';
import type { Records } from './records.ts';

export type Worker = {
  view: RunView;
  dispatch: DispatchView;
  /** The named one, or else the newest. */
  attempt: AttemptView | undefined;
  /** Whether the run was not named and is the newest that has the worker. */
  chosen: boolean;
};

/** `r-k3f7qa.d3.2`, `d3.2`, `d3`, `claude@opus#2`, `r-k3f7qa.claude`. */
export async function findWorker(given: string, records: Records): Promise<Worker> {
  const [, run, rest = ''] = /^(?:(r-[a-z0-9]*)\.)?(.*)$/i.exec(given) ?? [];
  const [, local, n] = /^(d[1-9]\d*)(?:\.([1-9]\d*))?$/i.exec(rest) ?? [];
  const means = (view: RunView): DispatchView | undefined =>
    local === undefined ? newestAt(view, rest) : view.dispatches.find((it) => it.id === `${view.id}.${local.toLowerCase()}`);
  const found = await holderNamed(run, records, means);
  if (!found) throw unknown(given, rest, run === undefined ? undefined : await records.view(await records.named(run)));
  const { view, chosen } = found;
  const dispatch = means(view);
  if (!dispatch) throw unknown(given, rest, view);
  const attempt = n === undefined ? dispatch.attempts.at(-1) : dispatch.attempts.find((it) => it.attempt === Number(n));
  if (n !== undefined && !attempt) {
    const had = dispatch.attempts.length;
    throw new MusterError(
      'session-unknown',
      `${dispatch.id} has no attempt ${n}; it has ${had}`,
      `For the newest attempt: \`${dispatch.id}\`.`,
    );
  }
  return { view, dispatch, attempt, chosen };
}

async function holderNamed(
  run: string | undefined,
  records: Records,
  means: (view: RunView) => DispatchView | undefined,
): Promise<{ view: RunView; chosen: boolean } | undefined> {
  if (run !== undefined) {
    const view = await records.view(await records.named(run));
    return means(view) ? { view, chosen: false } : undefined;
  }
  const view = await newestHolding(records, (it) => means(it) !== undefined);
  return view && { view, chosen: true };
}

/** The open dispatch of a seat, or else its newest. */
function newestAt(view: RunView, seat: string): DispatchView | undefined {
  const mine = view.dispatches.filter((it) => it.seat === seat);
  return mine.findLast((it) => it.state === 'open') ?? mine.at(-1);
}

function unknown(given: string, local: string, view: RunView | undefined): MusterError {
  const seats = [...new Set(view?.dispatches.map((it) => it.seat))];
  const right = nearest(local, seats);
  const where = view ? `${view.id} has` : 'no run has';
  return new MusterError(
    'session-unknown',
    `${where} ${view ? 'no' : 'a'} worker \`${given}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    'Name a worker by its seat or its dispatch, as listed by `muster show <run>`.',
  );
}
