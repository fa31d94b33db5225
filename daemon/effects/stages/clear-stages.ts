// Removes a finished run's workplaces and the folders of its proofs. Uncommitted work is kept first,
// as a commit in the home's repository, and checks that are still running are stopped.

import { basename, join } from 'node:path';
import type { Base } from '../../../contracts/run/base.ts';
import { preservedRef, stageRef } from '../../../skills/phases/execution/names.ts';
import type { EffectContext } from '../effect-context.ts';
import { stagesFolder } from './prepare-stage.ts';

export async function clearStages(run: string, base: Base | null, context: EffectContext, signal: AbortSignal): Promise<void> {
  const { home, host, files, slots, workspace } = context;
  const folder = stagesFolder(home.run(run).root);
  const names = await files.namesIn(folder);
  const proofs = (await files.namesIn(join(home.root, 'proofs'))).filter((it) => it.startsWith(`${run}.c`));
  if (names.length === 0 && proofs.length === 0) return;
  const checks = (await host.list()).filter(({ key, state }) => key.startsWith(`${run}.c`) && state !== 'ended');
  await Promise.all(checks.map(({ key }) => host.stop(key).finally(() => slots.free(key))));
  for (const name of names.filter((it) => PLACE.test(it))) {
    if (base) await preserve(run, join(folder, name), base, context, signal);
  }
  await workspace.discard(folder);
  for (const name of proofs) await workspace.discard(join(home.root, 'proofs', name));
}

/** `<stage>.<attempt>` */
const PLACE = /^([a-z0-9][a-z0-9-]*)\.(\d+)$/;

async function preserve(run: string, path: string, { gitDir }: Base, context: EffectContext, signal: AbortSignal): Promise<void> {
  const [, stage = '', attempt = ''] = PLACE.exec(basename(path)) ?? [];
  const { stages } = context;
  const seal = await stages.sealOf(path);
  if (!seal) return;
  const known = await stages.treeAt(gitDir, stageRef(run, stage, Number(attempt)), signal);
  if (known !== undefined && (await stages.isStillSealed(path, known, signal))) return;
  await stages.together(gitDir, async () => {
    const from = { commit: seal.commit, tree: await stages.treeOf(gitDir, seal.commit, signal) };
    const ref = preservedRef(run, stage, Number(attempt));
    const message = `What was left in the workplace of ${stage}, attempt ${attempt}\n\nMuster-Run: ${run}\nMuster-Stage: ${stage}\n`;
    const seconds = Math.floor(context.clock.now() / 1000);
    const { head } = await stages.sealWork({
      path,
      gitDir,
      from,
      ref,
      message,
      seconds,
      never: [],
      fileBytes: context.config.capture.fileBytes,
      signal,
    });
    // Everything that was left is in a commit already.
    if (head.tree === from.tree || known === head.tree) await stages.dropRef(gitDir, ref, signal);
  });
}
