// Votes on a plan and looks: who has not looked at what an item is about does not vote on it, and may only object.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EvidenceCheck, LookAtPlace, VerdictWord } from '../../../../contracts/findings/finding.ts';
import { Plan } from '../../../../contracts/plan/plan.ts';
import { PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import { filesOf, itemsOf } from '../../../../skills/phases/plan/voting/items.ts';
import { objectionsTo, tallyPlan } from '../../../../skills/phases/plan/voting/tally.ts';
import type { PlanAnswer } from '../../../../skills/phases/plan/voting/words.ts';
import { outputFor } from '../../../../skills/phases/work-kinds.ts';

const looks = suite('votes and looks');

const PLAN = Plan.parse(JSON.parse(outputFor('planning').example).plan);
const ITEMS = itemsOf(PLAN);
const DIGEST = 'd'.repeat(64);

/** Every item, with a look and a quote of the voter. */
const looking = (verdict: VerdictWord, look: LookAtPlace, checks: EvidenceCheck[] = []): PlanAnswer['verdicts'] =>
  ITEMS.map(({ id }) => ({ finding: id, verdict, basis: 'because', checks, look }));
const voted = (...by: PlanAnswer['verdicts'][]): PlanVerification =>
  PlanVerification.parse(
    tallyPlan({
      plan: PLAN,
      digest: DIGEST,
      pass: 0,
      answers: by.map((verdicts, n) => ({ seat: `voter#${n + 1}`, dispatch: `r-k3f7qa.d${n + 1}`, ...(verdicts ? { verdicts } : {}) })),
    }),
  );

looks('a vote needs a look at what the item is about, by its program, its word or a quote', () => {
  const blind = voted(looking('AGREE', 'none'));
  assert.equal(
    [blind.gate, blind.items[0]?.words[0]?.verdict, blind.items[0]?.words[0]?.note],
    ['aborted-non-result', 'ABSTAIN', 'agreed-without-looking'],
  );
  assert.equal([blind.voters[0]?.usable, blind.voters[0]?.reason], [false, 'showed no look at what the plan touches']);
  assert.is(voted(looking('AGREE', 'shown')).gate, 'passed');
  assert.is(voted(looking('AGREE', 'none', [{ outcome: 'found', path: 'a.js', line: 1 }])).gate, 'passed');
  assert.is(voted(looking('AGREE', 'none', [{ outcome: 'found', path: 'a.js', line: 1, told: true }])).gate, 'aborted-non-result');
  const claimed = voted(looking('AGREE', 'claimed'), looking('AGREE', 'shown'));
  assert.equal([claimed.gate, claimed.voters.map((it) => it.claimed)], ['passed', [true, undefined]]);
});

looks('an objection without a look blocks nothing, and is not lost', () => {
  const alone = voted(looking('DISAGREE', 'none'));
  assert.equal([alone.gate, alone.unchallenged], ['aborted-non-result', false]);
  assert.match(alone.clarifications[0]?.asks ?? '', 'No worker judged it. Do you accept it as it is?\nvoter#1 (without a look): because');
  const beside = voted(looking('AGREE', 'shown'), looking('DISAGREE', 'none'), looking('DISAGREE', 'none'));
  assert.equal([beside.gate, beside.items[0]?.state], ['passed-with-dissent', 'dissent']);
  assert.match(objectionsTo(beside)[0]?.title ?? '', '2 of 3 disagree');
  assert.is(voted(looking('AGREE', 'shown'), looking('DISAGREE', 'shown'), looking('DISAGREE', 'shown')).gate, 'blocked-by-disagreement');
});

looks('an item is about the files of its stage, and what is about the whole plan about those of all', () => {
  const [first] = PLAN.stages;
  if (!first) throw new Error('the example has no stage');
  const two = {
    stages: [
      { ...first, files: ['a.ts'] },
      { ...first, id: 'second', files: ['b/**', 'a.ts'] },
    ],
  };
  assert.equal(filesOf(two, 'P-STP-1.2'), ['a.ts']);
  assert.equal(filesOf(two, 'P-VAL-2'), ['b/**', 'a.ts']);
  for (const whole of ['P-OPT-1', 'P-RBK-1', 'P-REQ-1', 'P-VAL-3']) assert.equal(filesOf(two, whole), ['a.ts', 'b/**'], whole);
});

looks.run();
