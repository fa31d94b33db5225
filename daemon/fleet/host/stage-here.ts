// The workplace of an executor on this host: made as its lead would make it, in a folder for that
// attempt alone, so that the work of another attempt at the same stage is never touched.

import { basename, dirname, join } from 'node:path';
import { localOf } from '../../../contracts/ids.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { HostedStage, HostOrder } from '../../../contracts/work/hosted.ts';
import type { FleetConnection } from '../../../runtime/fleet/hosts/connect.ts';
import type { Home } from '../../../runtime/home.ts';
import { travelRef } from '../../../skills/phases/execution/names.ts';
import type { Files } from '../../effects/world/files.ts';
import type { Stages } from '../../effects/world/stages.ts';
import { realTravels } from '../travels.ts';

const NAME = /^[a-z0-9][a-z0-9-]*\.\d+$/;

/** Where the lead keeps the workplaces of a run, and where this host keeps that of an attempt, both inside this home. */
export function foldersFor({ key, run }: Pick<HostOrder, 'key' | 'run'>, home: Home): { stages: string; own: string } {
  const { root } = home.run(run);
  return { stages: join(root, 'stages'), own: join(root, 'hosted', localOf(key)) };
}

/** The workplace of an order, in the paths of this home; undefined if the order does not name one. */
export function placeHere(order: Pick<HostOrder, 'key' | 'run' | 'workplace'>, home: Home): string | undefined {
  const { workplace } = order;
  const { stages, own } = foldersFor(order, home);
  if (workplace === null || dirname(workplace) !== stages || !NAME.test(basename(workplace))) return undefined;
  return join(own, basename(workplace));
}

type Context = { end: FleetConnection; stages: Stages; files: Files; scratch: string };

/** Made once; found again by a host that was killed meanwhile. */
export async function makeStageHere(
  { run, key, base, stage, path }: { run: string; key: string; base: Base; stage: HostedStage; path: string },
  { end, stages, files, scratch }: Context,
  signal: AbortSignal,
): Promise<void> {
  const { from, bundle, include } = stage;
  if (bundle !== null)
    await realTravels.takeCommit(await end.objects.get(bundle), {
      gitDir: base.gitDir,
      ref: travelRef(run, key),
      commit: from.commit,
      scratch,
    });
  await files.privateFolder(dirname(dirname(path)));
  await files.privateFolder(dirname(path));
  await stages.placeFor({ ...base, ...from }, path, signal);
  for (const it of include) await stages.includeFile(path, { ...it, bytes: await end.objects.get(it.digest) });
  await stages.noteBeside(path, signal);
}
