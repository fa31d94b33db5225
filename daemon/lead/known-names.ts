// Every name in a run that a narrative may rest on: findings, dispatches, seats and artifacts.

import type { RunState } from './run-state.ts';

const ARTIFACTS = ['report.json', 'convergence.json', 'task.md', 'base', 'map'];

export function knownNames(state: RunState): ReadonlySet<string> {
  const names = new Set<string>(ARTIFACTS);
  for (const finding of state.convergence?.findings ?? []) names.add(finding.id);
  for (const dispatch of state.dispatches) names.add(dispatch.id).add(dispatch.id.slice(state.id.length + 1));
  for (const seat of state.seats) names.add(seat.name);
  return names;
}
