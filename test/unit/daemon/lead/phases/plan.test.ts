// A plan phase in the lead, event by event: asked, checked, judged, approved.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewRun } from '../../../../../daemon/lead/run/view-run.ts';
import { digestOfJson } from '../../../../../runtime/canonical.ts';
import { contributionsTo } from '../../../../../skills/phases/turns.ts';
import type { PlanDraft } from '../../../../../skills/run/contributions.ts';
import { ANSWER, file, seen } from '../../../skills/dispatch/situation.ts';
import { attemptEnded, short } from '../test-run.ts';
import { answer, asked, brings, d, offers, PLAN, planRun, starts, voted } from './plan-fixture.ts';

const test = suite('a plan');

test('is requested from the planner first, and from nobody else', () => {
  const run = planRun();
  assert.equal(asked(run), ['author 0/0']);
  assert.is(viewRun(run.state()).status, 'planning');
});

test('is drafted with the digest of its canonical form, and then judged by everybody item by item', () => {
  const run = planRun();
  const events = brings(run, 1, { plan: PLAN });
  const drafted = events.find((it) => it.type === 'plan.drafted');
  assert.is(drafted?.payload.digest, digestOfJson(PLAN));
  assert.equal(asked(run), ['author 0/0', 'first 0/1', 'second 0/1']);
  assert.equal(run.state().dispatches[1]?.findings, ['P-OPT-1', 'P-OPT-2', 'P-STG-1', 'P-STP-1.1', 'P-VAL-1', 'P-RBK-1']);
});

test('that breaks a rule is repaired before anybody is asked about it', () => {
  const run = planRun();
  starts(run, 1);
  const broken = file({ ...ANSWER, dispatch: d(1), role: 'planner', plan: { ...PLAN, recommended: 'nothing' } }, 60_000);
  const events = run.observation(`look:${d(1)}.1:running`, {
    kind: 'looked',
    dispatch: d(1),
    attempt: 1,
    look: seen({ result: broken }),
  });
  assert.equal(short(events), ['attempt.ending result-invalid']);
  assert.match(run.state().dispatches[0]?.attempts[0]?.detail ?? '', 'plan.recommended');
  run.observation(`end:${d(1)}.1`, attemptEnded(d(1), 1));
  assert.equal(run.wanted(), [`write-prompt:${d(1)}.2`]);
  assert.equal(asked(run), ['author 0/0']);
});

test('may be proved by commands that the project defines, and not by undefined ones', () => {
  const proved = (command: string) => ({
    ...PLAN,
    commands: {},
    stages: PLAN.stages.map((it) => ({ ...it, validators: [{ kind: 'test-pass' as const, command }] })),
  });
  const run = planRun({ commands: { check: ['make', 'check'] } });
  assert.ok(short(brings(run, 1, { plan: proved('check') })).includes('plan.drafted'));
  voted(run, 2);
  assert.ok(short(answer(run, 1, 'approve')).includes('plan.approved'));
  const other = planRun({ commands: { check: ['make', 'check'] } });
  starts(other, 1);
  const broken = file({ ...ANSWER, dispatch: d(1), role: 'planner', plan: proved('test') }, 60_000);
  other.observation(`look:${d(1)}.1:running`, { kind: 'looked', dispatch: d(1), attempt: 1, look: seen({ result: broken }) });
  assert.match(other.state().dispatches[0]?.attempts[0]?.detail ?? '', 'neither `commands` nor the project defines');
});

test('that is no valid plan is no answer', () => {
  const run = planRun();
  starts(run, 1);
  const none = file({ ...ANSWER, dispatch: d(1), role: 'planner' }, 60_000);
  const events = run.observation(`look:${d(1)}.1:running`, { kind: 'looked', dispatch: d(1), attempt: 1, look: seen({ result: none }) });
  assert.equal(short(events), ['attempt.ending result-invalid']);
});

test('waits for a person when all have voted, and a timeout alone can still end that', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  const events = voted(run, 2);
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
  assert.equal(offers(run), ['approve', 'request-changes', 'reject', 'abort']);
  assert.ok(Number.isFinite(run.askAgainIn()));
});

test('is approved as the bytes that were shown, and the run is done', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  voted(run, 2);
  assert.equal(short(answer(run, 1, 'approve')), ['gate.answered', 'plan.approved', 'phase.ended', 'run.concluding done']);
  assert.is(contributionsTo(run.state()).plan?.approved, true);
});

test('that does not match its digest cannot be approved', () => {
  const run = planRun();
  brings(run, 1, { plan: PLAN });
  voted(run, 2);
  // As if somebody had changed it in the journal: the digest stays, the plan does not.
  const plan = (run.state().memory.plan?.own as { draft: PlanDraft | null } | undefined)?.draft;
  if (plan) plan.plan = { ...PLAN, rollback: 'burn it down' };
  assert.equal(short(answer(run, 1, 'approve')), [
    'gate.answered',
    'phase.ended the plan cannot be approved: it is not the plan that was shown',
    'run.concluding no-result',
  ]);
  assert.is(contributionsTo(run.state()).plan?.approved, false);
});

test.run();
