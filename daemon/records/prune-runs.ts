// Frees disk space: deletes the files of the oldest ended runs above the limit. The journal of a run stays and records
// it. Runs in progress, and runs that others refer to, keep everything. Afterwards unneeded artifacts are deleted too.

import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import type { Timestamp } from '../../contracts/time.ts';
import { timestamp } from '../../contracts/time.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { bytesIn, exists } from '../../runtime/files.ts';
import { sessionsFolder } from '../../runtime/sessions/host/records.ts';
import { takeOverIn } from '../../runtime/workspace/bases/old-refs.ts';
import { sweepBases } from '../../runtime/workspace/bases/sweep.ts';
import { removeTree } from '../../runtime/workspace/checkout/remove-tree.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import type { RunState } from '../../skills/run/state.ts';
import type { EffectContext } from '../effects/effect-context.ts';
import { tryFold } from '../lead/run/try-fold.ts';
import { digestsIn } from './named-objects.ts';
import { artifactsNeeded, type PrunedArtifacts, removeArtifacts } from './prune-artifacts.ts';
import { pruneDrafts } from './prune-drafts.ts';
import { type PrunedCheckouts, pruneIncoming, pruneLoops } from './prune-loops.ts';
import { hasWorkLeft } from './work-left.ts';

export type Keep = { runs: number; bytes: number };
export type PruneRow = {
  run: string;
  title: string;
  endedAt: Timestamp;
  bytes: number;
  what: 'pruned' | 'would be deleted' | 'kept: another run refers to it' | 'kept: its work is on no branch';
};
export type Pruned = {
  rows: PruneRow[];
  loops: PrunedCheckouts;
  /** Checkouts sent from other machines. */
  incoming: PrunedCheckouts;
  /** What killed processes left unfinished. */
  drafts: PrunedCheckouts;
  artifacts: PrunedArtifacts;
  kept: { runs: number; bytes: number };
  keep: Keep;
};

type KeptRun = { state: RunState; bytes: number };

export type PruneOrder = { dryRun: boolean /** Also work that nobody has taken. */; work: boolean };

export async function pruneRuns(keep: Keep, order: PruneOrder, context: EffectContext): Promise<Pruned> {
  const { dryRun } = order;
  const { kept: all, before, others } = await allRuns(context);
  const { rows, gone, kept } = await chosen(all, keep, order);
  const staying = all.filter(({ state }) => !gone.some((it) => it.state.id === state.id));
  const uses = once(() => usesOf([...all, ...others], context));
  const { unneeded, held } = await artifactsNeeded(
    {
      staying: new Set(staying.map(({ state }) => state.id)),
      projects: new Set([...all.map(({ state }) => state), ...before].map(({ created }) => created.task.project)),
      digests: once(async () => new Set((await usesOf([...staying, ...others], context)).keys())),
    },
    context,
  );
  if (!dryRun) {
    for (const one of gone) await prune(one, await uses(), held, context);
    await removeUnneededInputs(before, uses, held, context);
    await releaseBases(
      [...all, ...others].map((it) => it.state),
      context,
    );
  }
  const artifacts = await removeArtifacts(unneeded, dryRun, context);
  const projects = [...staying, ...others].map(({ state }) => state.created.task.project);
  const [loops, incoming] = [await pruneLoops(projects, dryRun, context), await pruneIncoming(projects, dryRun, context)];
  const drafts = await pruneDrafts(dryRun, context);
  return { rows, loops, incoming, drafts, artifacts, kept, keep };
}

/** The oldest runs above the limit. */
async function chosen(
  all: readonly KeptRun[],
  keep: Keep,
  { dryRun, work }: PruneOrder,
): Promise<{ rows: PruneRow[]; gone: KeptRun[]; kept: Pruned['kept'] }> {
  const refers = new Set(all.flatMap(({ state }) => referredBy(state)));
  let { runs, bytes } = { runs: all.length, bytes: all.reduce((sum, it) => sum + it.bytes, 0) };
  const rows: PruneRow[] = [];
  const gone: KeptRun[] = [];
  for (const one of all) {
    if (runs <= keep.runs && bytes <= keep.bytes) break;
    const { state } = one;
    if (state.life.kind !== 'ended') continue;
    const row = { run: state.id, title: state.created.task.title, endedAt: timestamp(state.life.at), bytes: one.bytes };
    if (refers.has(state.id)) {
      rows.push({ ...row, what: 'kept: another run refers to it' });
      continue;
    }
    if (!work && state.base && (await hasWorkLeft(state.id, state.base))) {
      rows.push({ ...row, what: 'kept: its work is on no branch' });
      continue;
    }
    rows.push({ ...row, what: dryRun ? 'would be deleted' : 'pruned' });
    gone.push(one);
    runs -= 1;
    bytes -= one.bytes;
  }
  return { rows, gone, kept: { runs, bytes } };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

/** Releases bases whose run has ended and has lost its folder. */
async function releaseBases(states: readonly RunState[], { home, log }: EffectContext): Promise<void> {
  const known = new Map(states.map((state) => [state.id, state]));
  const hasEnded = (run: string): boolean => known.get(run)?.life.kind === 'ended';
  const roots = new Set(states.flatMap(({ base }) => (base?.kind === 'git' && dirname(base.gitDir) !== home.bases ? [base.root] : [])));
  for (const root of roots)
    await takeOverIn(root, home.bases, tmpdir()).catch((error: unknown) => log.warn('old refs stay in a project', { root, error }));
  const failed = await sweepBases(home.bases, {
    keeps: async (run) => (known.has(run) && !hasEnded(run)) || (await exists(home.run(run).root)),
    hasEnded,
  });
  for (const [bases, error] of failed) log.warn('bases were not cleared up', { bases, error });
}

/** All runs whose files exist, the oldest first; separately those pruned before, and those that other fleet nodes led last. */
async function allRuns({
  ledger,
  folded,
  home,
  sharing,
}: EffectContext): Promise<{ kept: KeptRun[]; before: RunState[]; others: KeptRun[] }> {
  const kept: KeptRun[] = [];
  const others: KeptRun[] = [];
  const before: RunState[] = [];
  for (const { stream } of await ledger.streams()) {
    if (stream === 'house') continue;
    const state = await folded(stream.slice('run/'.length)).catch(() => undefined);
    if (!state) continue;
    const bytes = await bytesIn(home.run(state.id).root);
    if (state.pruned && bytes === 0) before.push(state);
    else if (!state.pruned && sharing && state.lead?.node !== sharing.node) others.push({ state, bytes });
    else kept.push({ state, bytes });
    await breath();
  }
  return { kept, before, others };
}

/** How many runs name each object: two runs with the same plan share it. */
type Uses = Map<string, number>;

async function usesOf(all: readonly KeptRun[], context: EffectContext): Promise<Uses> {
  const uses: Uses = new Map();
  for (const { state } of all) {
    for (const digest of await objectsNamed(state.id, context)) uses.set(digest, (uses.get(digest) ?? 0) + 1);
    await breath();
  }
  return uses;
}

async function objectsNamed(run: string, { ledger, objects }: EffectContext): Promise<string[]> {
  const named: string[] = [];
  for (const digest of digestsIn(await ledger.read(`run/${run}`))) if (await objects.has(digest)) named.push(digest);
  return named;
}

/** The decision is journaled before anything is deleted; after a crash, a repeated call deletes the rest. */
async function prune({ state, bytes }: KeptRun, uses: Uses, held: ReadonlySet<string>, context: EffectContext): Promise<void> {
  if (!state.pruned) {
    const event: RunEvent = { type: 'run.pruned', payload: { bytes } };
    const at = context.clock.now();
    tryFold(state, [event], at);
    await context.ledger.append({
      stream: `run/${state.id}`,
      expectedSeq: state.seq,
      commandId: `run/${state.id}:${state.seq}:prune`,
      actor: { kind: 'house' },
      at,
      events: [event],
    });
  }
  failpoint('prune.decided');
  for (const { id, attempts } of state.dispatches) {
    for (const { n } of attempts) await removeTree(join(sessionsFolder(context.home.root), `${id}.${n}`));
  }
  const checks = await context.files.namesIn(sessionsFolder(context.home.root));
  for (const name of checks) if (name.startsWith(`${state.id}.c`)) await removeTree(join(sessionsFolder(context.home.root), name));
  for (const digest of await objectsNamed(state.id, context)) {
    const others = (uses.get(digest) ?? 1) - 1;
    uses.set(digest, others);
    // The task's text stays: it is small and explains what the run was.
    if (others > 0 || digest === state.created.text || held.has(digest)) continue;
    await context.objects.remove(digest);
    if (context.sharing && state.lead?.node === context.sharing.node) await context.sharing.removeShared(digest);
  }
  await removeTree(context.home.run(state.id).root);
  context.log.info('run pruned', { run: state.id, bytes });
}

/** Deletes the objects that a pruned run had to keep for its artifact, once that artifact is gone or was remade. */
async function removeUnneededInputs(
  before: readonly RunState[],
  uses: () => Promise<Uses>,
  held: ReadonlySet<string>,
  context: EffectContext,
) {
  for (const { id, created } of before.filter(({ created: { template } }) => template.phases.some(({ kind }) => kind === 'make'))) {
    for (const digest of await objectsNamed(id, context)) {
      const needed = digest === created.text || held.has(digest) || ((await uses()).get(digest) ?? 0) > 0;
      if (!needed) await context.objects.remove(digest);
    }
  }
}

const referredBy = ({ created: { task }, life }: RunState): string[] => [
  ...(task.plan === undefined ? [] : [task.plan]),
  ...(life.kind === 'ended' ? [] : task.related),
];
