// The worker that a person names: a seat, a dispatch, or an attempt of it, in the given run or in the
// newest run of this project that has it.

import { MusterError } from '../../../contracts/errors.ts';
import type { AttemptView, DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { type ContainingRun, nameTheRunToo, newestContaining, type ProjectRecords } from './containing-run.ts';

export type Worker = {
  view: RunView;
  dispatch: DispatchView;
  /** The named attempt, or else the newest. */
  attempt: AttemptView | undefined;
  /** Whether the run was not named and is the newest of this project that has the worker. */
  chosen: boolean;
};

/** `r-k3f7qa.d3.2`, `d3.2`, `d3`, `claude@opus#2`, `r-k3f7qa.claude`. */
export async function findWorker(given: string, where: ProjectRecords): Promise<Worker> {
  const { records } = where;
  const [, run, rest = ''] = /^(?:(r-[a-z0-9]*|latest|last)\.)?(.*)$/i.exec(given) ?? [];
  const [, local, n] = /^(d[1-9]\d*)(?:\.([1-9]\d*))?$/i.exec(rest) ?? [];
  const means = (view: RunView): DispatchView | undefined =>
    local === undefined ? newestAt(view, rest) : view.dispatches.find((it) => it.id === `${view.id}.${local.toLowerCase()}`);
  const found = run === undefined ? await newestHere(rest, where, means) : await holderNamed(await records.named(run), where, means);
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

/** Why a worker without a session has none. */
export function notStarted({ id, reused }: DispatchView, so = ''): MusterError {
  if (reused)
    return new MusterError(
      'session-unknown',
      `${id} was not started: it reuses the result of ${reused.from}`,
      `\`muster logs ${reused.from}\` shows what that worker printed.`,
    );
  return new MusterError('session-unknown', `${id} has not started${so}`, `\`muster explain ${id}\` shows what it waits for.`);
}

type Means = (view: RunView) => DispatchView | undefined;

async function holderNamed(run: string, { records }: ProjectRecords, means: Means): Promise<ContainingRun | undefined> {
  const view = await records.view(run);
  return means(view) ? { view, chosen: false } : undefined;
}

async function newestHere(local: string, where: ProjectRecords, means: Means): Promise<ContainingRun | undefined> {
  const found = await newestContaining(where, (it) => means(it) !== undefined);
  if (found.here) return { view: found.here, chosen: true };
  if (!found.elsewhere) return undefined;
  throw new MusterError(
    'session-unknown',
    `no run of ${where.project} has a worker \`${local}\`${found.says}`,
    nameTheRunToo(found, local),
  );
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
