// A workflow that runs a script of this repository, or uses a local action, which does not exist.

import { isChangedLine } from '../changed-lines.ts';
import { existence, existsSomewhere, takenAway } from '../reading/existence.ts';
import { resolveIn } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import { fileRun, shellCommands } from '../reading/shell.ts';
import { type Job, lineOfRun, type Step, type Workflow, workflowsOf } from '../reading/workflows.ts';
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
  const here = isCheckedOutHere(job);
  for (const step of job.steps) {
    if (here !== 'elsewhere') hits.push(...(await missingAction(repo, workflow, job, step)));
    if (here === 'yes') hits.push(...(await missingScripts(repo, workflow, job, step)));
  }
  return [...hits, ...missingCalled(repo, workflow, job)];
}

/** `elsewhere`: another repository, place or commit is in the working directory, so this tree cannot tell. */
function isCheckedOutHere({ steps }: Job): 'yes' | 'no' | 'elsewhere' {
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
  const isElsewhere = checkouts.some(
    ({ with: inputs }) =>
      inputs?.kind === 'object' && inputs.members.some((it) => it.key === 'repository' || it.key === 'path' || it.key === 'ref'),
  );
  return isElsewhere ? 'elsewhere' : checkouts.length > 0 ? 'yes' : 'no';
}

/** A step that uses a local action. */
async function missingAction(repo: Repository, workflow: Workflow, job: Job, { uses, node }: Step): Promise<Hit[]> {
  const action = uses?.startsWith('./') ? resolveIn('', uses) : undefined;
  if (uses === undefined || action === undefined || (await hasAction(repo, action))) return [];
  const within = workflow.text.slice(node.start, node.end).indexOf(uses);
  const line = workflow.lines.at(node.start + Math.max(0, within));
  return hitsOfChange(repo, workflow, job, { line, target: action, file: uses, verb: 'uses' });
}

async function missingScripts(repo: Repository, workflow: Workflow, job: Job, step: Step): Promise<Hit[]> {
  const { run, folder } = step;
  if (run === undefined || folder === undefined || /\b(cd|pushd)\s/.test(run)) return [];
  const hits: Hit[] = [];
  for (const command of shellCommands(run)) {
    const file = fileRun(command)?.file;
    if (file === undefined || !/\.(sh|bash|py|js|mjs|cjs|ts|rb|pl|ps1)$/.test(file)) continue;
    const target = resolveIn(folder, file);
    if (target === undefined || existsSomewhere(repo, file) || (await existence(repo, target)) !== 'missing') continue;
    if (isMadeOnTheWay(job, file)) continue;
    const line = lineOfRun(workflow, step, file);
    hits.push(...hitsOfChange(repo, workflow, job, { line, target, file, verb: 'runs' }));
  }
  return hits;
}

/** A job that is a workflow of this repository. */
function missingCalled(repo: Repository, workflow: Workflow, job: Job): Hit[] {
  const called = job.node.kind === 'object' ? job.node.members.find((it) => it.key === 'uses')?.value : undefined;
  if (called?.kind !== 'string' || !called.value.startsWith('./')) return [];
  const target = resolveIn('', called.value);
  const line = workflow.lines.at(called.start);
  if (target === undefined || repo.has(target)) return [];
  return hitsOfChange(repo, workflow, job, { line, target, file: called.value, verb: 'uses' });
}

/** What a workflow names at a line, as written there, and the path that it means. */
type Naming = { line: number; target: string; file: string; verb: 'runs' | 'uses' };

/** None if the change neither wrote the line nor took away what it names. */
function hitsOfChange(repo: Repository, workflow: Workflow, job: Job, naming: Naming): Hit[] {
  const brokenBy = takenAway(repo, naming.target);
  if (!isChangedLine(repo, workflow.path, naming.line) && brokenBy === undefined) return [];
  return [{ ...hitFor(workflow, job, naming), brokenBy }];
}

async function hasAction(repo: Repository, path: string): Promise<boolean> {
  // `uses: ./` refers to the repository itself as an action.
  const files = ['action.yml', 'action.yaml', 'Dockerfile'].map((it) => (path === '' ? it : `${path}/${it}`));
  if ([path, ...files].some((it) => repo.has(it))) return true;
  return (await existence(repo, path)) === 'elsewhere' || (await existence(repo, path)) === 'ignored';
}

/** Some step downloads, unpacks or writes it. */
function isMadeOnTheWay({ steps }: Job, file: string): boolean {
  const said = steps.map(({ run }) => run ?? '').join('\n');
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/[.+]/g, '\\$&');
  return (
    new RegExp(
      `(>\\s*|-o\\s+|-O\\s+|tee\\s+|curl\\b[^\\n]*|wget\\b[^\\n]*|cp\\b[^\\n]*|mv\\b[^\\n]*|git (clone|checkout|worktree)[^\\n]*)\\S*${name}`,
    ).test(said) || /\bgit (clone|worktree|submodule)\b|\btar\s+x|\bunzip\b/.test(said)
  );
}

const hitFor = (workflow: Workflow, job: Job, { line, file, verb }: Naming): Hit => ({
  severity: 'major',
  title: `${workflow.path} ${verb} ${file}, which does not exist`,
  claim: `Job “${job.name}” ${verb} ${file}; the tree has no such file and no step creates it, so the step fails.`,
  evidence: [lineAt(workflow.path, workflow.lines, line)],
  recommendation: 'Correct the path, or remove the step.',
  confidence: 0.92,
});
