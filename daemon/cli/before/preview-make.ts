// `muster make --dry-run`: what each macro would be replaced with, by the same rules as in the run. Starts nothing and writes nothing.

import { relative } from 'node:path';
import type { PromptCall } from '../../../contracts/make/artifact.ts';
import type { Task } from '../../../contracts/task/task.ts';
import { type Macro, macrosIn } from '../../../skills/make/macros.ts';
import { artifactPath, paramsFor } from '../../../skills/make/read-prompt.ts';
import { bytes as bytesWords } from '../../../skills/wording/numbers.ts';
import { trustOf } from '../../intake/trust.ts';
import { findArtifact, type Looking } from '../../make/artifact-places.ts';
import { findPrompt, type PromptPlaces, promptPlaces, readFound } from '../../make/find-prompt.ts';
import { projectFile } from '../../make/project-file.ts';
import type { TaskText } from '../daemon/submit-task.ts';
import { houseOf } from '../named/find-agents.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { checkTask } from './check-task.ts';

/** `missing`: the run would fail here. */
type Ahead = { macro: string; line: number; column: number; found: string | null; missing: boolean; generates?: PromptAhead };
type PromptAhead = { call: PromptCall; path: string; agent: string | null; writes: string | null; inputs: Ahead[]; fault: string | null };

export async function previewMake(text: TaskText, json: boolean, context: Context): Promise<number> {
  const { task, config } = await checkTask(text, 'make', context);
  const trust = await trustOf(task.project, await houseOf(context));
  const looking = { home: context.home, project: task.project, spaces: config.spaces, shared: config.sharedArtifacts ?? null };
  const ahead = await promptAhead(
    { prompt: task.prompt ?? '', params: task.params ?? {} },
    [],
    looking,
    promptPlaces(context.home, task.project, trust),
  );
  await context.print(
    json ? `${JSON.stringify({ task, ahead }, null, 1)}\n` : `${screen(ahead, task).join('\n')}\n\nDry run: nothing started\n`,
  );
  return isWhole(ahead) ? EXIT.done : EXIT.failed;
}

async function promptAhead(call: PromptCall, above: readonly string[], looking: Looking, places: PromptPlaces): Promise<PromptAhead> {
  const nothing = { call, path: '', agent: null, writes: null, inputs: [] };
  const me = JSON.stringify(call);
  if (above.includes(me) || above.length > DEEPEST) return { ...nothing, fault: above.includes(me) ? 'it generates itself' : 'too deep' };
  try {
    const found = await findPrompt(call.prompt, places);
    const { front, pieces } = readFound(found);
    const params = paramsFor(front, call.params);
    const { path } = front.produces;
    const known = { ...nothing, path: found.path, agent: front.agent ?? null, writes: path === undefined ? null : artifactPath(path) };
    if (params.kind === 'wrong') return { ...known, fault: params.says };
    const inputs: Ahead[] = [];
    for (const macro of macrosIn(pieces)) inputs.push(await inputAhead(macro, params.params, [...above, me], looking, places));
    return { ...known, inputs, fault: null };
  } catch (error) {
    return { ...nothing, fault: error instanceof Error ? error.message : String(error) };
  }
}

const DEEPEST = 5;

async function inputAhead(
  { kind, name, params: given, line, column }: Macro,
  params: Readonly<Record<string, string>>,
  above: readonly string[],
  looking: Looking,
  places: PromptPlaces,
): Promise<Ahead> {
  const at = { macro: `${kind}:${name}`, line, column };
  const here = (found: string | null, missing = false): Ahead => ({ ...at, found, missing });
  switch (kind) {
    case 'param':
      return here(params[name] ?? '');
    case 'file': {
      const read = await projectFile(name, looking.project);
      return read.kind === 'read' ? here(bytesWords(read.bytes.byteLength)) : here(read.why, true);
    }
    case 'generate': {
      const generates = await promptAhead({ prompt: name, params: given }, above, looking, places);
      return { ...here(generates.fault, generates.fault !== null), generates };
    }
    case 'require':
    case 'optional': {
      const found = await findArtifact(name, looking);
      if (found.kind === 'found')
        return here(`${found.from}: ${shown(found.path, looking.project)}, ${bytesWords(found.bytes.byteLength)}`);
      if (found.kind === 'refused') return here(found.why, true);
      return kind === 'optional' ? here(null) : here(`there is no artifact \`${name}\`; looked in ${found.looked.join(', ')}`, true);
    }
  }
}

const isWhole = ({ fault, inputs }: PromptAhead): boolean =>
  fault === null && inputs.every((it) => !it.missing && (it.generates === undefined || isWhole(it.generates)));

const shown = (path: string, project: string): string => (path.startsWith(`${project}/`) ? relative(project, path) : path);

function screen({ call, path, agent, writes, inputs, fault }: PromptAhead, task: Pick<Task, 'project'>, indent = ''): string[] {
  const head = [
    path === '' ? call.prompt : shown(path, task.project),
    ...(agent === null ? [] : [`by ${agent}`]),
    ...(writes === null ? [] : [`written to ${writes}`]),
  ];
  return [
    `${indent}${head.join(', ')}`,
    ...(fault === null ? [] : [`${indent}  ✗ ${fault}`]),
    ...inputs.flatMap((it) =>
      it.generates
        ? [`${indent}  ${it.macro}`, ...screen(it.generates, task, `${indent}    `)]
        : [`${indent}  ${it.missing ? '✗ ' : ''}${it.macro}  ${it.found ?? 'not there'}`],
    ),
  ];
}
