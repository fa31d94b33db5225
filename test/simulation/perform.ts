// What the world answers to each effect of a run: the daemon's own performers do it, on a disk, with workspaces and
// agents that are played. Only what still reads the state of the run is played whole.

import { isDeepStrictEqual } from 'node:util';
import type { EffectContext } from '../../daemon/effects/effect-context.ts';
import { performRun } from '../../daemon/effects/perform-run.ts';
import { digestOf } from '../../runtime/canonical.ts';
import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import { must } from './broken.ts';
import { RUN } from './first-event.ts';
import type { World } from './world.ts';

const HASH = 'a'.repeat(64);

export async function performIn(world: World, context: EffectContext, effect: RunEffect, signal: AbortSignal): Promise<RunObservation> {
  world.examine(() => checkPlain(effect));
  switch (effect.kind) {
    case 'write-prompt':
      return writePrompt(world, context, effect);
    case 'audit-source':
      return { kind: 'audited', phase: effect.phase, audit: { changed: world.random('audit').chance(0.3) ? ['src/a.ts'] : [] } };
    default:
      return performRun(RUN, context)(effect, signal);
  }
}

/** Whatever is performed could have come over a wire: nothing in it is more than what it says. */
function checkPlain(effect: RunEffect): void {
  must(isDeepStrictEqual(JSON.parse(JSON.stringify(effect)), effect), 'plain-effects', () => `${effect.kind} is more than data`);
}

type WritePrompt = Extract<RunEffect, { kind: 'write-prompt' }>;

async function writePrompt(world: World, { home, files }: EffectContext, { dispatch, attempt, as }: WritePrompt): Promise<RunObservation> {
  const folder = home.run(RUN);
  await files.privateFolder(folder.prompts);
  const path = folder.prompt(dispatch.slice(RUN.length + 1), attempt);
  const nonce = `n${world.random(world.nth(path)).below(1_000_000_000)}`;
  const text = `**Nonce:** ${nonce}\n`;
  await files.writeDurably(path, text);
  return { kind: 'prompt', as, dispatch, attempt, path, digest: digestOf(text), body: HASH, bytes: text.length, nonce };
}
