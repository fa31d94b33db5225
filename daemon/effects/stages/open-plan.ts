// Reads the approved plan by its digest, its commands, what has changed since it was made, and the
// ignored files that every workplace will need, as they are now.

import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { cut } from '../../../contracts/cut.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { Included, OpenedPlan } from '../../../contracts/plan/opened-plan.ts';
import type { Stage } from '../../../contracts/plan/plan.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { codeOf, confine } from '../../../runtime/files.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { secretValues } from '../../../runtime/secrets/redact.ts';
import { rememberSecrets } from '../../../runtime/secrets/remember.ts';
import { shownPath } from '../../../runtime/workspace/capture/snapshot.ts';
import { unseen } from '../../../skills/phases/plan/what-runs.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { approvalOf, faultOfPlan } from '../base/bind-plan.ts';
import type { EffectContext } from '../effect-context.ts';
import { earlierOf } from './replay-earlier.ts';

type OpenPlanEffect = Extract<RunEffect, { kind: 'open-plan' }>;

const LARGEST_INCLUDED = 10 * 1024 * 1024;

export async function openPlan(run: string, order: OpenPlanEffect, context: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  const { phase, from, base } = order;
  try {
    const planned = await context.folded(from);
    const fault = faultOfPlan(planned, base.root, { carriedOut: true, own: from === run });
    if (fault !== undefined) throw new MusterError('binding-refused', `\`plan\`: ${from} ${fault}`, 'Make a new plan.');
    return { kind: 'plan-opened', phase, ...(await opened(run, planned, order, context, signal)) };
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user')
      return { kind: 'plan-refused', phase, why: `${error.message}. ${error.hint}` };
    throw error;
  }
}

async function opened(
  run: string,
  planned: RunState,
  { base, include, setup, wanted }: OpenPlanEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<{ opened: OpenedPlan; elsewhere: string[] }> {
  const { plan: drafted } = contributionsTo(planned);
  if (!drafted || digestOfJson(drafted.plan) !== drafted.digest)
    throw new MusterError('binding-refused', `the plan of ${planned.id} is not the one that was approved`, 'Make a new plan.');
  const { plan, digest } = drafted;
  const taken: Included[] = [];
  // One by one, because each may add to the home's known secrets.
  for (const path of include) taken.push(await included(path, base.root, context));
  const earlier = (stage: string) => earlierOf(run, { from: planned.id, plan: digest, stage, base }, null, context, signal);
  const heads = async () => {
    const all = await Promise.all(plan.stages.map(({ id }) => earlier(id)));
    return all.flatMap((it) => (it ? [it.head.tree] : []));
  };
  const { moved, elsewhere } = await movedSince(planned, base, await heads(), context, signal);
  const approved = approvalOf(planned, digest)?.gate;
  const notShown = unseen(setup, approved?.runs).map((argv) => `a setup that the approval did not show: ${JSON.stringify(argv)}`);
  const opened = {
    from: planned.id,
    plan: digest,
    goal: plan.goal,
    gitDir: base.gitDir,
    stages: plan.stages,
    skipped: await skippedIn(plan.stages, wanted, async (stage) => (await earlier(stage)) !== undefined),
    commands: { ...planned.commands, ...plan.commands },
    acceptance: plan.acceptance,
    include: taken,
    moved: [...notShown, ...moved],
  };
  return { opened, elsewhere };
}

/**
 * Stages that the task leaves out; a name that the plan does not have is an error. A stage that a wanted one needs is not left out if an
 * earlier run verified it: its work is taken over.
 */
async function skippedIn(
  stages: readonly Stage[],
  wanted: readonly string[] | null,
  isVerified: (stage: string) => Promise<boolean>,
): Promise<string[]> {
  if (wanted === null) return [];
  const ids = stages.map(({ id }) => id);
  const wrong = wanted.find((it) => !ids.includes(it));
  if (wrong !== undefined)
    throw new MusterError('binding-refused', `\`stages\`: the plan has no stage ${cut(wrong, 60)}`, `Its stages are ${ids.join(', ')}.`);
  const needed = new Set(wanted);
  for (const id of needed) for (const before of stages.find((it) => it.id === id)?.dependsOn ?? []) needed.add(before);
  const skipped: string[] = [];
  for (const id of ids) if (!wanted.includes(id) && !(needed.has(id) && (await isVerified(id)))) skipped.push(id);
  return skipped;
}

type Moves = { moved: string[]; elsewhere: string[] };

/**
 * Splits the changed files into those that matter (a stage may touch them, or the plan was made from them) and the others. A file that is
 * now as an earlier run of the plan verified it is the plan's own work.
 */
async function movedSince(
  planned: RunState,
  base: Base,
  heads: readonly string[],
  { stages: repository }: Pick<EffectContext, 'stages'>,
  signal: AbortSignal,
): Promise<Moves> {
  const before = planned.base;
  if (!before || before.tree === base.tree) return { moved: [], elsewhere: [] };
  const stages = contributionsTo(planned).plan?.plan.stages ?? [];
  const touched = pathTest(stages.flatMap((it) => it.files));
  const evidence = new Set(planned.raised.flatMap(({ finding }) => finding.evidence.flatMap((it) => it.path ?? [])));
  try {
    const between = async (tree: string) =>
      (await repository.rawChanges(base.gitDir, tree, base.tree, signal)).map((it) => shownPath(it.path));
    const others = await Promise.all(heads.map(async (tree) => new Set(await between(tree))));
    const changed = (await between(before.tree)).filter((path) => others.every((it) => it.has(path)));
    const counts = (path: string): boolean => touched(path) || evidence.has(path);
    return { moved: changed.filter(counts), elsewhere: changed.filter((path) => !counts(path)) };
  } catch (error) {
    // The files that the plan was made from are gone, so nobody can tell what has changed since.
    if (error instanceof MusterError && error.code === 'git-failed')
      return { moved: ['the files that the plan was made from are no longer kept'], elsewhere: [] };
    throw error;
  }
}

async function included(path: string, root: string, { objects, home }: EffectContext): Promise<Included> {
  const refused = (why: string): MusterError =>
    new MusterError(
      'binding-refused',
      `\`workplace.include\`: ${path} ${why}`,
      'Name a file of the project, or remove it from the settings.',
    );
  const real = await confine(join(root, path), root).catch(() => undefined);
  if (real === undefined) throw refused('leads out of the project');
  const info = await lstat(real).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!info?.isFile()) throw refused(info ? 'is no file' : 'does not exist');
  if (info.size > LARGEST_INCLUDED) throw refused(`is larger than ${LARGEST_INCLUDED} bytes`);
  await using file = await open(real, 'r');
  const bytes = await file.readFile();
  // Checks see the file; its secrets are hidden everywhere else.
  const secrets = secretValues(settingsIn(bytes.toString('utf8')));
  if (secrets.length > 0) await rememberSecrets(home.marks, secrets);
  return { path, digest: await objects.put(bytes), executable: (info.mode & 0o100) !== 0 };
}

/** `NAME=value` lines, as in `.env` files. */
const settingsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*[=:]\s*(.*?)\s*$/gm)].map(([, name = '', value = '']) => [name, unquoted(value)]),
  );

const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
