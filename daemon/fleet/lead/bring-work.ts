// Brings the work of an executor on a host into the workplace on this node, as if it had been made here. Accepted only
// if it was handed over completely, under exactly the fence of that attempt, and while no later attempt was started.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { isOlder } from '../../../contracts/work/fence.ts';
import type { DeliveredWork, HostReport } from '../../../contracts/work/hosted.ts';
import type { Fences } from '../../../runtime/fleet/hosts/fences.ts';
import type { HostReports } from '../../../runtime/fleet/hosts/reports.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { WorkLimits } from '../../../runtime/workspace/travel/size-problem.ts';
import { handedRef } from '../../../skills/phases/execution/names.ts';
import type { HandedAttempt } from '../../../skills/run/fleet/stage-work.ts';
import type { Travels } from '../travels.ts';
import { isAbsent } from './is-absent.ts';

export type Bringing = {
  handed: HandedAttempt;
  /** The place whose fence it is under. */
  place: string;
  run: string;
  gitDir: string;
  from: Snapshot;
  path: string;
};

export type Brought = { kind: 'brought'; work: DeliveredWork } | { kind: 'none'; why: string };

type Context = {
  places: { reports: Pick<HostReports, 'last'>; fences: Pick<Fences, 'now'> };
  objects: Pick<Objects, 'get'>;
  travels: Pick<Travels, 'takeCommit' | 'buildsOn' | 'sizeProblem' | 'putIntoPlace'>;
  limits: WorkLimits;
  /** A folder for temporary files. */
  scratch: string;
};

export async function bringWork(
  it: Bringing,
  { places, objects, travels, limits, scratch }: Context,
  signal: AbortSignal,
): Promise<Brought> {
  const { handed, place, run, gitDir, from, path } = it;
  const said = await places.reports.last(handed.key);
  const work = said?.whole ? said.work : undefined;
  if (!work) return none(whyNot(handed, said));
  const now = await places.fences.now(place);
  if (!isSame(work.fence, handed.fence) || (now && isOlder(work.fence, now)))
    return none(`host ${said?.host} delivered work for ${handed.key} under an older fence; it was not accepted`);
  const { commit, tree } = work.head;
  const bundle = await objects.get(work.bundle).catch(whyAbsent);
  if (typeof bundle === 'string') return none(`the work of host ${said?.host} for ${handed.key} cannot be fetched: ${bundle}`);
  await travels.takeCommit(bundle, { gitDir, ref: handedRef(run, handed.key), commit, scratch });
  if (!(await travels.buildsOn(gitDir, work.head, from)))
    return none(`the work of host ${said?.host} for ${handed.key} has another base than its stage`);
  const large = await travels.sizeProblem(gitDir, { from, tree, limits }, signal);
  if (large !== undefined) return none(`the work of host ${said?.host} for ${handed.key} is not written here: ${large}`);
  await travels.putIntoPlace(path, tree, signal);
  return { kind: 'brought', work };
}

const isSame = (one: DeliveredWork['fence'], other: DeliveredWork['fence']): boolean => !isOlder(one, other) && !isOlder(other, one);

/** A host stores its work before it says that it is there, so it comes no more. */
function whyAbsent(error: unknown): string {
  if (isAbsent(error)) return error.message;
  throw error;
}

const none = (why: string): Brought => ({ kind: 'none', why });

function whyNot({ key }: HandedAttempt, said: HostReport | undefined): string {
  if (!said) return `nothing was heard of the host that had ${key}`;
  if (said.refused) return `host ${said.host} keeps the work of ${key}, because a later attempt counts: ${said.refused.kept}`;
  return said.whole
    ? `host ${said.host} has no work of ${key} to hand over`
    : `host ${said.host} does not answer any more, and has not delivered the work of ${key}`;
}
