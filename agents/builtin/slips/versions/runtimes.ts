// Which runtimes a project requires, and which it pins: in version files, CI and Dockerfiles.

import { itemsAt, type JsonNode, memberAt, membersAt, parseJson } from '../../reading/formats/json.ts';
import { type Lines, linesOf } from '../../reading/formats/lines.ts';
import { tomlEntries } from '../../reading/formats/toml.ts';
import { baseName, isTest } from '../../reading/paths.ts';
import { written } from '../../reading/places.ts';
import { type Step, type Workflow, workflowsOf } from '../../reading/workflows.ts';
import type { Repository } from '../../rule.ts';

export type Runtime = 'node' | 'python' | 'go';
type Place = { path: string; line: number; lines: Lines };
/** `range` as npm writes ranges. */
export type Requirement = Place & { runtime: Runtime; range: string; written: string };
/** `matrix`: one of the versions that CI tries. */
export type Pin = Place & { runtime: Runtime; version: string; matrix?: true };

/** Of the whole project: only the manifests at the root speak for CI and the Dockerfile. */
export async function requirementsOf(repo: Repository): Promise<Requirement[]> {
  const found: Requirement[] = [];
  const manifest = await repo.text('package.json');
  const engines = manifest === undefined ? undefined : memberAt(parseJson(manifest), 'engines', 'node');
  if (manifest !== undefined && engines?.value.kind === 'string') {
    const lines = linesOf(manifest);
    found.push({
      runtime: 'node',
      range: engines.value.value,
      written: engines.value.value,
      path: 'package.json',
      lines,
      line: lines.at(engines.keyStart),
    });
  }
  const project = await repo.text('pyproject.toml');
  const python =
    project === undefined
      ? undefined
      : tomlEntries(project).find((it) => it.table === 'project' && it.key === 'requires-python' && it.isString);
  if (project !== undefined && python) {
    found.push({
      runtime: 'python',
      range: npmRange(python.value),
      written: python.value,
      path: 'pyproject.toml',
      lines: linesOf(project),
      line: python.line,
    });
  } else found.push(...(await pythonFromSetup(repo)));
  const module = await repo.text('go.mod');
  const go = module === undefined ? null : /^go (\d+\.\d+(?:\.\d+)?)\s*$/m.exec(module);
  if (module !== undefined && go?.[1]) {
    const lines = linesOf(module);
    found.push({ runtime: 'go', range: `>=${go[1]}`, written: `go ${go[1]}`, path: 'go.mod', lines, line: lines.at(go.index) });
  }
  return found;
}

async function pythonFromSetup(repo: Repository): Promise<Requirement[]> {
  for (const path of ['setup.cfg', 'setup.py']) {
    const text = await repo.text(path);
    const match = text === undefined ? null : /^\s*python_requires\s*=\s*["']?([<>=!~ ,.\d*]+)["']?,?\s*$/m.exec(text);
    if (text === undefined || !match?.[1]) continue;
    const lines = linesOf(text);
    return [
      {
        runtime: 'python',
        range: npmRange(match[1]),
        written: match[1].trim(),
        path,
        lines,
        line: lines.at(match.index + match[0].indexOf('python_requires')),
      },
    ];
  }
  return [];
}

/** `>=3.9,<4` and `~=3.9` as npm would write them; what is left out with `!=` narrows nothing here. */
const npmRange = (specifier: string): string =>
  specifier
    .split(',')
    .map((it) =>
      it
        .trim()
        .replace(/^~=\s*(\d+)\.(\d+)$/, '>=$1.$2 <$1.999')
        .replace(/^~=\s*(\d+\.\d+)\.\d+$/, '~$1')
        .replace(/^===?/, ''),
    )
    .filter((it) => it !== '' && !it.startsWith('!='))
    .join(' ');

export async function pinsOf(repo: Repository): Promise<Pin[]> {
  return [...(await pinsInFiles(repo)), ...(await pinsInDockerfiles(repo)), ...(await pinsInWorkflows(repo))];
}

const VERSION_FILES: Readonly<Record<string, Runtime>> = {
  '.nvmrc': 'node',
  '.node-version': 'node',
  '.python-version': 'python',
  '.go-version': 'go',
};

async function pinsInFiles(repo: Repository): Promise<Pin[]> {
  const pins: Pin[] = [];
  for (const [path, runtime] of Object.entries(VERSION_FILES)) {
    const text = repo.inScope(path) ? await repo.text(path) : undefined;
    const version = /^\s*v?(\d+(?:\.\d+){0,2})\s*$/.exec(text ?? '')?.[1];
    if (text !== undefined && version !== undefined) pins.push({ runtime, version, path, lines: linesOf(text), line: 1 });
  }
  return pins;
}

async function pinsInDockerfiles(repo: Repository): Promise<Pin[]> {
  const pins: Pin[] = [];
  // Another Dockerfile may be of another program; the one at the root is of this.
  for (const { path } of written(
    repo,
    (it) => /^(Dockerfile|docker\/Dockerfile|\.devcontainer\/Dockerfile)$/.test(it) && !isTest(it) && baseName(it) === 'Dockerfile',
  )) {
    const text = (await repo.text(path)) ?? '';
    const lines = linesOf(text);
    for (const match of text.matchAll(
      /^FROM\s+(?:--platform=\S+\s+)?(?:docker\.io\/)?(?:library\/)?(node|python|golang):(\d+(?:\.\d+){0,2})(?=[-\s@]|$)/gim,
    )) {
      const runtime = match[1] === 'golang' ? 'go' : match[1] === 'node' ? 'node' : 'python';
      pins.push({ runtime, version: match[2] ?? '', path, lines, line: lines.at(match.index) });
    }
  }
  return pins;
}

const SETUP: readonly [action: RegExp, input: string, runtime: Runtime][] = [
  [/^actions\/setup-node@/, 'node-version', 'node'],
  [/^actions\/setup-python@/, 'python-version', 'python'],
];

async function pinsInWorkflows(repo: Repository): Promise<Pin[]> {
  const pins: Pin[] = [];
  for (const workflow of await workflowsOf(repo)) {
    for (const job of workflow.jobs) {
      // Versions that may fail, or that only run a tool, are none that the project promises to work with.
      if (membersAt(job.node).some(({ key }) => key === 'continue-on-error') || !job.steps.some(installsProject)) continue;
      for (const step of job.steps) {
        for (const [action, input, runtime] of SETUP) {
          if (step.uses === undefined || !action.test(step.uses)) continue;
          for (const { text, start } of versionsAsked(memberAt(step.with, input)?.value, job.node, workflow)) {
            const version = /^v?(\d+(?:\.\d+){0,2})(?:\.x)?$/.exec(text)?.[1];
            if (version !== undefined)
              pins.push({ runtime, version, path: workflow.path, lines: workflow.lines, line: workflow.lines.at(start), matrix: true });
          }
        }
      }
    }
  }
  return pins;
}

const installsProject = ({ run }: Step): boolean =>
  run !== undefined &&
  /\b(npm (ci|i|install|test|run)|yarn|pnpm|pip install (-e )?\.|tox|nox|pytest|python setup\.py|poetry|uv (sync|run))\b/.test(run);

/** A literal, or the rows of the matrix that an expression names. */
function versionsAsked(node: JsonNode | undefined, job: JsonNode, workflow: Workflow): { text: string; start: number }[] {
  if (!node || (node.kind !== 'string' && node.kind !== 'other')) return [];
  // As it is written: 3.10 is not 3.1.
  const raw = (it: JsonNode) => ({
    text: workflow.text
      .slice(it.start, it.end)
      .replace(/^["']|["']$/g, '')
      .trim(),
    start: it.start,
  });
  const name = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(raw(node).text)?.[1];
  return name === undefined ? [raw(node)] : itemsAt(job, 'strategy', 'matrix', name).map(raw);
}
