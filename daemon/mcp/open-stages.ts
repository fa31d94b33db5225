// The stages of a plan that a run carries out, as an agent that leads needs them. Pure.

import { CarriedOut } from '../../contracts/plan/carried-out.ts';
import type { RunView } from '../../contracts/run/run-view.ts';

export type OpenStage = {
  stage: string;
  title: string;
  state: string;
  attempts: number;
  seat: string | null;
  reasons: readonly string[];
  asks: readonly string[];
};

export function stagesOf({ phases }: RunView): OpenStage[] {
  return phases.flatMap(({ kind, facts }) => {
    const carried = kind === 'execution' ? CarriedOut.safeParse(facts) : undefined;
    if (!carried?.success) return [];
    return carried.data.stages.map(({ id, title, state, attempts, seat, reasons, asks }) => ({
      stage: id,
      title,
      state,
      attempts,
      seat,
      reasons,
      asks,
    }));
  });
}

/** About these something can be decided. */
export const isUndecided = ({ state }: OpenStage): boolean => state === 'rejected' || state === 'unproved' || state === 'unavailable';
