// A plan, step by step: who is asked when, what a vote and an answer lead to, and that nothing waits for nobody.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { VerdictWord } from '../../../../contracts/findings/finding.ts';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import type { GateAnswer } from '../../../../contracts/run/gate.ts';
import type { PhaseTemplate } from '../../../../contracts/task/template.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { digestOfJson } from '../../../../runtime/canonical.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import { registersOf } from '../../../../skills/phases/turns.ts';
import type { DraftedPlan } from '../../../../skills/run/registers.ts';
import { ANSWER, file, seen } from '../../skills/dispatch/situation.ts';
import { bound, type Otherwise, over, prompt, RUN, type Story, seat, short, started } from './story.ts';

const PLAN: Plan = {
  goal: 'It works',
  acceptance: [],
  options: [
    { title: 'mend', pros: [], cons: [] },
    { title: 'leave', pros: [], cons: [] },
  ],
  recommended: 'mend',
  commands: { test: ['npm', 'test'] },
  stages: [
    {
      id: 'one',
      title: 'The one',
      goal: 'it is mended',
      owner: 'executor',
      dependsOn: [],
      files: ['src/**'],
      steps: [{ action: 'RED: a test that fails', detail: '' }],
      sliceValue: 'it works',
      acceptance: 'the test passes',
      validators: [{ kind: 'test-pass', command: 'test' }],
      exitContract: 'the test stays',
      toolProfile: [],
    },
  ],
  rollback: 'revert',
  checklist: [],
  requirementCoverage: [],
};

const PHASE: PhaseTemplate = { key: 'plan', kind: 'plan' };
const PLANNER = seat('author', 'command', 'planner');
const VOTERS = [seat('first', 'command', 'verifier'), seat('second', 'command', 'verifier')];

const told = (otherwise: Otherwise = {}, seats = [PLANNER, ...VOTERS]): Story => bound(seats, { phases: [PHASE], ...otherwise });
const d = (n: number): string => `${RUN}.d${n}`;

function starts(story: Story, n: number): void {
  story.observation(`write-prompt:${d(n)}.1`, prompt(d(n), 1, 'first'));
  story.observation(`start:${d(n)}.1`, started(d(n), 1));
}

/** The whole work of a dispatch, up to the point where its evidence has been looked up. */
function brings(story: Story, n: number, what: object): RunEvent[] {
  starts(story, n);
  const { role, skill } = story.state().dispatches[n - 1] ?? {};
  const answer = file({ ...ANSWER, dispatch: d(n), role, ...what });
  const events = story.observation(`look:${d(n)}.1:running`, {
    kind: 'looked',
    dispatch: d(n),
    attempt: 1,
    look: seen({ result: answer }),
  });
  if (skill !== 'plan-verification') return events;
  const verdicts = (story.state().dispatches[n - 1]?.verdicts ?? []).map(({ verdict }) => ({ finding: verdict.finding, checks: [] }));
  return [
    ...events,
    ...story.observation(`check-evidence:${d(n)}`, { kind: 'evidence', dispatch: d(n), findings: [], verdicts, gaps: [] }),
  ];
}

const says = (story: Story, n: number, verdict: VerdictWord, about = /./): object => ({
  verdicts: (story.state().dispatches[n - 1]?.findings ?? []).map((finding) => ({
    finding,
    verdict: about.test(finding) ? verdict : 'AGREE',
    basis: `it is ${verdict}`,
  })),
});

function answer(story: Story, nth: number, said: GateAnswer, comment?: string): RunEvent[] {
  const { gate } = story.state().gates[nth - 1] ?? {};
  if (!gate) throw new Error(`there is no gate ${nth}`);
  const words = comment === undefined ? {} : { comment };
  return story.input({ kind: 'command', command: { kind: 'answer', run: RUN, gate: gate.id, answer: said, shown: gate.shown, ...words } });
}

/** Drafted as the newest dispatch says, and agreed with by everybody but who objects. */
function voted(story: Story, from: number, verdict: VerdictWord = 'AGREE', about = /STG/): RunEvent[] {
  brings(story, from, says(story, from, verdict, about));
  return brings(story, from + 1, says(story, from + 1, verdict, about));
}

const offers = (story: Story): string[] =>
  story
    .state()
    .gates.at(-1)
    ?.gate.offers.map((it) => it.answer) ?? [];
const asked = (story: Story): string[] => story.state().dispatches.map((it) => `${it.seat} ${it.pass}/${it.round}`);

const test = suite('a plan');

test('is asked of the planner first, and of nobody else', () => {
  const story = told();
  assert.equal(asked(story), ['author 0/0']);
  assert.is(viewRun(story.state()).status, 'planning');
});

test('is drafted with the digest of its canonical form, and then judged by everybody item by item', () => {
  const story = told();
  const events = brings(story, 1, { plan: PLAN });
  const drafted = events.find((it) => it.type === 'plan.drafted');
  assert.is(drafted?.payload.digest, digestOfJson(PLAN));
  assert.equal(asked(story), ['author 0/0', 'first 0/1', 'second 0/1']);
  assert.equal(story.state().dispatches[1]?.findings, ['P-OPT-1', 'P-OPT-2', 'P-STG-1', 'P-STP-1.1', 'P-VAL-1', 'P-RBK-1']);
});

test('that breaks a rule is mended before anybody is asked about it', () => {
  const story = told();
  starts(story, 1);
  const broken = file({ ...ANSWER, dispatch: d(1), role: 'planner', plan: { ...PLAN, recommended: 'nothing' } }, 60_000);
  const events = story.observation(`look:${d(1)}.1:running`, {
    kind: 'looked',
    dispatch: d(1),
    attempt: 1,
    look: seen({ result: broken }),
  });
  assert.equal(short(events), ['attempt.ending result-invalid']);
  assert.match(story.state().dispatches[0]?.attempts[0]?.detail ?? '', 'plan.recommended');
  story.observation(`end:${d(1)}.1`, over(d(1), 1));
  assert.equal(story.wanted(), [`write-prompt:${d(1)}.2`]);
  assert.equal(asked(story), ['author 0/0']);
});

test('may be proved by what the project itself defines, and by nothing that nobody defines', () => {
  const proved = (command: string) => ({
    ...PLAN,
    commands: {},
    stages: PLAN.stages.map((it) => ({ ...it, validators: [{ kind: 'test-pass' as const, command }] })),
  });
  const story = told({ commands: { check: ['make', 'check'] } });
  assert.ok(short(brings(story, 1, { plan: proved('check') })).includes('plan.drafted'));
  voted(story, 2);
  assert.ok(short(answer(story, 1, 'approve')).includes('plan.approved'));
  const other = told({ commands: { check: ['make', 'check'] } });
  starts(other, 1);
  const broken = file({ ...ANSWER, dispatch: d(1), role: 'planner', plan: proved('test') }, 60_000);
  other.observation(`look:${d(1)}.1:running`, { kind: 'looked', dispatch: d(1), attempt: 1, look: seen({ result: broken }) });
  assert.match(other.state().dispatches[0]?.attempts[0]?.detail ?? '', 'neither `commands` nor the project defines');
});

test('that is no plan at all is no answer', () => {
  const story = told();
  starts(story, 1);
  const none = file({ ...ANSWER, dispatch: d(1), role: 'planner' }, 60_000);
  const events = story.observation(`look:${d(1)}.1:running`, { kind: 'looked', dispatch: d(1), attempt: 1, look: seen({ result: none }) });
  assert.equal(short(events), ['attempt.ending result-invalid']);
});

test('waits for a person when all have voted, and time alone still moves it on', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  const events = voted(story, 2);
  assert.equal(
    short(events).filter((it) => !it.startsWith('attempt') && !it.startsWith('poll')),
    [
      'result.accepted',
      ...Array.from({ length: 6 }, () => 'verdict.given'),
      'dispatch.ended completed',
      'evidence.checked',
      'plan.verified',
      'gate.opened',
    ],
  );
  assert.equal(offers(story), ['approve', 'request-changes', 'reject', 'abort']);
  assert.ok(Number.isFinite(story.askAgainIn()));
});

test('is approved as the bytes that were shown, and the run is done', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  voted(story, 2);
  assert.equal(short(answer(story, 1, 'approve')), ['gate.answered', 'plan.approved', 'phase.ended', 'run.concluding done']);
  assert.is(registersOf(story.state()).plan?.approved, true);
});

test('that is not the one its digest names is approved by no answer', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  voted(story, 2);
  // As if somebody had changed it in the journal: the digest stays, the plan does not.
  const plan = (story.state().memory.plan?.own as { draft: DraftedPlan | null } | undefined)?.draft;
  if (plan) plan.plan = { ...PLAN, rollback: 'burn it down' };
  assert.equal(short(answer(story, 1, 'approve')), [
    'gate.answered',
    'phase.ended the plan cannot be approved: it is not the plan that was shown',
    'run.concluding no-result',
  ]);
  assert.is(registersOf(story.state()).plan?.approved, false);
});

test('is written again for a person, with the comment, and with every earlier one', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  voted(story, 2);
  answer(story, 1, 'request-changes', 'smaller');
  assert.equal(asked(story).slice(3), ['author 1/2']);
  assert.is(viewRun(story.state()).status, 'planning');
  assert.equal(story.state().dispatches[3]?.carries, [{ from: 'person', title: 'Changes to make in the plan', text: 'smaller' }]);
  // The very same plan once more: it is asked about anew.
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

test('that more than half object to is written again once by itself, and then waits for a person', () => {
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
  assert.is(registersOf(story.state()).plan?.verification?.gate, 'passed');
  assert.equal(short(answer(story, 3, 'approve')).slice(0, 2), ['gate.answered', 'plan.approved']);
});

test('needs nobody’s word where the task says so, and everybody agreed', () => {
  const story = told({ approvals: 'auto' });
  brings(story, 1, { plan: PLAN });
  const events = voted(story, 2);
  assert.equal(short(events).slice(-4), ['plan.verified', 'plan.approved', 'phase.ended', 'run.concluding done']);
  assert.is(story.state().gates.length, 0);
});

test('needs a person’s word all the same where somebody objected, or nobody looked at an item', () => {
  const dissent = told({ approvals: 'auto' });
  brings(dissent, 1, { plan: PLAN });
  brings(dissent, 2, says(dissent, 2, 'DISAGREE', /STG/));
  brings(dissent, 3, says(dissent, 3, 'AGREE'));
  assert.is(registersOf(dissent.state()).plan?.verification?.gate, 'passed-with-dissent');
  assert.is(dissent.state().gates.length, 1);
  const unseen = told({ approvals: 'auto' });
  brings(unseen, 1, { plan: PLAN });
  voted(unseen, 2, 'ABSTAIN', /RBK/);
  assert.is(registersOf(unseen.state()).plan?.verification?.gate, 'passed');
  assert.is(unseen.state().gates.length, 1);
});

test('with nobody to judge it is offered for everything but approval', () => {
  const story = told({}, [PLANNER]);
  brings(story, 1, { plan: PLAN });
  assert.is(registersOf(story.state()).plan?.verification?.gate, 'aborted-non-result');
  assert.equal(offers(story), ['request-changes', 'verify-again', 'abort']);
  answer(story, 1, 'verify-again');
  assert.is(story.state().gates.length, 2, 'and asked about again, instead of waiting for nobody');
});

test('a voter who failed is no vote, and may still answer while another is at it', () => {
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
    registersOf(story.state()).plan?.verification?.voters.map((it) => [it.seat, it.usable, it.reason]),
    [
      ['first', false, 'host-lost'],
      ['second', true, 'answered'],
    ],
  );
  assert.is(registersOf(story.state()).plan?.verification?.unchallenged, true);
  assert.not.ok(story.wanted().includes(`await-late:${d(2)}`));
});

test('that a run ends over keeps what was said of it until then', () => {
  const story = told();
  brings(story, 1, { plan: PLAN });
  brings(story, 2, says(story, 2, 'AGREE'));
  story.pass(11 * 60_000);
  const events = story.input({ kind: 'tick' });
  assert.ok(short(events).includes('run.concluding deadline'), short(events).join());
  assert.ok(short(events).includes('plan.verified'), short(events).join());
  assert.is(registersOf(story.state()).plan?.approved, false);
});

test('of rules that have nothing to plan is left out, and said so', () => {
  const story = told({}, [{ ...PLANNER, voice: 'rules', judges: 'categories', provider: 'builtin' }]);
  assert.is(story.state().phases[0]?.state, 'skipped');
  assert.is(told({}, [seat('one')]).state().phases[0]?.reason, 'there is no planner');
});

test.run();
