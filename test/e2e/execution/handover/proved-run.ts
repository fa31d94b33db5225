// The fixture of the tests of taking work over: a run whose work is proved, and git as a person has it.

import { execFileSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { type Execution, factsOf, planOf, type StagePart } from '../execution-fixture.ts';
import { RED_TOGETHER } from '../prices.ts';

export const gitIn = (folder: string) => ({
  git: (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8', stdio: 'pipe' }).trim(),
  tried: (...args: string[]): void => {
    try {
      execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { stdio: 'pipe' });
    } catch {
      // A merge that stops at a conflict is what some tests want.
    }
  },
});

/** Every byte of a checkout and of what git keeps beside its objects. */
export const fingerprint = (folder: string): string =>
  execFileSync(
    'sh',
    [
      '-c',
      'find . -type f -not -path "./.git/objects/*" -not -name index -not -name packed-refs -print0 | sort -z | xargs -0 sha256sum; git status --porcelain; git for-each-ref',
    ],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );

export async function proved(
  it: Execution,
  project: string,
  parts: readonly StagePart[],
): Promise<{ run: string; view: RunView; tree: string }> {
  it.executor(RED_TOGETHER);
  const plan = await it.approved(project, planOf(parts));
  await it.up();
  const run = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  const view = await it.ended(run, 240_000);
  const { integrated } = factsOf(view);
  assert.is(integrated?.state, 'proved', JSON.stringify(integrated));
  return { run, view, tree: integrated?.tree ?? '' };
}
