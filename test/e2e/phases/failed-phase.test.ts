// A planner that delivers nothing after others have delivered their analyses: a person is asked what to do, and whatever
// the answer is, what was delivered before is not done again.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { CliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { asked, begun, dispatches, LONG, offers, openPlanningFixture, promptOf, say } from './plan/planning-fixture.ts';

const failed = suite<{ fixture: CliFixture }>('a phase in which nobody delivers anything');
failed.before.each((context) => {
  context.fixture = openPlanningFixture();
});
failed.after.each(({ fixture }) => fixture.clear());

const started = (fixture: CliFixture, planner: string): Promise<string> => begun(fixture, ['stands-in.mjs', 'votes.mjs'], planner);

/** How often each analysis was begun: once, whatever happened to the plan. */
const analyses = (view: RunView): number[] => view.dispatches.filter((it) => it.phase === 'analysis').map((it) => it.attempts.length);

failed('is shown with what each answer does, and accepts no name that nobody has', async ({ fixture }) => {
  const run = await started(fixture, 'never-plans.mjs');
  const { view, gate } = await asked(fixture, run);
  assert.equal([gate.about.kind, gate.phase, offers(gate)], ['failure', 'plan', ['approve', 'reject', 'abort']]);
  assert.is(view.status, 'awaiting-approval');
  const { out } = await fixture.muster(['approvals'], { env: { COLUMNS: '200' } });
  assert.match(out, /No worker delivered a result in the phase `plan`\. Try again\?/);
  assert.match(out, /author: result-invalid/);
  assert.match(out.replace(/\s+/g, ' '), /tries again, .*or has another do it, named by -m: voter-1, voter-2/);
  assert.match(out, /continues without this phase/);
  const nobody = await say(fixture, gate, 'approve', 'voter-7').then(
    () => '',
    (error: unknown) => String(error),
  );
  assert.match(nobody, /no worker of .* is named voter-7/);
  await say(fixture, gate, 'abort');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.findings[0]?.state, analyses(end)], ['aborted', 'full-consensus', [1, 1]]);
});

failed('is tried again with what the person said', async ({ fixture }) => {
  const run = await started(fixture, 'plans-when-told.mjs');
  await say(fixture, (await asked(fixture, run)).gate, 'approve', 'Send the plan as well.');
  const { view, gate } = await asked(fixture, run, 2);
  assert.is(gate.about.kind, 'plan');
  assert.match(promptOf(view, 'author', 1), 'Send the plan as well.');
  assert.equal(dispatches(view).slice(0, 2), ['planner author pass 0 round 0 error', 'planner author pass 1 round 0 completed']);
  await say(fixture, gate, 'approve');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved, analyses(end)], ['completed', true, [1, 1]]);
});

failed('is repeated by another worker of the run, who is named in a file', async ({ fixture }) => {
  fixture.config('answerFiles: on\ngrace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
  const run = await started(fixture, 'never-plans.mjs');
  const { gate } = await asked(fixture, run);
  fixture.write(join(fixture.home.inbox, `${gate.id}.approve`), `${gate.shown}\nvoter-1\n`);
  const { view, gate: second } = await asked(fixture, run, 2);
  assert.equal([second.about.kind, view.plan?.seat], ['plan', 'voter-1']);
  await say(fixture, second, 'approve');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved, analyses(end)], ['completed', true, [1, 1]]);
});

failed('is left out: the run completes, degraded, and says what is missing', async ({ fixture }) => {
  const run = await started(fixture, 'never-plans.mjs');
  await say(fixture, (await asked(fixture, run)).gate, 'reject');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.degraded, end.phases.find((it) => it.key === 'plan')?.state], ['completed', true, 'failed']);
  assert.equal(analyses(end), [1, 1]);
  assert.match(readFileSync(end.report?.path ?? '', 'utf8'), 'no plan was delivered');
});

failed('that fails again is asked about again, also by a new daemon; without an answer, the run is paused', async ({ fixture }) => {
  fixture.config('gateExpires: 2s\ngrace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
  const run = await started(fixture, 'never-plans.mjs');
  const { gate } = await asked(fixture, run);
  await fixture.kill();
  await fixture.up();
  await until('the run to be paused', async () => (await fixture.view(run)).status === 'paused');
  assert.is((await fixture.view(run)).gates.length, 1, 'nobody is asked twice');
  await say(fixture, gate, 'approve');
  assert.is((await fixture.muster(['resume', run])).code, 0);
  const { gate: second } = await asked(fixture, run, 2);
  assert.equal([second.about.kind, second.shown === gate.shown], ['failure', false]);
  await say(fixture, second, 'abort');
  assert.is((await fixture.ended(run, LONG)).outcome, 'aborted');
});

failed.run();
