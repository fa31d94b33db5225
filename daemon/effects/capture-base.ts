// Captures what the run will look at, and keeps the task beside it.

import { privateFolder, writeDurably } from '../../runtime/files.ts';
import { captureBase } from '../../runtime/workspace/capture.ts';
import type { RunSight } from '../lead/effect.ts';
import { orRefused } from './refusal.ts';
import type { Workshop } from './workshop.ts';

export function captureRunBase(run: string, { home, objects, runs }: Workshop, signal: AbortSignal): Promise<RunSight> {
  return orRefused(async () => {
    const { task, config, text } = runs.state(run).created;
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
    return { kind: 'captured', base };
  });
}
