// Decides the outcome of an attempt at a stage, from what was committed and what its validators showed. Deterministic, so anyone
// who doubts it can judge again.

import type { Config } from '../../../contracts/config.ts';
import type { Stage } from '../../../contracts/plan/plan.ts';
import type { ShownProof } from '../../../contracts/plan/plan-execution.ts';
import type { CheckRun, StageProof, ValidatorProof } from '../../../contracts/plan/proof.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { isJudgeFile } from '../../../validators/proof/judge-files.ts';
import { type Colour, colourOf, type Outcome, outcomeOf } from '../../../validators/proof/outcome.ts';
import { testFileTest } from '../../../validators/proof/test-files.ts';
import { listedUpTo } from '../../wording/numbers.ts';
import { validatorText } from '../plan/voting/items.ts';
import type { StageState } from './life/stage-state.ts';
import type { Event } from './memory.ts';

type Settled = Omit<Extract<Event, { type: 'stage.settled' }>['payload'], 'phase' | 'stage' | 'attempt'>;
type Sealed = NonNullable<StageState['sealed']>;

const LISTED = 12;

/** Before anything is run: reasons to reject it. `beside`: stages that may run at the same time. */
export function judgeSealed(
  { stage, sealed, proposal, replayed }: StageState,
  scope: Config['checks']['scope'],
  beside: readonly Stage[],
): Settled | undefined {
  if (!sealed) return undefined;
  const amended = new Set(proposal?.amend.map((it) => it.path));
  const unexplained = sealed.outside.filter((path) => scope === 'fence' || !amended.has(path));
  const reasons = [
    ...sealed.problems,
    ...(sealed.changes.length === 0 && !replayed?.there ? ['Nothing was changed in the workplace.'] : []),
    ...(unexplained.length > 0
      ? [
          `Files outside the stage were changed${scope === 'fence' ? '' : ', and `amend` gives no reason'}: ${listedUpTo(unexplained, LISTED)}. The stage may change ${stage.files.join(', ')}.`,
        ]
      : []),
    // No reason justifies it if two stages change the same file.
    ...beside.flatMap(({ id, files }) => {
      const belongs = pathTest(files);
      const theirs = sealed.outside.filter((path) => belongs(path) && !unexplained.includes(path));
      return theirs.length === 0
        ? []
        : [`Files of ${id}, which may run at the same time, were changed: ${listedUpTo(theirs, LISTED)}. Leave them to that stage.`];
    }),
  ];
  return reasons.length > 0 ? { as: 'rejected', reasons, asks: [] } : undefined;
}

export function judgeStage(state: StageState, proof: StageProof, scope: Config['checks']['scope']): Settled {
  const { replayed } = state;
  if (!replayed) return judgeWork(state, proof, scope);
  const again = replayed.there ? judgeThere(proof, replayed.run) : judgeWork(state, proof, scope);
  if (again.as === 'verified') return again;
  return notTakenOver(replayed.run, [...again.reasons, ...again.asks]);
}

/** An executor then does it again, and the failed reuse does not count as an attempt. */
export const notTakenOver = (run: string, reasons: readonly string[]): Settled => ({
  as: 'rejected',
  reasons: [`What ${run} verified does not hold on this base.`, ...reasons],
  asks: [],
  declined: true,
});

/** All of an earlier run's work is already in the base, so nothing can be red without it: it only has to pass, as it did there. */
function judgeThere({ validators }: StageProof, run: string): Settled {
  const wrong = validators.flatMap((it) => {
    const outcome = outcomeOf(it);
    const holds = it.kind === 'files' || (it.kind === 'artifact' ? it.is === 'file' : HOLDS.has(outcome.kind));
    return holds ? [] : [`${sentence(it, outcome)}${endOf(it, outcome)}`];
  });
  if (wrong.length > 0) return { as: 'rejected', reasons: wrong, asks: [] };
  return { as: 'verified', reasons: [`${run} proved it; its work is part of the base, and its validators hold here.`], asks: [] };
}

const HOLDS: ReadonlySet<Outcome['kind']> = new Set(['proves', 'guards', 'vacuous']);

function judgeWork(state: StageState, proof: StageProof, scope: Config['checks']['scope']): Settled {
  const { stage, sealed, proposal } = state;
  const all = proof.validators.map((it) => ({ it, outcome: outcomeOf(it) }));
  const told = (kinds: readonly Outcome['kind'][]): string[] =>
    all.filter(({ outcome }) => kinds.includes(outcome.kind)).map(({ it, outcome }) => sentence(it, outcome));
  const ownJudge = isItsOwnJudge(state, proof);
  const failed = all.filter(({ outcome }) => outcome.kind === 'fails' || (outcome.kind === 'vacuous' && !ownJudge));
  if (failed.length > 0) {
    const hopeless = failed.every(({ outcome }) => outcome.kind === 'fails' && outcome.same);
    const reasons = failed.map(({ it, outcome }) => `${sentence(it, outcome)}${endOf(it, outcome)}`);
    return { as: 'rejected', reasons, asks: [], ...(hopeless ? { hopeless: true as const } : {}) };
  }
  const unavailable = told(['unavailable']);
  if (unavailable.length > 0) return { as: 'unavailable', reasons: unavailable, asks: [] };
  const proves = all.some(({ outcome }) => outcome.kind === 'proves');
  const exempt = stage.tddExemption !== undefined && stage.tddExemption.trim() !== '';
  // A command that is red before a file goes and green afterwards shows that it had to go.
  const forPerson = all.filter(({ it, outcome }) => outcome.kind === 'asks' && !(proves && it.kind === 'files'));
  const asks = [
    ...forPerson.map(({ it, outcome }) => sentence(it, outcome)),
    ...told(ownJudge ? ['vacuous'] : []),
    ...judgesTouched(proof, stage.files),
    ...judgesTurned(proof, stage.files),
    ...testsLost(proof),
    ...testsRewritten(proof),
    ...silenced(proof, exempt),
    ...(scope === 'ask' ? amendments(sealed, proposal) : []),
  ];
  if (!proves && !exempt) return { as: 'unproved', reasons: ['Nothing proves the work.', ...told(['guards'])], asks };
  return asks.length > 0 ? { as: 'unproved', reasons: ['A person has to look at it.'], asks } : { as: 'verified', reasons: [], asks: [] };
}

/**
 * All that the tests tree has of the work is a program that the command runs and that the stage names by its exact path. Whether
 * that is the product or its test cannot be known, and another attempt would be no better.
 */
function isItsOwnJudge({ stage, sealed }: StageState, { judges }: StageProof): boolean {
  const isTest = testFileTest(stage.tests);
  if (judges.length === 0 || judges.some((it) => isJudgeFile(it) || !stage.files.includes(it))) return false;
  return !(sealed?.changes ?? []).some(({ path }) => isTest(path));
}

/** A stage whose approved files name that exact path was meant to change it; a glob does not count. */
function judgesTouched({ judges }: StageProof, files: readonly string[]): string[] {
  const touched = judges.filter((it) => !files.includes(it));
  if (touched.length === 0) return [];
  return [`touches-its-judge: it changed what decides whether it passes: ${listedUpTo(touched, LISTED)}`];
}

/** A stage that names such a file was meant to change it, but not to be judged by less; a file that it does not name is told anyway. */
function judgesTurned({ turned = [] }: StageProof, files: readonly string[]): string[] {
  const named = turned.filter((it) => files.some((path) => it.startsWith(`${path}: `)));
  return named.length === 0
    ? []
    : [`touches-its-judge: it changed which checks are run, or how strict they are: ${listedUpTo(named, LISTED)}`];
}

/** A stage that names the file was meant to change it, but not to lose tests: only a person can say whether it may. */
const testsLost = ({ lostTests = [] }: StageProof): string[] =>
  lostTests.length === 0
    ? []
    : [`loses-tests: tests that were there are gone, left out, emptied or changed: ${listedUpTo(lostTests, LISTED)}`];

/** If it was red before, the tests that made it so were there; with other lines in them, they may be why it is green. */
function testsRewritten({ validators, rewrittenTests = [] }: StageProof): string[] {
  const wasRed = validators.some((it) => it.kind === 'command' && colourOf(it.base, 'other') === 'fails');
  return wasRed && rewrittenTests.length > 0
    ? [`rewrites-tests: it was red before, and lines of existing tests are not as they were: ${listedUpTo(rewrittenTests, LISTED)}`]
    : [];
}

/** Only if what proves the work could be green because of it: a linter, a build, a test that was red before. */
function silenced({ validators, looksAway = [], ends = [], knowsJudge = [] }: StageProof, exempt: boolean): string[] {
  const proving = validators.filter((it) => it.kind === 'command' && outcomeOf(it).kind === 'proves');
  const byOthers = exempt || proving.some((it) => it.spec.kind !== 'test-pass' || (it.kind === 'command' && it.tests === null));
  return [
    ...(looksAway.length > 0 && byOthers
      ? [`silences-its-judge: it tells a check to ignore something: ${listedUpTo(looksAway, LISTED)}`]
      : []),
    ...(ends.length > 0 && proving.length > 0
      ? [`ends-its-judge: a check that loads this may end before it has checked anything: ${listedUpTo(ends, LISTED)}`]
      : []),
    ...(knowsJudge.length > 0 && proving.length > 0
      ? [`knows-its-judge: it asks whether a test or CI runs it, and may do its work only there: ${listedUpTo(knowsJudge, LISTED)}`]
      : []),
  ];
}

function amendments(sealed: Sealed | null, proposal: StageState['proposal']): string[] {
  const why = new Map(proposal?.amend.map((it) => [it.path, it.reason]));
  return (sealed?.outside ?? []).map((path) => `It changed ${path}, which is outside the stage: ${why.get(path) ?? 'no reason given'}`);
}

const sentence = (it: ValidatorProof, { kind, why }: Outcome): string => `${proofText(it)} ${VERBS[kind]}: ${why}.`;

const VERBS: Record<Outcome['kind'], string> = {
  proves: 'proves it',
  guards: 'shows nothing new',
  fails: 'fails',
  vacuous: 'shows nothing',
  unavailable: 'could not be run',
  asks: 'is for a person',
};

/** A validator as text, with the command that was run. */
const proofText = (it: ValidatorProof): string =>
  validatorText(it.spec, { commands: it.kind === 'command' && 'command' in it.spec ? { [it.spec.command]: it.argv } : {} });

function endOf(it: ValidatorProof, { kind }: Outcome): string {
  if (it.kind !== 'command' || kind !== 'fails' || it.head.kind === 'not-run') return '';
  return it.head.end.trim() === '' ? ' It printed nothing.' : ` The end of what it printed:\n${it.head.end}`;
}

export const shownProofs = ({ validators }: StageProof): ShownProof[] =>
  validators.map((it) => {
    const outcome = outcomeOf(it);
    const argv = it.kind === 'command' ? it.argv : [];
    return { validator: proofText(it), argv, ...coloursOf(it), outcome: outcome.kind, why: outcome.why };
  });

function coloursOf(it: ValidatorProof): Pick<ShownProof, 'b' | 't' | 'h'> {
  if (it.kind !== 'command') return { b: '–', t: '–', h: '–' };
  const on = (ran: CheckRun | null, where: 'head' | 'other'): Colour | '–' => (ran === null ? '–' : colourOf(ran, where));
  return { b: on(it.base, 'other'), t: on(it.tests, 'other'), h: on(it.head, 'head') };
}
