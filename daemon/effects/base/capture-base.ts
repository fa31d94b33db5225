// Captures what the run will look at, and keeps the task beside it.

import type { Dismissal } from '../../../contracts/findings/dismissal.ts';
import type { Note } from '../../../contracts/run/run-event.ts';
import type { Template } from '../../../contracts/task/template.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { dismissedFrom, dismissedPath, LARGEST_DISMISSED } from '../../dismissals/dismissed.ts';
import type { EffectContext } from '../effect-context.ts';
import { orRefused } from '../refusal.ts';
import type { Files } from '../world/files.ts';

const FAULTS_SHOWN = 5;

export function captureRunBase(
  run: string,
  { asked: { task, template, config }, text }: Extract<RunEffect, { kind: 'capture-base' }>,
  { home, objects, host, files, workspace }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  return orRefused(async () => {
    // Workers are near: where there is no session host yet, it starts while the base is captured. Who needs it waits for it.
    host.observe([]).catch(() => undefined);
    const folder = home.run(run);
    await files.privateFolder(folder.root);
    await files.privateFolder(folder.state);
    await files.writeDurably(folder.task, await objects.get(text));
    const { project, base: name, range, scope } = task;
    const asked = { project, base: name, range, scope, scratch: folder.state, limits: config.capture, signal };
    const base = await workspace.capture(asked, { bases: home.bases, run });
    return {
      kind: 'captured',
      base,
      ...(mayPlan(template) ? { commands: await workspace.commandsAt(base, signal) } : {}),
      ...(await dismissedIn(task.project, files)),
    };
  });
}

const mayPlan = ({ phases }: Template): boolean => phases.some(({ kind }) => kind === 'plan' || kind === 'phase-plan');

/** From the folder as it is now, whatever is looked at: a dismissal holds for old commits too. */
async function dismissedIn(project: string, files: Files): Promise<{ dismissed: Dismissal[]; notes: Note[] }> {
  const path = dismissedPath(project);
  const { dismissed, faults } = dismissedFrom(await files.readBounded(path, LARGEST_DISMISSED));
  if (faults.length === 0) return { dismissed, notes: [] };
  const shown = `${faults.slice(0, FAULTS_SHOWN).join('; ')}${faults.length > FAULTS_SHOWN ? `; and ${faults.length - FAULTS_SHOWN} more` : ''}`;
  return { dismissed, notes: [{ kind: 'warning', text: `${path}: ${shown}. Invalid entries are ignored.` }] };
}
