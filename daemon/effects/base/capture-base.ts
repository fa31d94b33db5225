// Captures what the run will look at, and stores the task beside it.

import type { Note } from '../../../contracts/run/run-event.ts';
import type { Task } from '../../../contracts/task/task.ts';
import type { Template } from '../../../contracts/task/template.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { knownDismissals } from '../../dismissals/known-dismissals.ts';
import type { EffectContext } from '../effect-context.ts';
import { orRefused } from '../refusal.ts';
import { treeAhead } from './tree-ahead.ts';

export function captureRunBase(
  run: string,
  { asked, text, sameAs }: Extract<RunEffect, { kind: 'capture-base' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { home, objects, host, files, workspace, house, folded, shareBase } = context;
  const { task, template, config } = asked;
  return orRefused(async () => {
    // Workers will follow soon: the session host starts while the base is captured, and the first worker waits for it.
    host.observe([]).catch(() => undefined);
    const folder = home.run(run);
    await files.privateFolder(folder.root);
    await files.privateFolder(folder.state);
    const { project, base: name, range, since, scope } = task;
    const { expects, settle } = treeAhead(run, asked, context);
    const request = { project, base: name, range, since, scope, scratch: folder.state, limits: config.capture, signal, expects };
    const earlier = sameAs === null ? null : (await folded(sameAs)).base;
    const kept = objects.get(text).then((it) => files.writeDurably(folder.task, it));
    const capturing = earlier ? workspace.captureAgain(earlier, run, signal) : workspace.capture(request, { bases: home.bases, run });
    // Wait for both, so that neither is still running when a retry starts.
    const [, outcome] = await Promise.allSettled([kept, capturing]);
    await settle(outcome.status === 'fulfilled' ? outcome.value : undefined);
    const [captured] = await Promise.all([capturing, kept]);
    const base = (await shareBase?.(run, captured, folder.state, signal)) ?? captured;
    return {
      kind: 'captured',
      base,
      ...(mayPlan(template) ? { commands: await workspace.commandsAt(base, signal) } : {}),
      ...withNotes(await knownDismissals(task, base, { files, workspace, house: house.state() }, signal), sinceNotes(task)),
    };
  });
}

const mayPlan = ({ phases }: Template): boolean => phases.some(({ kind }) => kind === 'plan' || kind === 'phase-plan');

const withNotes = <It extends { notes: Note[] }>(it: It, more: readonly Note[]): It => ({ ...it, notes: [...it.notes, ...more] });

const sinceNotes = ({ since }: Task): Note[] =>
  since === undefined
    ? []
    : [
        {
          kind: 'coverage',
          text: `Workers looked only at what changed since ${since}. Open findings of earlier reviews were checked by the program.`,
        },
      ];
