// The findings of the current branch, as its reviews have left them.

import type { TrackedFinding } from '../../../contracts/findings/tracked.ts';
import { branchOf } from '../../../runtime/workspace/revisions.ts';
import { FILES } from '../../effects/base/trace-findings.ts';
import type { BranchHistory } from '../../lead/house/house-state.ts';
import type { Context } from '../words/command.ts';
import { houseOf } from './find-agents.ts';
import { projectFolder } from './project-folder.ts';

export type BranchFindings = { project: string; branch: string; line: BranchHistory | undefined };

export async function findingsHere(context: Context): Promise<BranchFindings> {
  const project = await projectFolder('.', context.cwd);
  const branch = (await branchOf(project)) ?? FILES;
  return { project, branch, line: (await houseOf(context)).branches[project]?.[branch] };
}

/** Finds a finding by its id or any fingerprint that it has had, on any branch of the project. */
export async function trackedNamed(
  name: string,
  context: Context,
): Promise<{ project: string; found: { branch: string; tracked: TrackedFinding }[] }> {
  const project = await projectFolder('.', context.cwd);
  const branches = (await houseOf(context)).branches[project] ?? {};
  const found = Object.entries(branches).flatMap(([branch, { tracked }]) =>
    tracked.filter((it) => [it.id, ...it.aliases].some((id) => id.startsWith(name))).map((it) => ({ branch, tracked: it })),
  );
  return { project, found };
}

export const shortBranch = (branch: string): string => branch.replace(/^refs\/heads\//, '');
