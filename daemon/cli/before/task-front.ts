// The front matter of an accepted task as a person would write it, so that the task can be submitted again with changes. Pure.

import type { Task, TaskFront } from '../../../contracts/task/task.ts';

/** Without the keys that apply to one run only. */
export function frontOf({ force: _, key: __, range, base, ...kept }: Task): Record<string, unknown> {
  const front: TaskFront & { brief: string } = { ...kept, ...(range === undefined ? { base } : { range }) };
  // An empty list counts as not given.
  return Object.fromEntries(Object.entries(front).filter(([, value]) => !(Array.isArray(value) && value.length === 0)));
}
