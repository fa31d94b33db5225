// What a hook does when git starts it: runs the previous hook, then a review that cannot hold up git for
// longer than its limit. Only findings hold back a push; if Muster fails, or has not finished, git continues.

import { spawn } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf } from '../../../contracts/errors.ts';
import { codeOf } from '../../../runtime/files.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { findProject, type Repository } from '../../../runtime/workspace/project.ts';
import { defaultRange } from '../../../runtime/workspace/revisions.ts';
import { launcherPath } from '../../process/launcher.ts';
import { reviewTask } from '../before/review-task.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { EARLIER_SAYS_NO, type HookName, pushedIn } from './hook-file.ts';

export type HookRun = {
  name: HookName;
  words: readonly string[];
  agents: readonly string[];
  failOn: string;
  within: number;
  first: string | undefined;
  input: string;
};

export async function runHook(asked: HookRun, context: Context): Promise<number> {
  const { first, input, words } = asked;
  // Like git, skip a hook that is not executable.
  if (first !== undefined && (await isExecutable(first))) {
    const code = await earlierHook(first, words, { input, env: context.env, cwd: context.cwd });
    if (code !== 0) {
      if (code !== EXIT.failed) context.tell(`muster: ${first} ended with exit code ${code}`);
      return EARLIER_SAYS_NO;
    }
  }
  try {
    return await review(asked, context);
  } catch (error) {
    context.tell(`muster: nothing was reviewed: ${failureOf(error).message}`);
    return EXIT.done;
  }
}

/** Started the way git does it: a hook without a `#!` line is run by the shell. */
async function earlierHook(first: string, words: readonly string[], start: Start): Promise<number> {
  try {
    return (await started(first, words, start)).code;
  } catch (error) {
    if (codeOf(error) !== 'ENOEXEC') throw error;
    return (await started('/bin/sh', [first, ...words], start)).code;
  }
}

async function review(asked: HookRun, context: Context): Promise<number> {
  const project = await findProject(context.cwd);
  if (project.kind !== 'git') return EXIT.done;
  switch (asked.name) {
    case 'pre-push':
      return beforePush(asked, project, context);
    case 'post-commit':
      return afterCommit(asked, project, context);
  }
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function beforePush({ agents, failOn, within, input }: HookRun, project: Repository, context: Context): Promise<number> {
  const until = performance.now() + within;
  for (const { local, remote } of pushedIn(input)) {
    const range = await rangeOf(local, remote, project);
    if (range === undefined) {
      context.tell('muster: there is nothing to compare this push with, so it is not reviewed');
      continue;
    }
    const argv = ['review', range, '--agents', agents.join(','), '--fail-on', failOn, '--no-wait-approval'];
    const { code, late, signal } = await started(process.execPath, [launcherPath(), ...argv], {
      input: '',
      env: withoutGit(context.env),
      cwd: project.root,
      within: Math.max(0, until - performance.now()),
    });
    if (late) {
      context.tell(`muster: ${whenLate(signal)}`);
      return EXIT.done;
    }
    if (code === EXIT.findings) {
      context.tell(`muster: not pushed, because a finding of severity ${failOn} or higher remains. To push anyway: git push --no-verify`);
      return EXIT.findings;
    }
    if (code !== EXIT.done) context.tell(`muster: the review ended with exit code ${code}; the push goes on`);
  }
  return EXIT.done;
}

/** `muster review` answers the signal once its task is being handed in; before that, the signal ends it. */
function whenLate(signal: NodeJS.Signals | null): string {
  switch (signal) {
    case null:
      return 'the review has not finished in time; the push goes on, and so does the review';
    case 'SIGTERM':
      return 'the time was over before the review had begun; the push goes on without one. Give it more time: muster hook install --within 5m';
    default:
      return 'the review did not stop when its time was over and was killed; the push goes on. `muster runs` shows whether it had begun';
  }
}

/** Starts at the commit that the remote has; for a new branch, where it left the default branch. */
async function rangeOf(local: string, remote: string | undefined, { root, gitDir }: Repository): Promise<string | undefined> {
  const has = async (commit: string) =>
    (await git({ gitDir }, ['cat-file', '-e', `${commit}^{commit}`], { accept: [0, 1, 128] })).code === 0;
  if (remote !== undefined && (await has(remote))) return `${remote}...${local}`;
  const usual = await defaultRange(root);
  return usual === undefined ? undefined : `${usual.range}${local}`;
}

/** Submits the review to the daemon and does not wait. */
async function afterCommit({ agents, within }: HookRun, { root, gitDir, head }: Repository, context: Context): Promise<number> {
  const isReplaying = ['rebase-merge', 'rebase-apply', 'MERGE_HEAD', 'CHERRY_PICK_HEAD'].some((it) => existsSync(join(gitDir, it)));
  if (isReplaying || head === undefined) return EXIT.done;
  const parent = await git({ gitDir }, ['rev-parse', '--verify', '--quiet', `${head}^`], { accept: [0, 1, 128] });
  if (parent.code !== 0) return EXIT.done;
  const { text } = reviewTask({ project: root, range: `${parent.stdout.toString('utf8').trim()}..${head}`, agents, scope: [] });
  const { code, late } = await started(process.execPath, [launcherPath(), 'submit', '-'], {
    input: text,
    env: withoutGit(context.env),
    cwd: root,
    within,
  });
  if (code !== 0 || late) context.tell('muster: this commit could not be handed over for review');
  return EXIT.done;
}

type Start = { input: string; env: NodeJS.ProcessEnv; cwd: string; within?: number };
const GRACE = 3_000;

type Ended = { code: number; late: boolean; signal: NodeJS.Signals | null };

function started(file: string, argv: readonly string[], { input, env, cwd, within }: Start): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { cwd, env, stdio: ['pipe', 'inherit', 'inherit'] });
    let late = false;
    const stop = (signal: NodeJS.Signals) => () => {
      late = true;
      child.kill(signal);
    };
    const timers = within === undefined ? [] : [setTimeout(stop('SIGTERM'), within), setTimeout(stop('SIGKILL'), within + GRACE)];
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code: code ?? EXIT.failed, late, signal });
    });
  });
}

/** Git sets variables for its hooks that would mislead a git process in another folder. */
const withoutGit = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^GIT_(?!CONFIG_GLOBAL$|CONFIG_NOSYSTEM$)/.test(name)));
