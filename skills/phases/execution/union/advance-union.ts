// What happens when no stage can continue by itself: the finished ones are merged and proved as a whole. If the union is red, the
// stage that breaks it is found and a new stage fixes it; if it is green, it is compared with the plan's criteria.

import type { SharedEvent } from '../../../../contracts/run/run-event.ts';
import { digestOfJson } from '../../../../runtime/canonical.ts';
import { outcomeOf } from '../../../../validators/proof/outcome.ts';
import { GIVE_UP_AFTER } from '../../../dispatch/retry.ts';
import { effectKey } from '../../../run/effect-key.ts';
import { openGate } from '../../../run/gates/gates.ts';
import { listedUpTo } from '../../../wording/numbers.ts';
import type { Turn } from '../../phase.ts';
import type { Executed, Union } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import { searchBreak } from './bisect.ts';
import { wasTried } from './conflict.ts';
import { conflictFix, fixOf, MOST_FIXES, unmetFix } from './fix-stage.ts';
import { colourOfUnion } from './judge-union.ts';
import { inOrder, sameStages } from './order.ts';

type UnionTurn = Turn<Executed, Record<never, never>>;
type Step = (SharedEvent | Event)[];

/** Used in the key of the effect that proves them; no stage can have this name. */
export const CRITERIA = '*criteria';
/** The gate about criteria that are not met. */
const UNMET = 'unmet-criteria';

/** How often everything is merged again if a command could not be run. */
const MOST_TRIES = 3;

/** The newest union of exactly what is done now. */
export function wholeOf(own: Executed): Union | undefined {
  const done = inOrder(own).map((it) => it.stage.id);
  return own.unions.findLast((it) => it.of === 'all' && sameStages(it.stages, done));
}

/** The next step, or `over` if nothing is left to do. */
export function advanceUnion(turn: UnionTurn): Step | 'over' {
  const { key, own } = turn;
  const done = inOrder(own).map((it) => it.stage.id);
  if (done.length === 0) return 'over';
  const pending = own.unions.find((it) => !it.proof);
  if (pending) return stuck(turn, pending);
  const whole = wholeOf(own);
  if (!whole?.proof) return [started(own, key, done, 'all')];
  switch (colourOfUnion(whole.proof)) {
    case 'green':
      return criteria(turn, whole);
    case 'unavailable': {
      const tries = own.unions.filter((it) => it.of === 'all' && sameStages(it.stages, done)).length;
      return whole.proof.kind === 'unavailable' || tries >= MOST_TRIES ? 'over' : [started(own, key, done, 'all')];
    }
    case 'red':
      return fix(turn, whole);
    case 'conflict':
      return resolve(turn, whole);
  }
}

const started = ({ unions }: Executed, phase: string, stages: string[], of: Union['of']): Event => ({
  type: 'union.started',
  payload: { phase, n: unions.length + 1, stages, of },
});

/** Steps that the program itself failed to do after many tries. */
function stuck({ run, key }: UnionTurn, { n }: Union): Step {
  const failure = run.failures[effectKey('prove-union', key, n)];
  if (!failure || failure.counted < GIVE_UP_AFTER) return [];
  return [{ type: 'union.proved', payload: { phase: key, n, proof: { kind: 'unavailable', why: failure.message } } }];
}

function fix({ key, own }: UnionTurn, whole: Union): Step | 'over' {
  const search = searchBreak(own, whole);
  if (!search) return 'over';
  if (search.kind === 'try') return [started(own, key, search.stages, 'some')];
  const tried = own.fixes.some((it) => it.union === whole.n);
  return tried || own.fixes.length >= MOST_FIXES ? 'over' : [fixOf(own, key, search)];
}

/** Both sides are verified, which is final, so a separate stage merges them. */
function resolve({ key, own }: UnionTurn, { proof, stages }: Union): Step | 'over' {
  if (proof?.kind !== 'conflict' || own.fixes.length >= MOST_FIXES || wasTried(own, proof)) return 'over';
  const { stage, paths, hunks = [], with: other = null } = proof;
  const order = inOrder(own).map((it) => it.stage.id);
  const upTo = order.slice(0, order.indexOf(stage) + 1).filter((id) => stages.includes(id));
  return [conflictFix(own, key, { stage, with: other, paths, hunks }, other === null ? upTo : [other, stage])];
}

/** Each criterion is checked once on this union, and reported once when it is first met. */
function criteria(turn: UnionTurn, whole: Union): Step | 'over' {
  const { run, key, own } = turn;
  const acceptance = own.planned?.acceptance ?? [];
  if (acceptance.length === 0) return 'over';
  if (!whole.criteria) {
    const failure = run.failures[effectKey('prove-stage', CRITERIA, whole.n)];
    if (!failure || failure.counted < GIVE_UP_AFTER) return [];
    return [{ type: 'criteria.proved', payload: { phase: key, n: whole.n, proof: null, why: failure.message } }];
  }
  const met = metIn(whole);
  const fresh = acceptance.flatMap(({ description }, at) =>
    met.includes(at + 1) && !own.met.includes(at + 1)
      ? [{ type: 'criterion.met' as const, payload: { phase: key, criterion: at + 1, description } }]
      : [],
  );
  if (fresh.length > 0) return fresh;
  const unmet = acceptance.flatMap((_, at) => (met.includes(at + 1) ? [] : [at + 1]));
  return unmet.length === 0 ? 'over' : request(turn, whole, unmet);
}

/** The numbers of the criteria whose validator passes on the whole change. */
export const metIn = ({ criteria: it }: Union): number[] =>
  (it?.proof?.validators ?? []).flatMap((proof, at) => (HOLDS.has(outcomeOf(proof).kind) ? [at + 1] : []));

/** `vacuous` (its test files alone make it pass) is a concern of the stages; the whole change passes anyway. */
const HOLDS: ReadonlySet<string> = new Set(['proves', 'guards', 'vacuous']);

function request(turn: UnionTurn, whole: Union, unmet: readonly number[]): Step | 'over' {
  const { run, key, own, at } = turn;
  if (run.created.task.approvals === 'auto') return 'over';
  const shown = digestOfJson([UNMET, whole.stages, whole.n, unmet]);
  const asked = run.gates.findLast(
    ({ gate }) => gate.phase === key && gate.about.kind === 'phase' && gate.about.name === UNMET && gate.shown === shown,
  );
  if (asked) {
    if (asked.answer === 'approve') return 'over';
    // If the fix was not done, the same question is not asked again.
    if (asked.answer !== 'request-changes') return [];
    if (own.fixes.some((it) => it.union === whole.n)) return 'over';
    return [unmetFix(own, key, unmet, asked.comment ?? '')];
  }
  const words = unmet.map((n) => `${n}. ${own.planned?.acceptance[n - 1]?.description ?? ''}`);
  return [
    openGate(
      run,
      {
        phase: key,
        about: { kind: 'phase', name: UNMET },
        asks: 'The stages are done, and the plan’s criteria are not met. What now?',
        why: `not met on the whole change: ${listedUpTo(words, 10)}`,
        offers: [
          { answer: 'request-changes', does: 'adds a stage that must meet them, with your comment (-m) in its goal' },
          { answer: 'approve', does: 'accepts the work as it is; the report says what is not met' },
          { answer: 'reject', does: 'ends the run' },
          { answer: 'abort', does: 'ends the run' },
        ],
        shown,
      },
      at,
    ),
  ];
}
