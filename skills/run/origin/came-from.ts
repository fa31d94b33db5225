// The run that another one came from: it repeats that run, carries out its plan, or makes again what that run has noticed.

import type { Origin, Task } from '../../../contracts/task/task.ts';

export function cameFrom({ origin, task }: { origin: Origin; task: Pick<Task, 'plan'> }): string | undefined {
  const of = origin.kind === 'command' || origin.kind === 'impact' ? origin.of : undefined;
  return of ?? task.plan;
}
