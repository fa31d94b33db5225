// The extensions of task files. Separate from the parser, because code that only submits a task needs nothing else.

export const TASK_ENDINGS = ['.md', '.yaml', '.yml', '.json'] as const;
