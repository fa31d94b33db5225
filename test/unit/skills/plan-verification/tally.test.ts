// Counting votes on a plan: every combination of up to four voters against the table of the protocol, and properties that hold for all
// votes.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { VERDICTS, type VerdictWord } from '../../../../contracts/findings/finding.ts';
import { Plan } from '../../../../contracts/plan/plan.ts';
import { type ItemState, PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import { Carried } from '../../../../contracts/run/run-event.ts';
import { itemsOf } from '../../../../skills/phases/plan/voting/items.ts';
import { mayApprove, objectionsTo, offersFor, tallyPlan } from '../../../../skills/phases/plan/voting/tally.ts';
import type { PlanAnswer } from '../../../../skills/phases/plan/voting/words.ts';
import { outputFor } from '../../../../skills/phases/work-kinds.ts';

const taking = suite('a plan taken apart');
const counting = suite('words on a plan, counted');
const following = suite('what follows from a verification');

const PLAN = Plan.parse(JSON.parse(outputFor('planning').example).plan);
const ITEMS = itemsOf(PLAN);
const DIGEST = 'd'.repeat(64);

/** One voter: what it says of each item, or that it failed. */
type Said = 'failed' | Partial<Record<string, VerdictWord>>;

const answer = (said: Said, n: number): PlanAnswer => ({
  seat: `voter#${n + 1}`,
  dispatch: `r-k3f7qa.d${n + 1}`,
  ...(said === 'failed'
    ? { failed: 'deadline' }
    : {
        verdicts: Object.entries(said).flatMap(([finding, verdict]) =>
          verdict === undefined ? [] : [{ finding, verdict, basis: `because ${n + 1}`, checks: [] }],
        ),
      }),
});
const tally = (...said: Said[]): PlanVerification =>
  PlanVerification.parse(tallyPlan({ plan: PLAN, digest: DIGEST, pass: 0, answers: said.map(answer) }));
const onAll = (verdict: VerdictWord): Said => Object.fromEntries(ITEMS.map(({ id }) => [id, verdict]));
const item = (it: PlanVerification, id: string) => it.items.find(({ item: { id: own } }) => own === id);

taking('is split by rule, and the number of a stage is in the ids of everything that belongs to it', () => {
  const [first] = PLAN.stages;
  if (!first) throw new Error('the example has no stage');
  const two = { ...PLAN, stages: [first, { ...first, id: 'second', dependsOn: [first.id] }] };
  assert.equal(
    itemsOf(two).map(({ id }) => id),
    [
      'P-OPT-1',
      'P-OPT-2',
      'P-STG-1',
      'P-STP-1.1',
      'P-STP-1.2',
      'P-VAL-1',
      'P-STG-2',
      'P-STP-2.1',
      'P-STP-2.2',
      'P-DEP-2',
      'P-VAL-2',
      'P-VAL-3',
      'P-RBK-1',
      'P-REQ-1',
    ],
  );
  const text = (id: string) => itemsOf(two).find((it) => it.id === id)?.text ?? '';
  assert.match(text('P-OPT-1'), 'recommended');
  assert.not.match(text('P-OPT-2'), 'recommended');
  assert.is(text('P-DEP-2'), `second begins only when ${first.id} is done`);
  assert.match(text('P-VAL-1'), 'test-pass test (["npm","test"])');
  assert.match(text('P-REQ-1'), `F-001 is covered by ${first.id}`);
});

taking('keeps each item within its length', () => {
  const long = itemsOf({ ...PLAN, rollback: `${'😀'.repeat(20_000)}` }).find(({ id }) => id === 'P-RBK-1');
  assert.ok((long?.text.length ?? 0) <= 16_384 && long?.text.isWellFormed());
});

/** The table of 03 §5 for one item, written a second time: [usable, against] → state. */
const TABLE: Readonly<Record<string, ItemState>> = {
  '0,0': 'not-examined',
  '1,0': 'agreed',
  '1,1': 'blocked',
  '2,0': 'agreed',
  '2,1': 'dissent',
  '2,2': 'blocked',
  '3,0': 'agreed',
  '3,1': 'dissent',
  '3,2': 'blocked',
  '3,3': 'blocked',
  '4,0': 'agreed',
  '4,1': 'dissent',
  '4,2': 'dissent',
  '4,3': 'blocked',
  '4,4': 'blocked',
};
const SAYINGS = [...VERDICTS, undefined, 'failed'] as const;
type Saying = (typeof SAYINGS)[number];

const combinations = (n: number): Saying[][] =>
  n === 0 ? [[]] : combinations(n - 1).flatMap((some) => SAYINGS.map((it) => [...some, it]));
const isUsable = (it: Saying) => it === 'AGREE' || it === 'DISAGREE' || it === 'SUPPLEMENT';
const stateFor = (said: readonly Saying[]): ItemState | undefined =>
  TABLE[`${said.filter(isUsable).length},${said.filter((it) => it === 'DISAGREE').length}`];

counting('every combination of up to four voters on one item, against the table', () => {
  const ID = 'P-STG-1';
  for (const n of [1, 2, 3, 4]) {
    for (const combination of combinations(n)) {
      const said = combination.map((it): Said => (it === 'failed' ? it : { [ID]: it }));
      const { gate, items, voters, unchallenged } = tallyPlan({ plan: PLAN, digest: DIGEST, pass: 0, answers: said.map(answer) });
      const shown = combination.join(' ');
      const state = stateFor(combination);
      const own = items.find((it) => it.item.id === ID);
      assert.is(own?.state, state, shown);
      assert.is(
        gate,
        state === 'not-examined'
          ? 'aborted-non-result'
          : state === 'blocked'
            ? 'blocked-by-disagreement'
            : state === 'dissent'
              ? 'passed-with-dissent'
              : 'passed',
        shown,
      );
      assert.is(own?.words.length, combination.filter((it) => it !== 'failed').length, shown);
      assert.is(voters.filter((it) => it.usable).length, combination.filter(isUsable).length, shown);
      assert.is(unchallenged, combination.filter(isUsable).length === 1, shown);
    }
  }
});

counting('one blocked item blocks the plan; otherwise a single dissent is reported', () => {
  const all = onAll('AGREE') as Record<string, VerdictWord>;
  const against = { ...all, 'P-STP-1.2': 'DISAGREE' as const };
  assert.is(tally(all, all).gate, 'passed');
  assert.is(tally(all, against).gate, 'passed-with-dissent');
  assert.is(tally(all, against, against).gate, 'blocked-by-disagreement');
  assert.is(tally(all, against, { 'P-STP-1.2': 'DISAGREE' }).gate, 'blocked-by-disagreement');
});

counting('without voters, or without a usable vote, there is no result', () => {
  for (const said of [[], ['failed'], ['failed', 'failed'], [{}], [onAll('ABSTAIN'), onAll('DUPLICATE')]] as Said[][]) {
    const it = tally(...said);
    assert.equal([it.gate, it.unchallenged], ['aborted-non-result', false]);
    assert.ok(it.items.every(({ state }) => state === 'not-examined'));
  }
});

counting('a verdict that does not suit a plan is an abstention with its reason; a failed voter has no vote', () => {
  const it = tally({ 'P-STG-1': 'WITHDRAW', 'P-RBK-1': 'DUPLICATE', 'P-OPT-1': 'ABSTAIN', 'P-OPT-2': 'SUPPLEMENT' }, 'failed');
  const word = (id: string) => item(it, id)?.words.map(({ seat, verdict, note }) => [seat, verdict, note]);
  assert.equal(word('P-STG-1'), [['voter#1', 'ABSTAIN', 'nothing-to-withdraw']]);
  assert.equal(word('P-RBK-1'), [['voter#1', 'ABSTAIN', 'no-duplicates-in-a-plan']]);
  assert.equal(word('P-OPT-1'), [['voter#1', 'ABSTAIN', undefined]]);
  assert.equal(word('P-OPT-2'), [['voter#1', 'SUPPLEMENT', undefined]]);
  assert.equal(word('P-REQ-1'), [['voter#1', 'ABSTAIN', 'no-answer']]);
  assert.equal(
    it.voters.map(({ usable, reason }) => [usable, reason]),
    [
      [true, 'answered'],
      [false, 'deadline'],
    ],
  );
});

counting('of two votes on one item in one result the later one counts', () => {
  const twice = (['AGREE', 'DISAGREE'] as const).map((verdict) => ({ finding: 'P-STG-1', verdict, basis: 'b', checks: [] }));
  const it = tallyPlan({ plan: PLAN, digest: DIGEST, pass: 1, answers: [{ seat: 'a', dispatch: 'r-k3f7qa.d1', verdicts: twice }] });
  assert.equal([it.gate, it.pass, item(it, 'P-STG-1')?.words.length], ['blocked-by-disagreement', 1, 1]);
});

counting('blocked and unexamined items raise questions that block approval; dissent raises ones that do not', () => {
  const it = tally(
    { 'P-STG-1': 'DISAGREE', 'P-RBK-1': 'DISAGREE', 'P-OPT-1': 'AGREE' },
    { 'P-STG-1': 'DISAGREE', 'P-RBK-1': 'AGREE', 'P-OPT-1': 'AGREE' },
  );
  const row = (id: string) => it.clarifications.find((one) => one.item === id);
  assert.equal([row('P-STG-1')?.blocks, row('P-STG-1')?.raisedBy], ['approval', ['voter#1', 'voter#2']]);
  assert.equal([row('P-RBK-1')?.blocks, row('P-RBK-1')?.raisedBy], ['nothing', ['voter#1']]);
  assert.equal([row('P-VAL-1')?.blocks, row('P-VAL-1')?.raisedBy], ['approval', []]);
  assert.is(row('P-OPT-1'), undefined);
  assert.match(row('P-STG-1')?.asks ?? '', 'voter#2: because 2');
  assert.is(new Set(it.clarifications.map(({ id }) => id)).size, it.clarifications.length);
});

const anySaid = fc.oneof(
  fc.constant('failed' as const),
  fc
    .array(fc.option(fc.constantFrom(...VERDICTS), { nil: undefined }), { minLength: ITEMS.length, maxLength: ITEMS.length })
    .map((words) => Object.fromEntries(ITEMS.map(({ id }, at) => [id, words[at]]))),
);

counting('for any votes: failures and abstentions change no state, order does not matter, one more objection never helps', () => {
  const rank = { 'agreed': 0, 'not-examined': 0, 'dissent': 1, 'blocked': 2 } as const;
  fc.assert(
    fc.property(fc.array(anySaid, { maxLength: 6 }), (said) => {
      const it = tally(...said);
      const states = it.items.map(({ state }) => state);
      assert.equal(
        tally(...said, 'failed', onAll('ABSTAIN'), {}).items.map(({ state }) => state),
        states,
      );
      assert.equal(
        tally(...said.toReversed()).items.map(({ state }) => state),
        states,
      );
      const worse = tally(...said, onAll('DISAGREE')).items.map(({ state }) => state);
      assert.ok(worse.every((state, at) => rank[state] >= rank[states[at] ?? 'agreed'] && rank[state] > 0));
      assert.is(it.clarifications.length, states.filter((state) => state !== 'agreed').length);
      for (const { blocks, item: id } of it.clarifications) assert.is(blocks === 'nothing', item(it, id)?.state === 'dissent');
    }),
    { numRuns: 200 },
  );
});

following('approving is offered only if the plan passed, and says what it implies', () => {
  const all = onAll('AGREE');
  const answers = (it: PlanVerification) => offersFor(it).map((offer) => offer.answer);
  for (const passed of [tally(all), tally(all, all, onAll('DISAGREE')), tally({ 'P-STG-1': 'AGREE' })]) {
    assert.ok(mayApprove(passed));
    assert.equal(answers(passed), ['approve', 'request-changes', 'reject', 'abort']);
  }
  for (const not of [tally(), tally(onAll('DISAGREE'))]) {
    assert.not(mayApprove(not));
    assert.equal(answers(not), ['request-changes', 'verify-again', 'abort']);
  }
  const does = (it: PlanVerification) => offersFor(it)[0]?.does ?? '';
  assert.match(does(tally(all, all, onAll('DISAGREE'))), 'despite the dissent');
  assert.match(does(tally({ 'P-STG-1': 'AGREE' })), 'what no worker judged: P-OPT-1, P-OPT-2');
  assert.not.match(does(tally(all)), 'no worker judged');
});

following('every objection is passed on, blocking ones first, with its item', () => {
  const it = tally({ 'P-OPT-1': 'DISAGREE', 'P-RBK-1': 'DISAGREE' }, { 'P-OPT-1': 'AGREE', 'P-RBK-1': 'DISAGREE' });
  const carried = objectionsTo(it).map((one) => Carried.parse(one));
  assert.equal(
    carried.map(({ title }) => title),
    ['P-RBK-1: 2 of 2 disagree, which blocks the plan', 'P-OPT-1: 1 of 2 disagrees'],
  );
  assert.match(carried[0]?.text ?? '', PLAN.rollback);
  assert.match(carried[0]?.text ?? '', 'voter#2 disagrees: because 2');
  assert.equal(objectionsTo(tally(onAll('AGREE'))), []);
});

following('if there are too many objections to pass on, they are at least named', () => {
  const [first] = PLAN.stages;
  if (!first) throw new Error('the example has no stage');
  const plan = { ...PLAN, stages: Array.from({ length: 200 }, (_, n) => ({ ...first, id: `s${n}` })) };
  const verdicts = itemsOf(plan).map(({ id }) => ({ finding: id, verdict: 'DISAGREE' as const, basis: 'x'.repeat(16_000), checks: [] }));
  const it = tallyPlan({ plan, digest: DIGEST, pass: 0, answers: [{ seat: 'a', dispatch: 'r-k3f7qa.d1', verdicts }] });
  const carried = objectionsTo(PlanVerification.parse(it)).map((one) => Carried.parse(one));
  assert.ok(carried.length <= 200);
  assert.match(carried.at(-1)?.text ?? '', 'P-REQ-1');
});

taking.run();
counting.run();
following.run();
