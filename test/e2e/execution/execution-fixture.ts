// The fixture of the tests of carrying out: a plan that a person has approved, written into the ledger as a run would
// have left it, executors that do what a test says, and real repositories.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plan, type Stage, type ValidatorSpec } from '../../../contracts/plan/plan.ts';
import type { PlanExecution } from '../../../contracts/plan/plan-execution.ts';
import type { GateAnswer } from '../../../contracts/run/gate.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { outputFor } from '../../../skills/phases/work-kinds.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until, WORKERS } from '../daemon-fixture.ts';
import { type Approved, approvedPlan } from './approved-plan.ts';

const LONG = 240_000;
const CONFIG = 'grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n';

export type Execution = ReturnType<typeof openExecution>;
export type StagePart = Partial<Stage> & { id: string };

export function openExecution(more = '') {
  const fixture = openCliFixture();
  fixture.config(`${CONFIG}${more}`);
  let deeds = 0;

  /** Seats an executor that does what this text says; `fs`, `path` and `run` are there for it. */
  function executor(text: string, name = 'worker'): string {
    const file = join(fixture.folder, `deeds-${++deeds}.mjs`);
    fixture.write(
      file,
      `import * as fs from 'node:fs';\nimport * as path from 'node:path';\nimport { execFileSync } from 'node:child_process';
const run = (...argv) => execFileSync(argv[0], argv.slice(1), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const write = (file, text) => { fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true }); fs.writeFileSync(file, text); };
export async function deeds(prompt) {\n${text}\n}\nvoid [run, write];\n`,
    );
    const argv = JSON.stringify([process.execPath, join(WORKERS, 'executes.mjs'), file]);
    fixture.write(
      join(fixture.home.agents, `${name}.md`),
      `---\nname: ${name}\ndescription: scripted\nprovider: command\nroles: [executor]\nargv: ${argv}\n---\n`,
    );
    return name;
  }

  const approved = (project: string, plan: Plan, by: Approved = 'person'): Promise<string> => approvedPlan(fixture, project, plan, by);

  /** Drops a task that carries the plan out, and gives its run. */
  async function begin(project: string, plan: string, agents: readonly string[] = ['worker'], more = ''): Promise<string> {
    const before = await fixture.runs();
    fixture.drop('carry-out.md', fixture.task(project, agents, `type: implementation\nplan: ${plan}\n${more}`));
    let run: string | undefined;
    await until('the run', async () => {
      run = (await fixture.runs()).find((it) => !before.includes(it));
      return run !== undefined;
    });
    return run ?? '';
  }

  /** All of it: the plan, a daemon, the task, and its end. */
  async function carryOut(
    project: string,
    stages: readonly StagePart[],
    more: { commands?: Plan['commands']; task?: string; agents?: string[] } = {},
  ) {
    const plan = await approved(project, planOf(stages, more.commands));
    await fixture.up();
    const run = await begin(project, plan, more.agents ?? ['worker'], more.task ?? 'approvals: auto\n');
    const view = await fixture.ended(run, LONG);
    return { run, view, stages: stagesOf(view), files: (head: string | null) => treeAt(view, head) };
  }

  return { ...fixture, fixture, executor, approved, begin, carryOut };
}

/** Sound but for what is handed in: one command, `check`, proves each stage. */
export function planOf(parts: readonly StagePart[], commands: Plan['commands'] = { check: ['node', '--test'] }): Plan {
  const { plan } = JSON.parse(outputFor('planning').example) as { plan: Plan };
  const [example] = plan.stages;
  const check: ValidatorSpec = { kind: 'test-pass', command: 'check' };
  const stages = parts.map((it) => ({ ...example, title: it.id, dependsOn: [], files: ['**'], validators: [check], ...it }));
  return Plan.parse({ ...plan, commands, acceptance: [], stages, requirementCoverage: [] });
}

export function factsOf(view: RunView): PlanExecution {
  const facts = view.phases.find((it) => it.kind === 'execution')?.facts as PlanExecution | null | undefined;
  if (!facts) throw new Error(`${view.id} carried out nothing: ${view.message}\n${JSON.stringify(view.phases)}`);
  return facts;
}

export const stagesOf = (view: RunView): PlanExecution['stages'] => factsOf(view).stages;

/** What a head holds: path → content. */
export function treeAt(view: RunView, head: string | null): Record<string, string> {
  const { gitDir } = factsOf(view);
  const git = (...args: string[]) => execFileSync('git', [`--git-dir=${gitDir}`, ...args], { encoding: 'utf8' });
  const names = git('ls-tree', '-r', '-z', '--name-only', head ?? '')
    .split('\0')
    .slice(0, -1);
  return Object.fromEntries(names.map((name) => [name, git('cat-file', 'blob', `${head}:${name}`)]));
}

export async function answer(fixture: CliFixture, run: string, given: GateAnswer, nth = 1, comment?: string): Promise<RunView> {
  let view = await fixture.view(run);
  await until(
    `gate ${nth} of ${run}`,
    async () => {
      view = await fixture.view(run);
      if (view.endedAt !== null) throw new Error(`${run} has ended: ${view.message}`);
      return view.gates.length >= nth;
    },
    LONG,
  );
  const gate = view.gates[nth - 1]?.gate;
  if (!gate) throw new Error('unreachable');
  const order = {
    kind: 'answer' as const,
    run,
    gate: gate.id,
    answer: given,
    shown: gate.shown,
    ...(comment === undefined ? {} : { comment }),
  };
  await fixture.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
  return view;
}

export const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
