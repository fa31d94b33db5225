// GitHub workflows: their steps, what each runs and where, and the path filters that start them.

import type { Repository } from '../rule.ts';
import { itemsAt, type JsonNode, memberAt, membersAt, textAt } from './formats/json.ts';
import { type Lines, linesOf } from './formats/lines.ts';
import { readYaml } from './formats/yaml.ts';

export type Step = {
  run?: string;
  uses?: string;
  /** '' for the root; undefined for an expression. */
  folder: string | undefined;
  node: JsonNode;
  runNode?: JsonNode;
  with?: JsonNode;
};
export type Job = { name: string; steps: readonly Step[]; node: JsonNode };
export type Workflow = { path: string; text: string; lines: Lines; root: JsonNode; jobs: readonly Job[] };

const kept = new WeakMap<Repository, Promise<readonly Workflow[]>>();

const isWorkflow = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

export function workflowsOf(repo: Repository): Promise<readonly Workflow[]> {
  let workflows = kept.get(repo);
  if (!workflows) {
    workflows = readAll(repo);
    kept.set(repo, workflows);
  }
  return workflows;
}

async function readAll(repo: Repository): Promise<readonly Workflow[]> {
  const workflows: Workflow[] = [];
  for (const file of repo.files) {
    if (!isWorkflow(file.path) || !repo.inScope(file.path)) continue;
    const text = await repo.text(file.path);
    const root = text === undefined ? undefined : await readYaml(text);
    if (text === undefined || root === undefined) continue;
    workflows.push({ path: file.path, text, lines: linesOf(text), root, jobs: jobsOf(root) });
  }
  return workflows;
}

function jobsOf(root: JsonNode): readonly Job[] {
  const usual = textAt(root, 'defaults', 'run', 'working-directory');
  return membersAt(root, 'jobs').map(({ key, value }) => {
    const folder = textAt(value, 'defaults', 'run', 'working-directory') ?? usual;
    return { name: key, node: value, steps: itemsAt(value, 'steps').map((step) => stepOf(step, folder)) };
  });
}

function stepOf(node: JsonNode, usual: string | undefined): Step {
  const runNode = memberAt(node, 'run')?.value;
  const inputs = memberAt(node, 'with')?.value;
  const run = runNode?.kind === 'string' ? runNode.value : undefined;
  const uses = textAt(node, 'uses');
  const folder = textAt(node, 'working-directory') ?? usual ?? '';
  return {
    node,
    folder: folder.includes('$') ? undefined : folder.replace(/^\.\/?/, '').replace(/\/$/, ''),
    ...(run === undefined ? {} : { run }),
    ...(runNode === undefined ? {} : { runNode }),
    ...(uses === undefined ? {} : { uses }),
    ...(inputs === undefined ? {} : { with: inputs }),
  };
}

/** The line of the file with a word of a step's `run`; the step's first line if it cannot be found. */
export function lineOfRun(workflow: Workflow, step: Step, word: string): number {
  const { runNode } = step;
  if (!runNode) return workflow.lines.at(step.node.start);
  const at = workflow.text.slice(runNode.start, runNode.end).indexOf(word);
  return workflow.lines.at(runNode.start + Math.max(0, at));
}
