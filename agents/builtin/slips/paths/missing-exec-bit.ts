// A script that is run as `./x` but stored in git without the executable bit: permission denied.

import { isChangedFile, isChangedLine } from '../../changed-lines.ts';
import { membersAt, parseJson } from '../../reading/formats/json.ts';
import { type Lines, linesOf } from '../../reading/formats/lines.ts';
import { codeIn } from '../../reading/markdown/markdown-code.ts';
import { baseName, folderOf, resolveIn } from '../../reading/paths.ts';
import { judged, lineAt } from '../../reading/places.ts';
import { shellCommands } from '../../reading/shell.ts';
import { type Job, lineOfRun, type Workflow, workflowsOf } from '../../reading/workflows.ts';
import type { Hit, Repository, Rule } from '../../rule.ts';

type Use = { script: string; path: string; line: number; lines: Lines };

export const missingExecBit: Rule = {
  id: 'slips/missing-exec-bit',
  says: 'a script run as ./x that is not executable',
  async find(repo) {
    const modes = new Map(repo.files.map((file) => [file.path, file.mode]));
    const hits: Hit[] = [];
    const told = new Set<string>();
    for (const { script, path, line, lines } of await usesOf(repo)) {
      if (modes.get(script) !== '100644' || told.has(script) || !(await repo.text(script))?.startsWith('#!')) continue;
      if (!isChangedLine(repo, path, line) && !(repo.change && isChangedFile(repo, script))) continue;
      told.add(script);
      hits.push({
        severity: 'major',
        title: `${path} runs ${script}, which is not executable`,
        claim: `Line ${line} of ${path} runs ${script} directly; git stores it with mode 100644, so a fresh checkout answers “permission denied”.`,
        evidence: [lineAt(path, lines, line), { path: script }],
        recommendation: `git update-index --chmod=+x ${script}`,
        confidence: 0.93,
      });
    }
    return hits;
  },
};

/** Every `./x` in workflows, package scripts, Makefiles and guides, unless the same text sets the bit itself. */
async function usesOf(repo: Repository): Promise<Use[]> {
  return [...(await inWorkflows(repo)), ...(await inPackageScripts(repo)), ...(await inMakefiles(repo)), ...(await inGuides(repo))];
}

async function inWorkflows(repo: Repository): Promise<Use[]> {
  const workflows = await workflowsOf(repo);
  return workflows.flatMap((workflow) => workflow.jobs.filter((job) => needsBit(workflow, job)).flatMap((job) => inJob(workflow, job)));
}

/** Not if the job sets the bit, gets its files elsewhere, or runs on Windows, which ignores the bit. */
function needsBit({ text }: Workflow, { steps, node }: Job): boolean {
  if (/\bchmod\b|\bgit clone\b/.test(steps.map((step) => step.run ?? '').join('\n'))) return false;
  if (steps.some((step) => /chmod/i.test(step.uses ?? ''))) return false;
  return !/windows/i.test(text.slice(node.start, node.end).match(/runs-on:[^\n]*/)?.[0] ?? '');
}

function inJob(workflow: Workflow, { steps }: Job): Use[] {
  const uses: Use[] = [];
  for (const step of steps) {
    if (step.run === undefined || step.folder === undefined || /\b(cd|pushd)\s/.test(step.run)) continue;
    for (const { words } of shellCommands(step.run)) {
      const script = direct(words[0], step.folder);
      if (script) uses.push({ script, path: workflow.path, lines: workflow.lines, line: lineOfRun(workflow, step, words[0] ?? '') });
    }
  }
  return uses;
}

async function inPackageScripts(repo: Repository): Promise<Use[]> {
  const uses: Use[] = [];
  for (const { path } of await judged(repo, (it) => baseName(it) === 'package.json', ['production'])) {
    const text = (await repo.text(path)) ?? '';
    const lines = linesOf(text);
    for (const { value } of membersAt(parseJson(text), 'scripts')) {
      if (value.kind !== 'string' || /\bchmod\b|\bcd\s/.test(value.value)) continue;
      for (const { words } of shellCommands(value.value)) {
        const script = direct(words[0], folderOf(path));
        if (script) uses.push({ script, path, lines, line: lines.at(value.start) });
      }
    }
  }
  return uses;
}

async function inMakefiles(repo: Repository): Promise<Use[]> {
  const uses: Use[] = [];
  for (const { path } of await judged(repo, (it) => /^(GNU)?[Mm]akefile$/.test(baseName(it)), ['production'])) {
    const text = (await repo.text(path)) ?? '';
    if (/\bchmod\b/.test(text)) continue;
    const lines = linesOf(text);
    for (const recipe of text.matchAll(/^\t[@+-]*(?!.*\bcd\s)(\.\/[\w./-]+)(?=\s|$)/gm)) {
      const script = direct(recipe[1], folderOf(path));
      if (script) uses.push({ script, path, lines, line: lines.at(recipe.index) });
    }
  }
  return uses;
}

/** Only in code that the guide tells to run; from its own folder, or from the root. */
async function inGuides(repo: Repository): Promise<Use[]> {
  const uses: Use[] = [];
  for (const { path } of await judged(repo, (it) => GUIDE.test(baseName(it)), ['production', 'documentation'])) {
    const text = (await repo.text(path)) ?? '';
    if (/\bchmod\b/.test(text)) continue;
    const lines = linesOf(text);
    const commands = codeIn(text).flatMap(({ code, at, told }) =>
      told ? shellCommands(code).map((it) => ({ word: it.words[0], line: lines.at(at + it.at) })) : [],
    );
    for (const { word, line } of commands) {
      for (const folder of new Set([folderOf(path), ''])) {
        const script = direct(word, folder);
        if (script && repo.has(script)) uses.push({ script, path, lines, line });
      }
    }
  }
  return uses;
}

const GUIDE = /^(readme|contributing|development|developing|hacking|install|installation|building)([-_.][\w-]+)?\.(md|markdown)$/i;

function direct(word: string | undefined, folder: string): string | undefined {
  return word?.startsWith('./') && /^[\w./-]+$/.test(word) && !/\.(bat|cmd|ps1|exe)$/i.test(word) ? resolveIn(folder, word) : undefined;
}
