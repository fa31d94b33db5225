// How the name of a task file may end. Whoever only hands one in needs no more of what reads it.

export const TASK_ENDINGS = ['.md', '.yaml', '.yml', '.json'] as const;
