// Runs the validators of a stage: each command on the base, on the base with the tests of the head, and
// on the head, and the deciding runs twice. It only reports the runs; the rules decide what they mean.

import { dirname, join } from 'node:path';
import { cut } from '../../../contracts/cut.ts';
import type { CheckRun, Snapshot, StageProof, ValidatorProof } from '../../../contracts/plan/proof.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { shownPath } from '../../../runtime/workspace/capture/snapshot.ts';
import type { RawChange } from '../../../runtime/workspace/git/raw-diff.ts';
import type { TestsTree } from '../../../runtime/workspace/stages/tests-tree.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { judgeFileTest, judgesAmong } from '../../../validators/proof/judge-files.ts';
import { decidingRed } from '../../../validators/proof/outcome.ts';
import { testFileTest } from '../../../validators/proof/test-files.ts';
import type { EffectContext } from '../effect-context.ts';
import type { Stages } from '../world/stages.ts';
import { isAllGone } from './changes/all-gone.ts';
import { suspectIn } from './changes/suspect-changes.ts';
import { filesOfCommands } from './judges/files-of-commands.ts';
import { makePlace, placeName, runInPlace } from './places.ts';
import { checkEnvironment, proofFolder } from './run-check.ts';

type ProveStageEffect = Extract<RunEffect, { kind: 'prove-stage' }>;
type Tree = 'base' | 'tests' | 'head';
const LARGEST_SCRIPT = 1024 * 1024;
const TREES = ['base', 'tests', 'head'] as const satisfies readonly Tree[];
/** Each command may run twice on each tree; this gives every run a fixed session number. */
const RUNS = TREES.length * 2;

export async function proveStage(
  run: string,
  order: ProveStageEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { phase, stage, attempt, checks, base, from, head, validators } = order;
  const folder = proofFolder(context.home, run, checks);
  const { stages } = context;
  await context.files.privateFolder(dirname(folder));
  await context.files.privateFolder(folder);
  const argvs = validators.flatMap(({ argv }) => (argv ? [argv] : []));
  const ran = await stages.together(base.gitDir, () => ranBy(argvs, [from, head], base.gitDir, stages, signal));
  const [isJudge, isTest] = [judgeFileTest(argvs, ran), testFileTest(order.tests ?? undefined)];
  const { tests, raw, suspect } = await stages.together(base.gitDir, async () => {
    const all = await stages.rawChanges(base.gitDir, from.tree, head.tree, signal);
    return {
      tests: await stages.testsTree(base.gitDir, { base: from, head }, (path) => isTest(path) || isJudge(path), folder, signal),
      raw: all,
      suspect: await suspectIn(all, isTest, argvs, base.gitDir, stages, signal),
    };
  });
  const changed = raw.map((it) => shownPath(it.path));
  const at = placesOf(run, order, tests, context, signal);
  const proofs: ValidatorProof[] = [];
  for (const [nth, { spec, argv }] of validators.entries()) {
    const numbers = { of: nth, argv };
    switch (spec.kind) {
      case 'build-pass':
      case 'test-pass':
      case 'command-pass':
        proofs.push(await proveCommand(spec, numbers, at, tests));
        break;
      case 'file-changed':
        proofs.push(await proveFiles(spec, raw, base.gitDir, stages, signal));
        break;
      case 'artifact-exists': {
        const entry = await stages.entryAt(base.gitDir, head.commit, spec.path, signal);
        const is = entry === undefined ? 'missing' : entry.mode.startsWith('100') ? 'file' : 'something else';
        const own = raw.filter((it) => shownPath(it.path) === spec.path);
        const emptied = is === 'file' && (await isAllGone(own, base.gitDir, stages, signal));
        proofs.push({ kind: 'artifact', spec, is, changed: own.length > 0, ...(emptied ? { emptied } : {}) });
        break;
      }
      case 'approval':
        proofs.push({ kind: 'approval', spec });
    }
  }
  await stages.removeTree(folder);
  const proof: StageProof = {
    base: from,
    head,
    tests:
      tests.kind === 'made'
        ? { tree: tests.at.tree }
        : { none: tests.kind === 'none' ? 'no test or judge file was changed' : clashText(tests) },
    validators: proofs,
    judges: judgesAmong(changed, isJudge, isTest),
    ...suspect,
    environment: Object.keys(checkEnvironment(context.env, order.places.variables)).sort(),
  };
  return { kind: 'stage-proved', phase, stage, attempt, proof };
}

/** From the base and from the head: neither may hide a file from the other. */
async function ranBy(
  argvs: readonly (readonly string[])[],
  trees: readonly Snapshot[],
  gitDir: string,
  { openBlobs }: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<string[]> {
  const blobs = openBlobs(gitDir, { signal, maxBytes: LARGEST_SCRIPT });
  try {
    const found: string[] = [];
    for (const { commit } of trees) {
      const tree = await blobs.tree(commit);
      const read = async (path: string): Promise<string | undefined> => {
        const entry = tree.get(path);
        return entry?.mode.startsWith('100') ? (await blobs.read(entry.object))?.toString('utf8') : undefined;
      };
      found.push(...(await filesOfCommands(argvs, read, [...tree.keys()])));
    }
    return found;
  } finally {
    await blobs.close();
  }
}

async function proveFiles(
  spec: Extract<ValidatorProof['spec'], { kind: 'file-changed' }>,
  changes: readonly RawChange[],
  gitDir: string,
  stages: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<ValidatorProof> {
  const isWanted = pathTest(spec.globs);
  const own = changes.filter((it) => isWanted(shownPath(it.path)));
  const allGone = await isAllGone(own, gitDir, stages, signal);
  return { kind: 'files', spec, changed: own.map((it) => shownPath(it.path)), ...(allGone ? { allGone } : {}) };
}

type At = { head: string; run(tree: Tree, numbers: { of: number; argv: readonly string[]; again: boolean }): Promise<CheckRun> };

async function proveCommand(
  spec: ValidatorProof['spec'],
  { of, argv }: { of: number; argv: readonly string[] | null },
  at: At,
  tests: TestsTree,
): Promise<ValidatorProof> {
  const never: CheckRun = { kind: 'not-run', why: 'no command of this name is defined' };
  if (!argv) return { kind: 'command', spec, argv: ['?'], base: never, tests: null, head: never, again: null };
  const run = (tree: Tree, again = false): Promise<CheckRun> => at.run(tree, { of, argv, again });
  const head = await run('head');
  // If nothing but tests was changed, both are one tree: another outcome there would only be chance, or a test that counts its runs.
  const isAll = tests.kind === 'made' && tests.at.tree === at.head;
  const facts = {
    kind: 'command' as const,
    spec,
    argv: [...argv],
    head,
    base: await run('base'),
    tests: tests.kind === 'none' ? null : isAll ? head : await run('tests'),
  };
  const red = decidingRed(facts);
  return { ...facts, again: red ? { red: await run(red, true), green: await run('head', true) } : null };
}

/** Each checkout is made when it is first needed, and every command starts with the tree as committed. */
function placesOf(run: string, order: ProveStageEffect, tests: TestsTree, context: EffectContext, signal: AbortSignal): At {
  const { checks, base, from, head, places, known } = order;
  const folder = proofFolder(context.home, run, checks);
  const made = new Map<Tree, ReturnType<typeof makePlace>>();
  const commits: Record<Tree, Snapshot | undefined> = { base: from, tests: tests.kind === 'made' ? tests.at : undefined, head };

  function placeOf(tree: Tree, commit: Snapshot): ReturnType<typeof makePlace> {
    const path = join(folder, placeName(run, checks, tree));
    const from = 1 + TREES.indexOf(tree) * places.setup.length;
    const making = made.get(tree) ?? makePlace({ base: { ...base, ...commit }, path, places, run, checks, from }, context, signal);
    made.set(tree, making);
    return making;
  }

  return {
    head: head.tree,
    async run(tree, { of, argv, again }) {
      const commit = commits[tree];
      if (!commit) return { kind: 'not-run', why: tests.kind === 'clash' ? clashText(tests) : 'there is no such tree' };
      const before = again ? undefined : known.find((it) => it.tree === commit.tree && it.argv.join('\0') === argv.join('\0'));
      if (before) return before.ran;
      const nth = 1 + TREES.length * places.setup.length + of * RUNS + TREES.indexOf(tree) * 2 + (again ? 1 : 0);
      return runInPlace(await placeOf(tree, commit), { run, checks, nth, argv, ...places }, context, signal);
    },
  };
}

const clashText = (tests: Extract<TestsTree, { kind: 'clash' }>): string =>
  `the tests cannot stand on the base: ${cut(tests.path, 300)} would be a file and a folder`;
