// Captures what the run will look at, and keeps the task beside it.

import type { Dismissal } from '../../../contracts/findings/dismissal.ts';
import type { Base, ProjectCommands } from '../../../contracts/run/base.ts';
import type { Note } from '../../../contracts/run/run-event.ts';
import type { Template } from '../../../contracts/task/template.ts';
import { privateFolder, writeDurably } from '../../../runtime/files.ts';
import { captureBase } from '../../../runtime/workspace/capture/capture.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { dismissedPath, readDismissed } from '../../dismissals/dismissed.ts';
import type { EffectContext } from '../effect-context.ts';
import { orRefused } from '../refusal.ts';

const FAULTS_SHOWN = 5;

export function captureRunBase(
  run: string,
  { asked: { task, template, config }, text }: Extract<RunEffect, { kind: 'capture-base' }>,
  { home, objects, host }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  return orRefused(async () => {
    // Workers are near: where there is no session host yet, it starts while the base is captured. Who needs it waits for it.
    host.observe([]).catch(() => undefined);
    const folder = home.run(run);
    await privateFolder(folder.root);
    await privateFolder(folder.state);
    await writeDurably(folder.task, await objects.get(text));
    const base = await captureBase({
      project: task.project,
      base: task.base,
      ...(task.range === undefined ? {} : { range: task.range }),
      scope: task.scope,
      run,
      copyInto: folder.capture,
      limits: config.capture,
      signal,
    });
    return {
      kind: 'captured',
      base,
      ...(mayPlan(template) ? { commands: await commandsAt(base, signal) } : {}),
      ...(await dismissedIn(task.project)),
    };
  });
}

const mayPlan = ({ phases }: Template): boolean => phases.some(({ kind }) => kind === 'plan' || kind === 'phase-plan');

/** What the project proves itself by, as its files say. Only a plan needs it, so only then is the reader loaded. */
async function commandsAt({ gitDir, commit }: Base, signal: AbortSignal): Promise<ProjectCommands> {
  const [{ openRepository }, { commandsOf }] = await Promise.all([
    import('../../../agents/builtin/repository.ts'),
    import('../../../agents/builtin/planner/commands.ts'),
  ]);
  const repository = await openRepository({ gitDir, commit, scope: [], signal });
  try {
    return { ...(await commandsOf(repository)) };
  } finally {
    await repository.close();
  }
}

/** From the folder as it is now, whatever is looked at: a dismissal holds for old commits too. */
async function dismissedIn(project: string): Promise<{ dismissed: Dismissal[]; notes: Note[] }> {
  const path = dismissedPath(project);
  const { dismissed, faults } = await readDismissed(path);
  if (faults.length === 0) return { dismissed, notes: [] };
  const shown = `${faults.slice(0, FAULTS_SHOWN).join('; ')}${faults.length > FAULTS_SHOWN ? `; and ${faults.length - FAULTS_SHOWN} more` : ''}`;
  return { dismissed, notes: [{ kind: 'warning', text: `${path}: ${shown}. What is wrong there dismisses nothing.` }] };
}
