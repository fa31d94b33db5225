// Which seats of a forked run take part in which phase: before the fork those of the original run, and from there on those that
// were named. In every other run all seats take part in everything.

import type { RunState } from '../state.ts';

type Forked = Pick<RunState, 'created' | 'phases'>;

const joinsOf = ({ created: { origin } }: Forked) => (origin.kind === 'command' ? origin.joins : undefined);

export function takesPart(run: Forked, seat: string, phase: string): boolean {
  const joins = joinsOf(run);
  if (!joins) return true;
  const order = run.phases.map((it) => it.template.key);
  return order.indexOf(phase) >= order.indexOf(joins.phase) ? !joins.leave.includes(seat) : joins.before.includes(seat);
}

/** It judges what others found, and was not asked to look itself. */
export function joinsLater(run: Forked, seat: string): boolean {
  const joins = joinsOf(run);
  return joins !== undefined && !joins.before.includes(seat);
}
