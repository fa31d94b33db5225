// A plan that is judged again, approved without a person, or left with too few voices.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewRun } from '../../../../../daemon/lead/run/view-run.ts';
import { contributionsTo } from '../../../../../skills/phases/turns.ts';
import { ANSWER, file, seen } from '../../../skills/dispatch/situation.ts';
import { attemptEnded, seat, short, started } from '../test-run.ts';
import { answer, asked, brings, d, offers, PLAN, PLANNER, planRun, says, starts, voted } from './plan-fixture.ts';

const test = suite('a plan, again');

test('is rewritten for a person, with the comment and all earlier ones', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  voted(run, 2);
  answer(run, 1, 'request-changes', 'smaller');
  assert.equal(asked(run).slice(3), ['author 1/2']);
  assert.is(viewRun(run.state()).status, 'planning');
  assert.equal(run.state().dispatches[3]?.carries, [{ from: 'person', title: 'Changes to make in the plan', text: 'smaller' }]);
  // The very same plan once more: it is asked about again.
  brings(run, 4, { plan: PLAN });
  assert.equal(asked(run).slice(4), ['first 1/3', 'second 1/3']);
  voted(run, 5);
  assert.is(run.state().gates.length, 2);
  answer(run, 2, 'request-changes', 'smaller still');
  assert.equal(
    run
      .state()
      .dispatches.at(-1)
      ?.carries.map((it) => it.text),
    ['smaller', 'smaller still'],
  );
});

test('to which more than half object is rewritten once by itself, and then waits for a person', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  voted(run, 2, 'DISAGREE');
  assert.equal(asked(run).slice(3), ['author 1/2']);
  assert.match(
    run
      .state()
      .dispatches[3]?.carries.map((it) => it.text)
      .join() ?? '',
    'first disagrees: it is DISAGREE',
  );
  brings(run, 4, { plan: { ...PLAN, goal: 'It works better' } });
  voted(run, 5, 'DISAGREE');
  assert.equal(offers(run), ['request-changes', 'verify-again', 'abort']);
  assert.is(run.state().dispatches.length, 6);
});

test('is judged again as often as a person says so', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  voted(run, 2, 'DISAGREE');
  brings(run, 4, { plan: PLAN });
  voted(run, 5, 'DISAGREE');
  for (const [nth, from] of [
    [1, 7],
    [2, 9],
  ] as const) {
    answer(run, nth, 'verify-again');
    assert.is(run.state().dispatches.length, from + 1);
    assert.is(viewRun(run.state()).status, 'planning');
    voted(run, from, nth === 1 ? 'DISAGREE' : 'AGREE');
    assert.is(run.state().gates.length, nth + 1, 'and asked about again');
  }
  assert.is(contributionsTo(run.state()).plan?.verification?.gate, 'passed');
  assert.equal(short(answer(run, 3, 'approve')).slice(0, 2), ['gate.answered', 'plan.approved']);
});

test('needs no approval if the task says so and everybody agreed', () => {
  const run = planRun({ approvals: 'auto' });
  brings(run, 1, { plan: PLAN });
  const events = voted(run, 2);
  assert.equal(short(events).slice(-4), ['plan.verified', 'plan.approved', 'phase.ended', 'run.concluding done']);
  assert.is(run.state().gates.length, 0);
});

test('needs a person’s approval anyway if somebody objected, or nobody looked at an item', () => {
  const dissent = planRun({ approvals: 'auto' });
  brings(dissent, 1, { plan: PLAN });
  brings(dissent, 2, says(dissent, 2, 'DISAGREE', /STG/));
  brings(dissent, 3, says(dissent, 3, 'AGREE'));
  assert.is(contributionsTo(dissent.state()).plan?.verification?.gate, 'passed-with-dissent');
  assert.is(dissent.state().gates.length, 1);
  assert.match(dissent.state().gates[0]?.gate.why ?? '', /^Its \d+ items, judged by .* and .*: passed with dissent; \d+ with dissent$/);
  const unseen = planRun({ approvals: 'auto' });
  brings(unseen, 1, { plan: PLAN });
  voted(unseen, 2, 'ABSTAIN', /RBK/);
  assert.is(contributionsTo(unseen.state()).plan?.verification?.gate, 'passed');
  assert.is(unseen.state().gates.length, 1);
});

test('with nobody to judge it is offered for everything but approval', () => {
  const run = planRun({}, [PLANNER]);
  brings(run, 1, { plan: PLAN });
  assert.is(contributionsTo(run.state()).plan?.verification?.gate, 'aborted-non-result');
  assert.equal(offers(run), ['request-changes', 'verify-again', 'abort']);
  answer(run, 1, 'verify-again');
  assert.is(run.state().gates.length, 2, 'and asked about again, instead of waiting for nobody');
});

test('a voter that failed is no vote, and may still answer while another is working', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  starts(run, 2);
  starts(run, 3);
  for (const attempt of [1, 2]) {
    run.observation(`look:${d(2)}.${attempt}:running`, { kind: 'looked', dispatch: d(2), attempt, look: seen({ session: undefined }) });
    run.observation(`end:${d(2)}.${attempt}`, attemptEnded(d(2), attempt));
    if (attempt === 1) run.observation(`start:${d(2)}.2`, started(d(2), 2));
  }
  assert.is(run.state().dispatches[1]?.ended?.reason, 'host-lost');
  assert.ok(run.wanted().includes(`await-late:${d(2)}`), run.wanted().join());
  const look = seen({ result: file({ ...ANSWER, dispatch: d(3), role: 'verifier', ...says(run, 3, 'AGREE') }) });
  run.observation(`look:${d(3)}.1:running`, { kind: 'looked', dispatch: d(3), attempt: 1, look });
  run.observation(`check-evidence:${d(3)}`, { kind: 'evidence', dispatch: d(3), findings: [], verdicts: [], gaps: [] });
  assert.equal(
    contributionsTo(run.state()).plan?.verification?.voters.map((it) => [it.seat, it.usable, it.reason]),
    [
      ['first', false, 'host-lost'],
      ['second', true, 'answered'],
    ],
  );
  assert.is(contributionsTo(run.state()).plan?.verification?.unchallenged, true);
  assert.not.ok(run.wanted().includes(`await-late:${d(2)}`));
});

test('during which a run ends keeps what was said about it until then', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  brings(run, 2, says(run, 2, 'AGREE'));
  run.pass(11 * 60_000);
  const events = run.input({ kind: 'tick' });
  assert.ok(short(events).includes('run.concluding deadline'), short(events).join());
  assert.ok(short(events).includes('plan.verified'), short(events).join());
  assert.is(contributionsTo(run.state()).plan?.approved, false);
});

test('by rules that have nothing to plan is skipped, and the run says so', () => {
  const run = planRun({}, [{ ...PLANNER, voice: 'rules', judges: 'categories', provider: 'builtin' }]);
  assert.is(run.state().phases[0]?.state, 'skipped');
  assert.is(planRun({}, [seat('one')]).state().phases[0]?.reason, 'there is no planner');
});

test.run();
