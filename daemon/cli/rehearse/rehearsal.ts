// `muster run --rehearse`: the whole run, played by the real lead in a temporary home. Stand-ins
// replace every paid agent; built-in agents work as usual. Nothing is written to the person's home.

import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STAND_IN } from '../../../agents/builtin/rehearsal/stand-in.ts';
import { BUILTIN_PROGRAM } from '../../../agents/providers/builtin.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { AgentDefinition } from '../../../contracts/task/agent.ts';
import { privateFolder } from '../../../runtime/files.ts';
import { type Home, homeAt } from '../../../runtime/home.ts';
import { hostExit } from '../../../runtime/sessions/host/host-lock.ts';
import { type CheckedTask, checkTask } from '../before/check-task.ts';
import { previewPlan, receiversAmong } from '../before/preview-plan.ts';
import { frontOf } from '../before/task-front.ts';
import { reach } from '../daemon/reach.ts';
import { startDaemon } from '../daemon/start-daemon.ts';
import { submitTask, type TaskText } from '../daemon/submit-task.ts';
import { waitUntilGone } from '../daemon/wait-until-gone.ts';
import { silentDisplay } from '../follow/displays.ts';
import { followRun } from '../follow/follow-run.ts';
import { onSignals } from '../follow/signals.ts';
import { rosterFor } from '../named/find-agents.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { type EarlierFindings, earlierFindings } from './earlier-findings.ts';
import { rehearsalOf, rehearsalScreen } from './rehearsal-screen.ts';

const GONE_WITHIN = 10_000;

export async function rehearse(text: TaskText, json: boolean, context: Context): Promise<number> {
  const wouldBe = await checkTask(text, 'run', context);
  refuse(wouldBe);
  const ahead = await previewPlan(wouldBe, context);
  const earlier = await earlierFindings(wouldBe, context);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'muster-rehearsal-')));
  const home = homeAt(join(folder, 'home'));
  // Its session host has no other daemon to wait for.
  const there: Context = { ...context, home, env: { ...context.env, MUSTER_HOME: home.root, MUSTER_HOST_IDLE_MS: '300' } };
  const leave = onSignals(context);
  try {
    const { roster } = await rosterFor(wouldBe.task.project, context);
    await furnish(home, wouldBe, [...roster.values()], earlier);
    const view = await play(wouldBe, there, leave.signal);
    if (view === undefined) return leave.code();
    const rehearsal = rehearsalOf(view, ahead, receiversAmong(ahead.seats), earlier);
    await context.print(json ? `${JSON.stringify(rehearsal, null, 1)}\n` : rehearsalScreen(rehearsal, context.screen));
    return view.outcome === 'completed' ? EXIT.done : EXIT.failed;
  } finally {
    leave.forget();
    await close(home);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Refuses tasks that cannot be played without the real home, or would mean something else there. */
function refuse({ task, template }: CheckedTask): void {
  const why = template.writes
    ? 'it carries out a plan, and a stand-in changes no files'
    : template.phases.some(({ kind }) => kind === 'make')
      ? 'a prompt is made from the artifacts of your home'
      : task.plan !== undefined || task.since !== undefined
        ? `it builds on ${task.plan ?? task.since}, which is in your home`
        : undefined;
  if (why === undefined) return;
  const instead = template.phases.some(({ kind }) => kind === 'make') ? '`muster make --dry-run`' : '`muster run --dry-run`';
  throw new MusterError(
    'usage',
    `a task of the type \`${template.name}\` cannot be rehearsed: ${why}`,
    `${instead} shows what it would start with.`,
  );
}

/** Writes the settings, the task type and all agents that could take part, with a stand-in for each that is not built in. */
async function furnish(
  home: Home,
  { template, config }: CheckedTask,
  roster: readonly AgentDefinition[],
  earlier: EarlierFindings,
): Promise<void> {
  for (const it of [home.root, home.inbox, home.agents, home.templates]) await privateFolder(it);
  const { digest: _, source: __, ...file } = template;
  // JSON is valid YAML.
  await writeFile(join(home.templates, `${template.name}.yaml`), JSON.stringify({ ...file, replaces: template.name }));
  await writeFile(home.config, JSON.stringify({ ...config, reuse: 'off', notify: { command: [] }, keepAwake: false }));
  for (const { name, roles, categories, judges, provider, source } of roster) {
    if (provider === 'builtin') continue;
    const findings = earlier.byAgent.get(name);
    const file = join(home.root, `${name}.earlier.json`);
    if (findings) await writeFile(file, JSON.stringify({ findings }));
    const front = {
      ...{
        name,
        description: 'stands in',
        ...(source === 'built-in' ? { replaces: name } : {}),
        provider: 'command',
        roles,
        ...(categories ? { categories } : {}),
        ...(judges ? { judges } : {}),
      },
      argv: [process.execPath, BUILTIN_PROGRAM, STAND_IN, '{result}', '{heartbeat}', ...(findings ? [file] : [])],
    };
    await writeFile(join(home.agents, `${name}.md`), `---\n${JSON.stringify(front)}\n---\n`);
  }
}

/** Undefined if the person left. */
async function play({ task, config }: CheckedTask, there: Context, leave: AbortSignal): Promise<RunView | undefined> {
  const front = { ...frontOf(task), agents: task.agents ?? config.agents, related: undefined, approvals: 'auto' };
  const { daemon } = await startDaemon(there.home, 'on-demand', there.env);
  try {
    const { run } = await submitTask({ name: 'task.json', text: JSON.stringify(front) }, 'run', daemon, there);
    const followed = await followRun(run, { first: daemon, display: silentDisplay(there), leave, waits: false }, there);
    return followed.kind === 'ended' || followed.kind === 'waiting' ? followed.view : undefined;
  } finally {
    daemon.close();
  }
}

async function close(home: Home): Promise<void> {
  const reached = await reach(home);
  if (reached) {
    await reached.daemon.ask({ ask: 'down', how: 'now' });
    reached.daemon.close();
    await waitUntilGone(reached.hello.pid);
  }
  await hostExit(home.root, GONE_WITHIN);
}
