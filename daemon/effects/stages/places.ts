// Makes the folder of a proof or the workplace of an executor: a checkout with the included files, set up by the
// project's own commands. The folders above a proof contain only files of ours, because tools read what they find there.

import { join } from 'node:path';
import type { Base } from '../../../contracts/run/base.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { Places } from '../../../skills/phases/execution/effects.ts';
import { isJudgeFile } from '../../../validators/proof/judge-files.ts';
import type { EffectContext } from '../effect-context.ts';
import { proofFolder, runCheck } from './run-check.ts';

export type MadePlace = { kind: 'made'; path: string } | { kind: 'failed'; why: string };

/** The setup commands of a place are numbered from `from` on. */
export type CheckNumbers = { run: string; checks: number; from: number };

export async function makePlace(
  base: Base,
  path: string,
  { setup, include, deadline, variables }: Places,
  { run, checks, from }: CheckNumbers,
  context: EffectContext,
  signal: AbortSignal,
): Promise<MadePlace> {
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

const PLACES = /^(tmp|tests-\w+|(head|p[0-9a-f]{12})(\.seal|\.making|\.making\.seal|\.leaving)?)$/;
const PROOFS = /^r-[a-z2-7]{6,26}\.c\d+$/;

/** The name does not reveal which tree it is: a test that knew could choose where to fail. */
export const placeName = (run: string, checks: number, tree: string): string => `p${digestOf(`${run} ${checks} ${tree}`).slice(0, 12)}`;

/** Foreign files in the folders above a proof: moved away if the folder is ours, and reported in any case. */
export async function foreignFilesAbove(
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
