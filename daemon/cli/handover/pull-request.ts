// Opens a pull request for a branch: with `gh` if it is installed and knows the remote; otherwise gives
// the text and the address, for a person to open it. An open pull request for the branch is used as it is.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Remote } from '../../../runtime/workspace/handover/push.ts';
import { usersProgram } from '../../../runtime/workspace/handover/users-program.ts';
import type { Repository } from '../../../runtime/workspace/project.ts';
import type { PullRequest } from '../../../skills/phases/execution/report/pull-request.ts';

export type Opened = { kind: 'opened' | 'there already'; url: string } | { kind: 'by hand'; why: string; address: string | undefined };

type PullRequestTarget = {
  project: Repository;
  branch: string;
  base: string | undefined;
  draft: boolean;
  remote: Remote;
  folder: string;
  env: NodeJS.ProcessEnv;
};

export async function openPullRequest({ title, body }: PullRequest, asked: PullRequestTarget): Promise<Opened> {
  const { project, branch, base, draft, remote, folder, env } = asked;
  const gh = (...args: string[]) => usersProgram('gh', args, { cwd: project.root, env });
  const byHand = (why: string): Opened => ({ kind: 'by hand', why, address: addressOf(remote.url, branch) });
  const listed = await gh('pr', 'list', '--head', branch, '--state', 'open', '--json', 'url');
  if (!listed) return byHand('gh is not installed');
  if (listed.code !== 0) return byHand(`gh said: ${listed.err.split('\n')[0] ?? ''}`);
  const [open] = urlsIn(listed.out);
  if (open !== undefined) return { kind: 'there already', url: open };
  const file = join(folder, 'body.md');
  await writeFile(file, body, { mode: 0o600 });
  const more = [...(base === undefined ? [] : ['--base', base]), ...(draft ? ['--draft'] : [])];
  const made = await gh('pr', 'create', '--head', branch, '--title', title, '--body-file', file, ...more);
  if (made?.code !== 0) return byHand(`gh said: ${made?.err.split('\n')[0] ?? ''}`);
  return { kind: 'opened', url: made.out.split('\n').at(-1) ?? '' };
}

function urlsIn(json: string): string[] {
  try {
    const rows = JSON.parse(json) as unknown;
    return Array.isArray(rows) ? rows.flatMap((it: { url?: unknown }) => (typeof it.url === 'string' ? [it.url] : [])) : [];
  } catch {
    return [];
  }
}

/** The page on which well-known hosts let a person open a pull request. */
function addressOf(url: string, branch: string): string | undefined {
  const [, host, path] = /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[:/](.+?)(?:\.git)?\/?$/.exec(url) ?? [];
  if (!host?.includes('.') || path === undefined) return undefined;
  const name = encodeURIComponent(branch);
  if (host.includes('gitlab')) return `https://${host}/${path}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${name}`;
  return `https://${host}/${path}/compare/${name}?expand=1`;
}
