// Merges the heads of stages into one commit and runs their validators on it: each command once,
// however many stages ask for it, and a red one twice. It only reports.

import { dirname } from 'node:path';
import type { CheckRun, Snapshot } from '../../../contracts/plan/proof.ts';
import type { UnionCheck, UnionProof } from '../../../contracts/plan/union.ts';
import type { StageEffect } from '../../../skills/phases/execution/effects.ts';
import { integratedRef } from '../../../skills/phases/execution/names.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { makePlace, runInPlace } from './places.ts';
import { proofFolder } from './run-check.ts';

type ProveUnionEffect = Extract<StageEffect, { kind: 'prove-union' }>;

export async function proveUnion(
  run: string,
  order: ProveUnionEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { phase, n, base, parts } = order;
  const { gitDir } = base;
  const { stages } = context;
  const merged = await stages.together(gitDir, async () => {
    const it = await stages.integrate(
      gitDir,
      base.commit,
      parts.map(({ stage: name, head }) => ({ name, head })),
      { signal },
    );
    if (it.kind === 'merged') await stages.keepRef(gitDir, integratedRef(run, n), it.head.commit, signal);
    return it;
  });
  if (merged.kind === 'conflict') return { kind: 'union-proved', phase, n, proof: merged };
  const proof = await checked(run, { ...order, head: merged.head }, context, signal);
  return { kind: 'union-proved', phase, n, proof };
}

/** One tree, and what is to be checked on it. */
export type ToCheck = Pick<ProveUnionEffect, 'base' | 'parts' | 'checks' | 'places' | 'known'> & { head: Snapshot };

/** Runs the validators of several stages on one tree. */
export async function checked(
  run: string,
  order: ToCheck,
  context: EffectContext,
  signal: AbortSignal,
): Promise<Extract<UnionProof, { kind: 'merged' }>> {
  const { base, head, parts, checks } = order;
  const folder = proofFolder(context.home, run, checks);
  await context.files.privateFolder(dirname(folder));
  await context.files.privateFolder(folder);
  const asked = parts.flatMap(({ stage, validators }) => validators.map((it) => ({ stage, ...it })));
  const argvs = asked.flatMap(({ argv }) => (argv ? [argv] : []));
  const ran = await commands(run, order, argvs, context, signal);
  const proofs: UnionCheck[] = [];
  for (const { stage, spec, argv } of asked) {
    const it = argv && ran.get(argv.join('\0'));
    if (argv && it) proofs.push({ kind: 'command', stage, spec, argv: [...argv], ...it });
    if (spec.kind === 'artifact-exists') {
      const entry = await context.stages.entryAt(base.gitDir, head.commit, spec.path, signal);
      proofs.push({ kind: 'artifact', stage, spec, there: entry?.mode.startsWith('100') ?? false });
    }
  }
  await context.stages.removeTree(folder);
  return { kind: 'merged', head, checks: proofs };
}

type Twice = { ran: CheckRun; again: CheckRun | null };

/** Results by argv. The checkout is made only if something has to run. */
async function commands(
  run: string,
  { base, head, places, checks, known }: ToCheck,
  argvs: readonly (readonly string[])[],
  context: EffectContext,
  signal: AbortSignal,
): Promise<Map<string, Twice>> {
  const each = [...new Map(argvs.map((it) => [it.join('\0'), it])).entries()];
  const path = `${proofFolder(context.home, run, checks)}/head`;
  let making: ReturnType<typeof makePlace> | undefined;

  async function once(argv: readonly string[], nth: number): Promise<CheckRun> {
    making ??= makePlace({ base: { ...base, ...head }, path, places, run, checks, from: 1 }, context, signal);
    return runInPlace(await making, { run, checks, nth, argv, ...places }, context, signal);
  }

  const ran = new Map<string, Twice>();
  for (const [at, [key, argv]] of each.entries()) {
    const before = known.find((it) => it.tree === head.tree && it.argv.join('\0') === key);
    if (before) {
      ran.set(key, { ran: before.ran, again: null });
      continue;
    }
    const nth = 1 + places.setup.length + at * 2;
    const first = await once(argv, nth);
    const red = first.kind === 'stopped' || (first.kind === 'exited' && first.code !== 0);
    ran.set(key, { ran: first, again: red ? await once(argv, nth + 1) : null });
  }
  return ran;
}
