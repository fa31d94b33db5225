// Runs a command that must accept an artifact, as a check session in a fresh copy of the captured
// project that contains the artifact as a file. Only in trusted projects.

import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cut } from '../../../contracts/cut.ts';
import { ARTIFACT_ENDINGS, type Check } from '../../../contracts/make/prompt.ts';
import { confine } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import { together } from '../../../runtime/workspace/bases/turns.ts';
import { removeTree } from '../../../runtime/workspace/checkout/remove-tree.ts';
import type { RunEffect } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { makePlace, placeName } from '../stages/places.ts';
import { proofFolder, runCheck } from '../stages/run-check.ts';

type CheckArtifactEffect = Extract<RunEffect, { kind: 'check-artifact' }>;
type CommandCheck = { run: string; order: CheckArtifactEffect; nth: number; check: Extract<Check, { command: string[] }>; bytes: Buffer };

export async function runCommandCheck(
  { run, order, nth, check, bytes }: CommandCheck,
  context: EffectContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { base, session, artifact, deadline, variables } = order;
  const trust = await context.agents.trustOf(order.project, context.house.state());
  if (trust.kind === 'untrusted') return `commands run only in a trusted project: ${trust.says}`;
  const folder = proofFolder(context.home, run, session);
  await context.files.privateFolder(dirname(folder));
  await context.files.privateFolder(folder);
  const path = join(folder, placeName(run, session, `artifact-${nth}`));
  try {
    const places = { setup: [], include: [], deadline, variables };
    const made = await together(base.gitDir, () => makePlace({ base, path, places, run, checks: session, from: 1 }, context, signal));
    if (made.kind === 'failed') return made.why;
    const file = join(path, artifact.path ?? `${artifact.name}.${ARTIFACT_ENDINGS[artifact.kind]}`);
    await makeFolders(await confine(dirname(file), path));
    await writeFile(await confine(file, path), bytes);
    const argv = check.command.map((it) => it.replaceAll('{artifact}', file));
    const ran = await runCheck({ run, checks: session, nth: nth + 1, argv, place: path, deadline, variables }, context, signal);
    switch (ran.kind) {
      case 'exited':
        return ran.code === 0 ? undefined : `exit code ${ran.code}: ${cut(ran.end.trim().slice(-1500), 1500)}`;
      case 'stopped':
        return `ended by ${ran.says}: ${cut(ran.end.trim().slice(-1500), 1500)}`;
      case 'not-run':
        return `could not be run: ${ran.why}`;
    }
  } finally {
    await removeTree(path);
  }
}
