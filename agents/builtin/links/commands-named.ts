// Commands that this project tells people and machines to run: the steps of its workflows, and the code in its contributor guides.
// Prose is not a command.

import { membersAt } from '../reading/formats/json.ts';
import { type Lines, linesOf } from '../reading/formats/lines.ts';
import { codeIn } from '../reading/markdown/markdown-code.ts';
import { baseName } from '../reading/paths.ts';
import { judged } from '../reading/places.ts';
import { type ShellCommand, shellCommands } from '../reading/shell.ts';
import { lineOfRun, workflowsOf } from '../reading/workflows.ts';
import type { Repository } from '../rule.ts';

export type NamedCommand = { command: ShellCommand; path: string; line: number; lines: Lines; from: 'workflow' | 'guide' };

const GUIDE = /^(contributing|development|developing|hacking|developers?|building)([-_.][\w-]+)?\.(md|markdown)$/i;

export async function commandsNamed(repo: Repository): Promise<NamedCommand[]> {
  const named: NamedCommand[] = [];
  for (const workflow of await workflowsOf(repo)) {
    for (const job of workflow.jobs) {
      if (job.steps.some((step) => membersAt(step.with).some(({ key }) => key === 'repository') || /\bgit clone\b/.test(step.run ?? '')))
        continue;
      for (const step of job.steps) {
        if (step.run === undefined || leavesTree(repo, step.run)) continue;
        for (const command of shellCommands(step.run)) {
          const line = lineOfRun(workflow, step, command.words.slice(0, 3).join(' '));
          named.push({ command, path: workflow.path, lines: workflow.lines, line, from: 'workflow' });
        }
      }
    }
  }
  for (const { path } of await judged(repo, (it) => GUIDE.test(baseName(it)), ['production', 'documentation'])) {
    const text = (await repo.text(path)) ?? '';
    const lines = linesOf(text);
    for (const { code, at } of codeIn(text)) {
      for (const command of shellCommands(code)) named.push({ command, path, lines, line: lines.at(at + command.at), from: 'guide' });
    }
  }
  return named;
}

/** It changes to a folder that does not exist in this tree. */
const leavesTree = (repo: Repository, run: string): boolean =>
  [...run.matchAll(/\b(?:cd|pushd)\s+["']?([^\s"';&|]+)/g)].some((it) => !repo.hasFolder((it[1] ?? '').replace(/^\.\//, '')));
