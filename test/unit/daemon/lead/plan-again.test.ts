// A plan that is judged again, approved without a person, or left with too few voices.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { contributionsTo } from '../../../../skills/phases/turns.ts';
import { ANSWER, file, seen } from '../../skills/dispatch/situation.ts';
import { answer, asked, brings, d, offers, PLAN, PLANNER, says, starts, told, voted } from './plan-fixture.ts';
import { over, seat, short, started } from './story.ts';

const test = suite('a plan, again');

test('is rewritten for a person, with the comment and all earlier ones', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  voted(story, 2);
  answer(story, 1, 'request-changes', 'smaller');
  assert.equal(asked(story).slice(3), ['author 1/2']);
  assert.is(viewRun(story.state()).status, 'planning');
  assert.equal(story.state().dispatches[3]?.carries, [{ from: 'person', title: 'Changes to make in the plan', text: 'smaller' }]);
  // The very same plan once more: it is asked about again.
  brings(story, 4, { plan: PLAN });
  assert.equal(asked(story).slice(4), ['first 1/3', 'second 1/3']);
  voted(story, 5);
  assert.is(story.state().gates.length, 2);
  answer(story, 2, 'request-changes', 'smaller still');
  assert.equal(
    story
      .state()
      .dispatches.at(-1)
      ?.carries.map((it) => it.text),
    ['smaller', 'smaller still'],
  );
});

test('to which more than half object is rewritten once by itself, and then waits for a person', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  voted(story, 2, 'DISAGREE');
  assert.equal(asked(story).slice(3), ['author 1/2']);
  assert.match(
    story
      .state()
      .dispatches[3]?.carries.map((it) => it.text)
      .join() ?? '',
    'first disagrees: it is DISAGREE',
  );
  brings(story, 4, { plan: { ...PLAN, goal: 'It works better' } });
  voted(story, 5, 'DISAGREE');
  assert.equal(offers(story), ['request-changes', 'verify-again', 'abort']);
  assert.is(story.state().dispatches.length, 6);
});

test('is judged again as often as a person says so', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  voted(story, 2, 'DISAGREE');
  brings(story, 4, { plan: PLAN });
  voted(story, 5, 'DISAGREE');
  for (const [nth, from] of [
    [1, 7],
    [2, 9],
  ] as const) {
    answer(story, nth, 'verify-again');
    assert.is(story.state().dispatches.length, from + 1);
    assert.is(viewRun(story.state()).status, 'planning');
    voted(story, from, nth === 1 ? 'DISAGREE' : 'AGREE');
    assert.is(story.state().gates.length, nth + 1, 'and asked about again');
  }
  assert.is(contributionsTo(story.state()).plan?.verification?.gate, 'passed');
  assert.equal(short(answer(story, 3, 'approve')).slice(0, 2), ['gate.answered', 'plan.approved']);
});

test('needs no approval if the task says so and everybody agreed', () => {
  const story = told({ approvals: 'auto' });
  brings(story, 1, { plan: PLAN });
  const events = voted(story, 2);
  assert.equal(short(events).slice(-4), ['plan.verified', 'plan.approved', 'phase.ended', 'run.concluding done']);
  assert.is(story.state().gates.length, 0);
});

test('needs a person’s approval anyway if somebody objected, or nobody looked at an item', () => {
  const dissent = told({ approvals: 'auto' });
  brings(dissent, 1, { plan: PLAN });
  brings(dissent, 2, says(dissent, 2, 'DISAGREE', /STG/));
  brings(dissent, 3, says(dissent, 3, 'AGREE'));
  assert.is(contributionsTo(dissent.state()).plan?.verification?.gate, 'passed-with-dissent');
  assert.is(dissent.state().gates.length, 1);
  assert.match(dissent.state().gates[0]?.gate.why ?? '', /^Its \d+ items, judged by .* and .*: passed with dissent; \d+ with dissent$/);
  const unseen = told({ approvals: 'auto' });
  brings(unseen, 1, { plan: PLAN });
  voted(unseen, 2, 'ABSTAIN', /RBK/);
  assert.is(contributionsTo(unseen.state()).plan?.verification?.gate, 'passed');
  assert.is(unseen.state().gates.length, 1);
});

test('with nobody to judge it is offered for everything but approval', () => {
  const story = told({}, [PLANNER]);
  brings(story, 1, { plan: PLAN });
  assert.is(contributionsTo(story.state()).plan?.verification?.gate, 'aborted-non-result');
  assert.equal(offers(story), ['request-changes', 'verify-again', 'abort']);
  answer(story, 1, 'verify-again');
  assert.is(story.state().gates.length, 2, 'and asked about again, instead of waiting for nobody');
});

test('a voter that failed is no vote, and may still answer while another is working', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  starts(story, 2);
  starts(story, 3);
  for (const attempt of [1, 2]) {
    story.observation(`look:${d(2)}.${attempt}:running`, { kind: 'looked', dispatch: d(2), attempt, look: seen({ session: undefined }) });
    story.observation(`end:${d(2)}.${attempt}`, over(d(2), attempt));
    if (attempt === 1) story.observation(`start:${d(2)}.2`, started(d(2), 2));
  }
  assert.is(story.state().dispatches[1]?.ended?.reason, 'host-lost');
  assert.ok(story.wanted().includes(`await-late:${d(2)}`), story.wanted().join());
  const look = seen({ result: file({ ...ANSWER, dispatch: d(3), role: 'verifier', ...says(story, 3, 'AGREE') }) });
  story.observation(`look:${d(3)}.1:running`, { kind: 'looked', dispatch: d(3), attempt: 1, look });
  story.observation(`check-evidence:${d(3)}`, { kind: 'evidence', dispatch: d(3), findings: [], verdicts: [], gaps: [] });
  assert.equal(
    contributionsTo(story.state()).plan?.verification?.voters.map((it) => [it.seat, it.usable, it.reason]),
    [
      ['first', false, 'host-lost'],
      ['second', true, 'answered'],
    ],
  );
  assert.is(contributionsTo(story.state()).plan?.verification?.unchallenged, true);
  assert.not.ok(story.wanted().includes(`await-late:${d(2)}`));
});

test('during which a run ends keeps what was said about it until then', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  brings(story, 2, says(story, 2, 'AGREE'));
  story.pass(11 * 60_000);
  const events = story.input({ kind: 'tick' });
  assert.ok(short(events).includes('run.concluding deadline'), short(events).join());
  assert.ok(short(events).includes('plan.verified'), short(events).join());
  assert.is(contributionsTo(story.state()).plan?.approved, false);
});

test('by rules that have nothing to plan is skipped, and the run says so', () => {
  const story = told({}, [{ ...PLANNER, voice: 'rules', judges: 'categories', provider: 'builtin' }]);
  assert.is(story.state().phases[0]?.state, 'skipped');
  assert.is(told({}, [seat('one')]).state().phases[0]?.reason, 'there is no planner');
});

test.run();
