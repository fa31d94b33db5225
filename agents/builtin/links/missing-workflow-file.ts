// A workflow that runs a script of this repository, or uses a local action, which does not exist.

import { isChangedLine } from '../changed-lines.ts';
import { existence, existsSomewhere, takenAway } from '../reading/existence.ts';
import { resolveIn } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import { fileRun, shellCommands } from '../reading/shell.ts';
import { type Job, lineOfRun, type Workflow, workflowsOf } from '../reading/workflows.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const missingWorkflowFile: Rule = {
  id: 'links/missing-workflow-file',
  says: 'a workflow step that runs a missing script or action of this repository',
  async find(repo) {
    const hits: Hit[] = [];
    for (const workflow of await workflowsOf(repo)) {
      for (const job of workflow.jobs) hits.push(...(await missingIn(repo, workflow, job)));
    }
    return hits;
  },
};

async function missingIn(repo: Repository, workflow: Workflow, job: Job): Promise<Hit[]> {
  const hits: Hit[] = [];
  // Another repository, place or commit in the working directory: this tree cannot tell.
  const foreign = job.steps.some(
    ({ uses, with: inputs }) =>
      uses?.startsWith('actions/checkout') &&
      inputs?.kind === 'object' &&
      inputs.members.some((it) => it.key === 'repository' || it.key === 'path' || it.key === 'ref'),
  );
  const checksOut = job.steps.some(({ uses }) => uses?.startsWith('actions/checkout'));
  const said = job.steps.map((step) => step.run ?? '').join('\n');
  for (const step of job.steps) {
    const action = step.uses?.startsWith('./') ? resolveIn('', step.uses) : undefined;
    if (action !== undefined && !foreign && !(await hasAction(repo, action))) {
      const line = workflow.lines.at(
        step.node.start + Math.max(0, workflow.text.slice(step.node.start, step.node.end).indexOf(step.uses ?? '')),
      );
      const brokenBy = takenAway(repo, action);
      if (isChangedLine(repo, workflow.path, line) || brokenBy !== undefined)
        hits.push({ ...hitFor(workflow, line, job, step.uses ?? '', 'uses'), brokenBy });
    }
    if (step.run === undefined || step.folder === undefined || foreign || !checksOut || /\b(cd|pushd)\s/.test(step.run)) continue;
    for (const command of shellCommands(step.run)) {
      const ran = fileRun(command);
      if (ran === undefined || !/\.(sh|bash|py|js|mjs|cjs|ts|rb|pl|ps1)$/.test(ran.file)) continue;
      const target = resolveIn(step.folder, ran.file);
      if (target === undefined || existsSomewhere(repo, ran.file) || (await existence(repo, target)) !== 'missing') continue;
      if (isMadeOnTheWay(said, ran.file)) continue;
      const line = lineOfRun(workflow, step, ran.file);
      const brokenBy = takenAway(repo, target);
      if (isChangedLine(repo, workflow.path, line) || brokenBy !== undefined)
        hits.push({ ...hitFor(workflow, line, job, ran.file, 'runs'), brokenBy });
    }
  }
  const called = job.node.kind === 'object' ? job.node.members.find((it) => it.key === 'uses')?.value : undefined;
  if (called?.kind === 'string' && called.value.startsWith('./')) {
    const target = resolveIn('', called.value);
    const line = workflow.lines.at(called.start);
    const brokenBy = target === undefined ? undefined : takenAway(repo, target);
    if (target !== undefined && !repo.has(target) && (isChangedLine(repo, workflow.path, line) || brokenBy !== undefined))
      hits.push({ ...hitFor(workflow, line, job, called.value, 'uses'), brokenBy });
  }
  return hits;
}

async function hasAction(repo: Repository, path: string): Promise<boolean> {
  // `uses: ./` refers to the repository itself as an action.
  const files = ['action.yml', 'action.yaml', 'Dockerfile'].map((it) => (path === '' ? it : `${path}/${it}`));
  if ([path, ...files].some((it) => repo.has(it))) return true;
  return (await existence(repo, path)) === 'elsewhere' || (await existence(repo, path)) === 'ignored';
}

/** Some step downloads, unpacks or writes it. */
function isMadeOnTheWay(said: string, file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/[.+]/g, '\\$&');
  return (
    new RegExp(
      `(>\\s*|-o\\s+|-O\\s+|tee\\s+|curl\\b[^\\n]*|wget\\b[^\\n]*|cp\\b[^\\n]*|mv\\b[^\\n]*|git (clone|checkout|worktree)[^\\n]*)\\S*${name}`,
    ).test(said) || /\bgit (clone|worktree|submodule)\b|\btar\s+x|\bunzip\b/.test(said)
  );
}

const hitFor = (workflow: Workflow, line: number, job: Job, file: string, verb: 'runs' | 'uses'): Hit => ({
  severity: 'major',
  title: `${workflow.path} ${verb} ${file}, which does not exist`,
  claim: `Job “${job.name}” ${verb} ${file}; the tree has no such file and no step creates it, so the step fails.`,
  evidence: [lineAt(workflow.path, workflow.lines, line)],
  recommendation: 'Correct the path, or remove the step.',
  confidence: 0.92,
});
