// Makes the folder of a proof or the workplace of an executor: a checkout with the included files, set up by the
// project's own commands. The folders above a proof contain only files of ours, because tools read what they find there.

import { join } from 'node:path';
import { cut } from '../../../contracts/cut.ts';
import type { CheckRun } from '../../../contracts/plan/proof.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { Places } from '../../../skills/phases/execution/effects.ts';
import { isJudgeFile } from '../../../validators/proof/judge-files.ts';
import type { EffectContext } from '../effect-context.ts';
import { type Check, proofFolder, runCheck } from './run-check.ts';

export type MadePlace = { kind: 'made'; path: string } | { kind: 'failed'; why: string };

export type PlaceOrder = {
  base: Base;
  path: string;
  places: Places;
  run: string;
  checks: number;
  /** The setup commands of the place are numbered from here on. */
  from: number;
};

export async function makePlace(
  { base, path, places, run, checks, from }: PlaceOrder,
  context: EffectContext,
  signal: AbortSignal,
): Promise<MadePlace> {
  const { setup, include, deadline, variables } = places;
  await context.stages.placeFor(base, path, signal);
  for (const it of include) await context.stages.includeFile(path, { ...it, bytes: await context.objects.get(it.digest) });
  for (const [at, argv] of setup.entries()) {
    const ran = await runCheck({ run, checks, nth: from + at, argv, place: path, deadline, variables }, context, signal);
    if (ran.kind === 'exited' && ran.code === 0) continue;
    const how =
      ran.kind === 'not-run' ? ran.why : `${ran.kind === 'exited' ? `exit code ${ran.code}` : ran.says}: ${ran.end.trim().slice(-1500)}`;
    return { kind: 'failed', why: `the setup command ${JSON.stringify(argv)} failed: ${how}` };
  }
  return { kind: 'made', path };
}

/** Runs a command in a place as committed, and only if nothing lies above it that tools would read. */
export async function runInPlace(
  made: MadePlace,
  check: Omit<Check, 'place'>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<CheckRun> {
  const { run, checks } = check;
  if (made.kind === 'failed') return { kind: 'not-run', why: cut(made.why, 2000) };
  const { atHome } = await foreignFilesAbove(run, checks, context);
  if (atHome.length > 0) return disturbedBy(atHome);
  const afresh = () => context.stages.restoreTree(made.path, signal);
  const ran = await runCheck({ ...check, place: made.path, afresh }, context, signal);
  const after = await foreignFilesAbove(run, checks, context);
  const strange = [...after.movedAway, ...after.atHome];
  return strange.length > 0 ? disturbedBy(strange) : ran;
}

const disturbedBy = (paths: readonly string[]): CheckRun => ({
  kind: 'not-run',
  why: cut(`something that tools would read lies above the place of the proof: ${paths.join(', ')}; move it away`, 2000),
});

const PLACES = /^(tmp|tests-\w+|(head|p[0-9a-f]{12})(\.seal|\.making|\.making\.seal|\.leaving)?)$/;
const PROOFS = /^r-[a-z2-7]{6,26}\.c\d+$/;

/** The name does not reveal which tree it is: a test that knew could choose where to fail. */
export const placeName = (run: string, checks: number, tree: string): string => `p${digestOf(`${run} ${checks} ${tree}`).slice(0, 12)}`;

/** Foreign files in the folders above a proof: moved away if the folder is ours, and reported in any case. */
async function foreignFilesAbove(
  run: string,
  checks: number,
  { home, files, stages }: EffectContext,
): Promise<{ movedAway: string[]; atHome: string[] }> {
  const aside = join(home.run(run).root, 'set-aside');
  const proofs = join(home.root, 'proofs');
  const movedAway = [
    ...(await stages.setStrangersAside(proofs, (name) => PROOFS.test(name), aside)),
    ...(await stages.setStrangersAside(proofFolder(home, run, checks), (name) => PLACES.test(name), aside)),
  ];
  const atHome = (await files.namesIn(home.root)).filter((name) => name === 'node_modules' || isJudgeFile(name));
  return { movedAway, atHome: atHome.map((name) => join(home.root, name)) };
}
