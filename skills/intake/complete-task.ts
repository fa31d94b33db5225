// Fills in, once and at admission, every choice that the person left open in a task.

import { DEFAULT_TASK_TYPE, Task, type TaskFront } from '../../contracts/task/task.ts';
import { bounded } from '../../contracts/text.ts';

/** `project` is absolute and resolved, because the caller has looked at the disk. */
export function completeTask(front: TaskFront, brief: string, project: string): Task {
  const { title, project: _, type, language, related, scope, base, force, approvals, ...rest } = front;
  const kind = type ?? DEFAULT_TASK_TYPE;
  return {
    ...rest,
    title:
      title ?? (kind === 'given-plan' ? goalOf(brief) : titleOf(brief)) ?? titled(`${kind} of ${project.split('/').at(-1) ?? project}`),
    project,
    type: kind,
    language: language ?? 'en',
    related: related ?? [],
    scope: scope ?? [],
    base: base ?? 'worktree',
    force: force ?? false,
    approvals: approvals ?? 'ask',
    brief,
  };
}

/** The brief is a plan in JSON, whose first line is a brace or a fence. What is wrong with it is said when it is read as a plan. */
function goalOf(brief: string): string | undefined {
  try {
    const { goal } = JSON.parse(brief.slice(brief.indexOf('{'), brief.lastIndexOf('}') + 1)) as { goal?: unknown };
    return typeof goal === 'string' ? titleOf(goal) : undefined;
  } catch {
    return undefined;
  }
}

/** The first heading or line with words. */
function titleOf(brief: string): string | undefined {
  const line = brief
    .split('\n')
    .map((it) => it.replace(/^#+\s*/, '').trim())
    .find((it) => it !== '');
  return line === undefined ? undefined : titled(line);
}

const titled = (text: string): string => bounded(Task.shape.title, text);
