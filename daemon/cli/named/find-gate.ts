// The gate that a person names: `r-k3f7qa.g2`, a unique prefix of its run, or a bare `g2` of the
// newest run of this project that has an open gate of that name.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { nameTheRunToo, newestContaining, type ProjectRecords } from './containing-run.ts';
import type { Records } from './records.ts';

export type GateView = RunView['gates'][number];
/** `chosen`: the run was not named, and is the newest of this project that has the gate. */
export type FoundGate = { view: RunView; it: GateView; chosen: boolean };

export const isOpenGate = (it: GateView): boolean => it.answer === null && !it.closed;

export async function findGate(given: string, where: ProjectRecords): Promise<FoundGate> {
  const { records, project } = where;
  const [, run, local] = /^(?:(.+)\.)?(g[1-9]\d*)$/i.exec(given) ?? [];
  if (local === undefined) return onlyGateOf(given, records);
  const named = (view: RunView) => view.gates.find(({ gate }) => gate.id === `${view.id}.${local.toLowerCase()}`);
  if (run !== undefined) {
    const view = await records.view(await records.named(run));
    const it = named(view);
    if (it) return { view, it, chosen: false };
    throw unknown(`${view.id} has no gate ${local}`);
  }
  const found = await newestContaining(where, (one) => {
    const it = named(one);
    return it !== undefined && isOpenGate(it);
  });
  const it = found.here && named(found.here);
  if (found.here && it) return { view: found.here, it, chosen: true };
  throw unknown(`no run of ${project} has an open gate ${local}${found.says}`, nameTheRunToo(found, local));
}

/** If a run has only one open gate, the name of the run is enough. */
async function onlyGateOf(given: string, records: Records): Promise<FoundGate> {
  const view = await records.view(await records.named(given));
  const open = view.gates.filter(isOpenGate);
  const [it, another] = open;
  if (it && !another) return { view, it, chosen: false };
  throw unknown(
    open.length === 0
      ? `${view.id} has no pending approval`
      : `${view.id} has ${open.length} pending approvals: ${open.map(({ gate }) => gate.id).join(', ')}`,
  );
}

const unknown = (why: string, hint = '`muster approvals` lists pending approvals.'): MusterError =>
  new MusterError('gate-unknown', why, hint);
