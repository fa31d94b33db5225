// Checks the stages of a plan after each of their events and when their run has ended, against the real content of every tree and
// the real outcome of every command.

import type { CheckRun, StageProof, ValidatorProof } from '../../../contracts/plan/proof.ts';
import { stageName } from '../../../daemon/lead/house/reserved.ts';
import { pathTest } from '../../../runtime/globs.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { StageState } from '../../../skills/phases/execution/life/stage-state.ts';
import { executedIn } from '../../../skills/phases/execution/memory.ts';
import { stageRef } from '../../../skills/phases/execution/names.ts';
import { integratedOf } from '../../../skills/phases/execution/union/facts-union.ts';
import { type RunState, runningPhase } from '../../../skills/run/state.ts';
import { holds, JUDGE, PATHS } from '../simulated/project.ts';
import { testsTree } from '../simulated/stages.ts';
import { PROJECT, RUN } from '../world/first-event.ts';
import type { World } from '../world/world.ts';
import { must } from './invariant.ts';

const KEY = 'execution';
const own = (state: RunState) => executedIn(state, KEY);
const stageOf = (state: RunState, id: string): StageState | undefined => own(state).stages.find((it) => it.stage.id === id);

export function checkStageEvent(world: World, state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'stage.claimed': {
      const { stage } = event.payload;
      const name = stageName(PROJECT, own(state).planned?.plan ?? '', stage);
      const holder = world.houseState().reserved[name]?.run;
      must(holder === RUN, 'claims-held', () => `${stage} is begun, and ${holder ?? 'nobody'} has it`);
      return;
    }
    case 'stage.proved':
      checkRuns(world, event.payload.proof);
      return;
    case 'criteria.proved':
      if (event.payload.proof) checkRuns(world, event.payload.proof);
      return;
    case 'stage.settled':
      if (event.payload.as === 'verified') checkVerified(world, state, event.payload.stage);
      return;
    case 'stage.accepted': {
      const { gate, stage } = event.payload;
      const asked = state.gates.find((it) => it.gate.id === gate);
      const said = asked?.answer === 'approve' && asked.by?.kind === 'person';
      must(said, 'only-done-is-merged', () => `${stage} is accepted, and nobody said so`);
      return;
    }
    case 'union.started':
      for (const id of event.payload.stages) {
        const it = stageOf(state, id);
        must(
          it?.state === 'verified' || it?.state === 'accepted',
          'only-done-is-merged',
          () => `${id} is ${it?.state} and put together with others`,
        );
      }
      return;
    case 'union.proved': {
      const { n, proof } = event.payload;
      const union = own(state).unions.find((it) => it.n === n);
      if (proof.kind !== 'merged') return;
      for (const it of proof.checks) if (it.kind === 'command') happened(world, it.argv, it.ran, proof.head.tree);
      if (union) checkUnion(world, state, union.stages, proof.head.commit);
      return;
    }
    default:
  }
}

/** The recorded outcome of each command is that of its session on exactly that tree. */
function checkRuns(world: World, proof: StageProof): void {
  const tests = 'tree' in proof.tests ? proof.tests.tree : undefined;
  for (const it of proof.validators) {
    if (it.kind !== 'command') continue;
    happened(world, it.argv, it.head, proof.head.tree);
    happened(world, it.argv, it.base, proof.base.tree);
    happened(world, it.argv, it.tests, tests);
    happened(world, it.argv, it.again?.green, proof.head.tree);
  }
}

function happened({ checks, stages }: World, argv: readonly string[], ran: CheckRun | null | undefined, tree: string | undefined): void {
  if (ran?.kind !== 'exited' || tree === undefined) return;
  const files = stages.repository.files(tree);
  const known = [...checks.values()].some(
    (one) => one.argv.join(' ') === argv.join(' ') && one.code === ran.code && sameFiles(one.files, files),
  );
  must(known, 'proved', () => `${argv.join(' ')} is said to have come to ${ran.code} on ${tree}, and no session did`);
}

const sameFiles = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  [...b].every(([path, content]) => a.get(path) === content) && [...a.keys()].every((path) => b.has(path) || path.endsWith('/'));

/** Computes the proof again, from the content of the trees. */
function checkVerified({ checks, stages: { repository } }: World, state: RunState, id: string): void {
  const it = stageOf(state, id);
  const { sealed, proof, base, proposal } = it ?? {};
  must(sealed != null && proof != null && base != null, 'proved', () => `${id} is verified without a proof`);
  if (!it || !sealed || !proof || !base) return;
  const here = (): string => `${id}, attempt ${it.attempt},`;
  must(
    proof.head.commit === sealed.head.commit && proof.base.commit === base.commit,
    'proved',
    () => `${here()} has the proof of other commits`,
  );
  must(repository.snapshot(sealed.head.commit).tree === proof.head.tree, 'proved', () => `${here()} was proved on another tree`);
  must(proof.validators.length === it.stage.validators.length, 'proved', () => `${here()} has validators that nobody ran`);
  const changed = repository.changes(base.tree, sealed.head.tree).map(({ path }) => path);
  must(changed.length > 0, 'proved', () => `${here()} has changed nothing`);
  const scope = state.created.config.checks.scope;
  const belongs = pathTest(it.stage.files);
  const outside = changed.filter((path) => !belongs(path));
  const amended = new Set(proposal?.amend.map(({ path }) => path));
  must(
    outside.length === 0 || (scope === 'guide' && outside.every((path) => amended.has(path))),
    'proved',
    () => `${here()} changed ${outside}`,
  );
  must(!changed.includes(JUDGE), 'proved', () => `${here()} has changed its judge`);
  must(sealed.problems.length === 0, 'proved', () => `${here()} has problems: ${sealed.problems}`);
  const open = [...repository.files(sealed.head.tree)].filter(([, content]) => content.startsWith('<<<<<<<'));
  must(open.length === 0, 'proved', () => `${here()} leaves a conflict open in ${open.map(([path]) => path)}`);
  must(
    proof.validators.some((one) => proves(one, proof)),
    'proved',
    () => `${here()} is proved by nothing`,
  );
  const wrong = [...checks.values()].some((one) => one.wrong);
  if (wrong) return;
  const isTest = pathTest([...(it.stage.tests ?? []), JUDGE]);
  const tests = testsTree(repository, base, sealed.head, isTest);
  const trees = { head: sealed.head.tree, before: tests.kind === 'made' ? tests.at.tree : base.tree };
  const parts = it.stage.id.startsWith('fix-') ? [] : [it.stage.id];
  for (const part of parts) {
    must(holds(repository.files(trees.head), part).passes, 'proved', () => `${here()} does not hold`);
    must(!holds(repository.files(trees.before), part).passes, 'proved', () => `${here()} holds without the work, too`);
    must(repository.files(trees.head).has(PATHS.test(part)), 'proved', () => `${here()} has no test`);
  }
}

const passes = (ran: CheckRun | null | undefined): boolean => ran?.kind === 'exited' && ran.code === 0;
const fails = (ran: CheckRun | null | undefined): boolean => ran?.kind === 'exited' && ran.code !== 0;

/** Red for the tests without the work, green with it, and both twice. */
function proves(it: ValidatorProof, { tests }: StageProof): boolean {
  if (it.kind !== 'command' || !passes(it.head) || !passes(it.again?.green) || !fails(it.again?.red)) return false;
  return 'tree' in tests ? fails(it.tests) : fails(it.base);
}

/** The union is the base with the changes of these stages and nothing else. */
function checkUnion({ stages: { repository } }: World, state: RunState, ids: readonly string[], head: string): void {
  const all = own(state).stages;
  const heads = all.filter((it) => ids.includes(it.stage.id)).flatMap((it) => it.sealed?.head.commit ?? []);
  const history = repository.history(head);
  for (const it of heads) must(history.has(it), 'only-done-is-merged', () => `${it} is not in the union of ${ids}`);
  const allowed = new Set(heads.flatMap((it) => [...repository.history(it)]));
  for (const [ref, commit] of repository.refs) {
    const isWork = ref.startsWith(`refs/runs/${RUN}/stages/`);
    must(!isWork || !history.has(commit) || allowed.has(commit), 'only-done-is-merged', () => `${ref} is in the union of ${ids}`);
  }
  const files = repository.files(head);
  for (const it of all.filter((one) => ids.includes(one.stage.id)))
    for (const { path } of it.sealed?.changes ?? []) {
      const versions = all
        .filter((one) => ids.includes(one.stage.id))
        .map((one) => repository.files(one.sealed?.head.commit ?? '').get(path));
      must(versions.includes(files.get(path)), 'only-done-is-merged', () => `${path} of ${it.stage.id} is as nobody left it`);
    }
}

/** How long a stage may have no executor while the run is led and not paused. */
const OWNED_WITHIN = 90_000;

export type Owners = { check(world: World, state: RunState, led: boolean): void };

/** For a stage that cannot continue by itself there is a gate, another attempt, or it is given up; no other state lasts long. */
export function owners(): Owners {
  const since = new Map<string, number>();
  return {
    check({ time }, state, led) {
      const phase = runningPhase(state);
      const goesOn = phase?.template.key === KEY && !phase.overdue;
      const waits = goesOn ? own(state).stages.filter((it) => isNobodys(state, it)) : [];
      for (const key of [...since.keys()]) if (!waits.some((it) => keyOf(it) === key)) since.delete(key);
      for (const it of waits) {
        const began = since.get(keyOf(it)) ?? time.now();
        since.set(keyOf(it), led && state.paused === null && state.life.kind === 'executing' ? began : time.now());
        must(time.now() - began <= OWNED_WITHIN, 'requests-owned', () => `${it.stage.id} is ${it.state}, and nobody is asked`);
      }
    },
  };
}

const keyOf = ({ stage, attempt }: StageState): string => `${stage.id}.${attempt}`;
const OPEN: ReadonlySet<string> = new Set(['rejected', 'unproved', 'unavailable', 'interrupted']);

function isNobodys(state: RunState, it: StageState): boolean {
  if (!OPEN.has(it.state) || it.left !== null || it.again) return false;
  const { retries, onReject } = state.created.config.checks;
  const again = it.state === 'rejected' && it.rejections <= retries && !it.hopeless && (onReject === 'retry' || it.rejections === 0);
  if (again) return false;
  // A stage that merges its dependencies was appended.
  const by = it.conflict && own(state).fixes.findLast(({ resolves }) => resolves?.stage === it.conflict?.stage);
  const joins = by && stageOf(state, by.stage);
  if (joins && joins.left === null && joins.state !== 'unreachable' && joins.state !== 'skipped') return false;
  return !state.gates.some(({ gate: { about } }) => about.kind === 'stage' && about.stage === it.stage.id && about.attempt === it.attempt);
}

/** Stages that pass alone may fail together: a union counts as proved only if every command of every stage passed on it. */
function checkWhole(state: RunState): void {
  const told = integratedOf(own(state));
  const proof = own(state).unions.findLast((it) => it.of === 'all')?.proof;
  if (told?.state !== 'proved') return;
  const commands = proof?.kind === 'merged' ? proof.checks.filter((it) => it.kind === 'command') : [];
  for (const it of commands)
    must(passes(it.ran) || passes(it.again), 'proved-together', () => `${it.argv.join(' ')} of ${it.stage} is red`);
  for (const id of told.stages) {
    const asked = commands.filter((it) => it.stage === id).length;
    const wanted = stageOf(state, id)?.stage.validators.filter((it) => 'command' in it).length ?? 0;
    must(asked >= wanted, 'proved-together', () => `${asked} of ${wanted} commands of ${id} were run on the whole`);
  }
}

/** Called when the run has ended. */
export function checkStagesEnd({ stages }: World, state: RunState): void {
  const { repository, places } = stages;
  must(places.size === 0, 'places-removed', () => `${[...places.keys()]} outlive their run`);
  const { stages: all, unions } = own(state);
  for (const it of all) {
    const busy = ['claimed', 'working', 'proposed', 'verifying'].includes(it.state);
    must(!busy, 'one-end', () => `${it.stage.id} is ${it.state}, and its run has ended`);
    if (it.state !== 'verified' && it.state !== 'accepted') continue;
    const kept = it.sealed && repository.refs.get(stageRef(RUN, it.stage.id, it.attempt));
    must(kept !== null && kept === it.sealed?.head.commit, 'work-kept', () => `${it.stage.id} is ${it.state}, and its commit is not kept`);
  }
  checkWhole(state);
  const phase = state.phases.find((it) => it.template.key === KEY);
  if (phase?.state !== 'completed' || phase.overdue) return;
  const done = all.filter((it) => it.state === 'verified' || it.state === 'accepted').map((it) => it.stage.id);
  const whole = unions.findLast((it) => it.of === 'all');
  const told = whole !== undefined && done.every((id) => whole.stages.includes(id));
  must(done.length === 0 || told, 'work-kept', () => `${done} are done, and ${whole?.stages ?? 'nothing'} was put together`);
}
