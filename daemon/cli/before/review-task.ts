// The task of `muster review`, as a task file, so that a dropped file can do the same. Pure.

import { cut } from '../../../contracts/cut.ts';
import type { TaskText } from '../daemon/submit-task.ts';

export type ReviewChoice = {
  project: string;
  /** What is checked out, to tell reviews apart. */
  at?: { branch: string | undefined; subject: string | undefined } | undefined;
  /** Absent: the whole checkout as it is. */
  range: string | undefined;
  /** Only what changed since this earlier review. */
  since?: string | undefined;
  agents: readonly string[];
  scope: readonly string[];
};

export function reviewTask({ project, at, range, since, agents, scope }: ReviewChoice): TaskText {
  const name = project.split('/').at(-1) || project;
  const what = range === undefined ? `All of ${name}` : capitalised(`what ${changeWords(range)}`);
  const about = `${what}${at?.branch === undefined ? '' : `, on ${at.branch}`}${at?.subject === undefined ? '' : `: ${at.subject}`}`;
  const front = [
    ['title', cut(about, 200)],
    ['project', project],
    ['type', 'review'],
    ...(range === undefined ? [['base', 'worktree']] : [['range', range]]),
    ...(since === undefined ? [] : [['since', since]]),
    ...(agents.length > 0 ? [['agents', agents]] : []),
    ...(scope.length > 0 ? [['scope', scope]] : []),
  ];
  // JSON is valid YAML and takes care of quoting.
  const lines = front.map(([key, value]) => `${String(key)}: ${JSON.stringify(value)}`);
  // Without a brief: only a person asks a question in words, and only a seat that can judge it may answer.
  return { name: 'review.md', text: `---\n${lines.join('\n')}\n---\n` };
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** `changed since main, committed or not` */
export function changeWords(range: string): string {
  const [, left = range, right = ''] = /^(.*?)\.{2,3}(.*)$/.exec(range) ?? [];
  return right === '' ? `changed since ${left}, committed or not` : `changed from ${left} to ${right}`;
}
