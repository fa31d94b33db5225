// Who of a forked run takes part in which phase: before the place of the fork those who were there, and from there on those
// who were named. In every other run everybody takes part in everything.

import type { RunState } from '../state.ts';

type Forked = Pick<RunState, 'created' | 'phases'>;

const joinsOf = ({ created: { origin } }: Forked) => (origin.kind === 'command' ? origin.joins : undefined);

export function takesPart(run: Forked, seat: string, phase: string): boolean {
  const joins = joinsOf(run);
  if (!joins) return true;
  const order = run.phases.map((it) => it.template.key);
  return order.indexOf(phase) >= order.indexOf(joins.phase) ? !joins.leave.includes(seat) : joins.before.includes(seat);
}

/** It judges what others have looked for, and was not asked to look itself. */
export function joinsLater(run: Forked, seat: string): boolean {
  const joins = joinsOf(run);
  return joins !== undefined && !joins.before.includes(seat);
}
