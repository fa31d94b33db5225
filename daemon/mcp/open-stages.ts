// The stages of a plan that a run carries out, as a leading agent sees them. Pure.

import { PlanExecution } from '../../contracts/plan/plan-execution.ts';
import type { RunView } from '../../contracts/run/run-view.ts';

export type OpenStage = {
  stage: string;
  title: string;
  state: string;
  attempts: number;
  seat: string | null;
  reasons: readonly string[];
  asks: readonly string[];
  dependsOn: readonly string[];
  heldBy: { name: string; until: string } | null;
};

export function stagesOf({ phases }: RunView): OpenStage[] {
  return phases.flatMap(({ kind, facts }) => {
    const carried = kind === 'execution' ? PlanExecution.safeParse(facts) : undefined;
    if (!carried?.success) return [];
    return carried.data.stages.map(({ id, title, state, attempts, seat, reasons, asks, dependsOn, heldBy }) => ({
      stage: id,
      title,
      state,
      attempts,
      seat,
      reasons,
      asks,
      dependsOn,
      heldBy,
    }));
  });
}

/** The states in which a policy decision is possible. */
const UNDECIDED: ReadonlySet<string> = new Set(['rejected', 'unproved', 'unavailable', 'interrupted']);
export const isUndecided = ({ state }: OpenStage): boolean => UNDECIDED.has(state);

/** Nobody holds it and everything it depends on is done. Whether a client may begin it is decided when the client asks. */
export function isReady({ state, dependsOn, heldBy }: OpenStage, all: readonly OpenStage[]): boolean {
  const done = (id: string) => all.some((it) => it.stage === id && (it.state === 'verified' || it.state === 'accepted'));
  return (state === 'pending' || state === 'rejected') && heldBy === null && dependsOn.every(done);
}

export const outsideSeats = ({ seats }: RunView): string[] =>
  seats.filter((it) => it.role === 'executor' && it.provider === 'outside').map((it) => it.name);
