// Replays the work of an earlier run of the same plan on a stage that it verified, as one commit on
// this run's base of the stage. Nothing is checked out for it.

import type { Change, Snapshot } from '../../../contracts/plan/proof.ts';
import type { Proposal } from '../../../contracts/plan/proposal.ts';
import { together } from '../../../runtime/workspace/bases/turns.ts';
import { shownPath } from '../../../runtime/workspace/capture/snapshot.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { replay } from '../../../runtime/workspace/handover/replay.ts';
import { rawChanges } from '../../../runtime/workspace/stages/changes.ts';
import { keepRef, treeOf } from '../../../runtime/workspace/stages/commit.ts';
import { mergeHeads } from '../../../runtime/workspace/stages/merge-heads.ts';
import { unresolvedIn } from '../../../runtime/workspace/stages/unresolved.ts';
import type { StageState } from '../../../skills/phases/execution/life/stage-state.ts';
import { executedIn } from '../../../skills/phases/execution/memory.ts';
import { stageRef } from '../../../skills/phases/execution/names.ts';
import type { RunEffect } from '../../../skills/run/effect.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { findRuns } from '../../records/find-runs.ts';
import type { EffectContext } from '../effect-context.ts';

type ClaimStageEffect = Extract<RunEffect, { kind: 'claim-stage' }>;
type Earlier = { run: string; it: StageState; base: Snapshot; head: Snapshot };
type Work = { run: string; base: Snapshot; head: Snapshot; changes: Change[]; proposal: Proposal | null; there: boolean };

/** How many of the newest runs of a plan are read to see what they verified. */
const RUNS_LOOKED_AT = 20;

export async function replayEarlier(
  run: string,
  order: ClaimStageEffect,
  told: string | null,
  context: EffectContext,
  signal: AbortSignal,
): Promise<({ kind: 'replayed' } & Work) | { kind: 'passed-over'; run: string; why: string } | undefined> {
  const found = await earlierOf(run, order, told, context, signal);
  if (!found) return undefined;
  const { gitDir } = order.base;
  const { it, base: before, head } = found;
  return together(gitDir, async () => {
    const merged = await mergeHeads(gitDir, order.base.commit, order.heads, { signal, leaveOpen: order.resolves.length > 0 });
    const passedOver = (why: string) => ({ kind: 'passed-over' as const, run: found.run, why });
    if (merged.kind === 'conflict') return passedOver(`the stages that it needs conflict in ${merged.paths.join(', ')}`);
    const { base } = merged;
    const done = await replay(gitDir, { base: before, commits: [{ ...head, name: it.stage.id }], tip: head }, base, signal);
    if (done.kind === 'conflict') return passedOver(`its change conflicts with this base in ${done.paths.join(', ')}`);
    const open = await unresolvedIn(gitDir, { from: base.tree, to: done.tip.tree, paths: order.resolves }, signal);
    if (open.length > 0) return passedOver(open.join(' '));
    await keepRef(gitDir, stageRef(run, it.stage.id, order.attempt), done.tip.commit, signal);
    const changed = await rawChanges(gitDir, base.tree, done.tip.tree, signal);
    const changes = changed.map(({ status, path }) => ({ status: status as Change['status'], path: shownPath(path) }));
    const there = done.tip.tree === base.tree;
    return { kind: 'replayed', run: found.run, base, head: done.tip, changes, proposal: it.proposal, there };
  });
}

/** The newest run that verified the stage, was not rejected, and whose commits still exist. */
export async function earlierOf(
  run: string,
  { from, plan, stage, base }: Pick<ClaimStageEffect, 'from' | 'plan' | 'stage' | 'base'>,
  told: string | null,
  { ledger, folded }: EffectContext,
  signal: AbortSignal,
): Promise<Earlier | undefined> {
  let looked = 0;
  for await (const { run: id, created, ended } of findRuns(ledger)) {
    // The run that made the plan may also have carried it out.
    if (id === run || (created.task.plan ?? id) !== from || (!ended && id !== told)) continue;
    if (++looked > RUNS_LOOKED_AT) return undefined;
    const state = await folded(id).catch(() => undefined);
    const rejected = state?.life.kind === 'ended' && state.life.reason === 'rejected';
    const it = state && !rejected ? stageIn(state, plan, stage) : undefined;
    if (it?.state !== 'verified' || !it.base || !it.sealed) continue;
    const kept = await snapshots(base.gitDir, [it.base.commit, it.sealed.head.commit], signal);
    const [before, head] = kept;
    if (before && head) return { run: id, it, base: before, head };
  }
  return undefined;
}

/** The commits with their trees; empty if one of them no longer exists. */
async function snapshots(gitDir: string, commits: readonly string[], signal: AbortSignal): Promise<Snapshot[]> {
  const all: Snapshot[] = [];
  for (const commit of commits) {
    const { code } = await git({ gitDir }, ['cat-file', '-e', `${commit}^{tree}`], { signal, accept: [0, 1, 128] });
    if (code !== 0) return [];
    all.push({ commit, tree: await treeOf(gitDir, commit, signal) });
  }
  return all;
}

/** The state of a stage of exactly this plan in a run. */
export function stageIn(state: RunState, plan: string, stage: string) {
  return state.phases.flatMap(({ template: { kind, key } }) => {
    if (kind !== 'execution') return [];
    const own = executedIn(state, key);
    return own.planned?.plan === plan ? own.stages.filter((it) => it.stage.id === stage) : [];
  })[0];
}
