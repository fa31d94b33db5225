// A planner that delivers nothing after others have delivered their analyses: a person is asked what to do, and whatever
// the answer is, what was delivered before is not done again.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { CliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';
import { asked, begun, dispatches, LONG, offers, openPlanningStage, promptOf, say } from './planning-stage.ts';

const failed = suite<{ stage: CliStage }>('a phase in which nobody delivers anything');
failed.before.each((context) => {
  context.stage = openPlanningStage();
});
failed.after.each(({ stage }) => stage.clear());

const started = (stage: CliStage, planner: string): Promise<string> => begun(stage, ['stands-in.mjs', 'votes.mjs'], planner);

/** How often each analysis was begun: once, whatever happened to the plan. */
const analyses = (view: RunView): number[] => view.dispatches.filter((it) => it.phase === 'analysis').map((it) => it.attempts.length);

failed('is shown with what each answer does, and accepts no name that nobody has', async ({ stage }) => {
  const run = await started(stage, 'never-plans.mjs');
  const { view, gate } = await asked(stage, run);
  assert.equal([gate.about.kind, gate.phase, offers(gate)], ['failure', 'plan', ['approve', 'reject', 'abort']]);
  assert.is(view.status, 'awaiting-approval');
  const { out } = await stage.muster(['approvals'], { env: { COLUMNS: '200' } });
  assert.match(out, /No worker delivered a result in the phase `plan`\. Try again\?/);
  assert.match(out, /author: result-invalid/);
  assert.match(out.replace(/\s+/g, ' '), /tries again, .*or has another do it, named by -m: voter-1, voter-2/);
  assert.match(out, /continues without this phase/);
  const nobody = await say(stage, gate, 'approve', 'voter-7').then(
    () => '',
    (error: unknown) => String(error),
  );
  assert.match(nobody, /no worker of .* is named voter-7/);
  await say(stage, gate, 'abort');
  const end = await stage.ended(run, LONG);
  assert.equal([end.outcome, end.findings[0]?.state, analyses(end)], ['aborted', 'full-consensus', [1, 1]]);
});

failed('is tried again with what the person said', async ({ stage }) => {
  const run = await started(stage, 'plans-when-told.mjs');
  await say(stage, (await asked(stage, run)).gate, 'approve', 'Send the plan as well.');
  const { view, gate } = await asked(stage, run, 2);
  assert.is(gate.about.kind, 'plan');
  assert.match(promptOf(view, 'author', 1), 'Send the plan as well.');
  assert.equal(dispatches(view).slice(0, 2), ['planner author pass 0 round 0 error', 'planner author pass 1 round 0 completed']);
  await say(stage, gate, 'approve');
  const end = await stage.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved, analyses(end)], ['completed', true, [1, 1]]);
});

failed('is repeated by another worker of the run, who is named in a file', async ({ stage }) => {
  stage.config('answerFiles: on\ngrace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
  const run = await started(stage, 'never-plans.mjs');
  const { gate } = await asked(stage, run);
  stage.write(join(stage.home.inbox, `${gate.id}.approve`), `${gate.shown}\nvoter-1\n`);
  const { view, gate: second } = await asked(stage, run, 2);
  assert.equal([second.about.kind, view.plan?.seat], ['plan', 'voter-1']);
  await say(stage, second, 'approve');
  const end = await stage.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved, analyses(end)], ['completed', true, [1, 1]]);
});

failed('is left out: the run completes, degraded, and says what is missing', async ({ stage }) => {
  const run = await started(stage, 'never-plans.mjs');
  await say(stage, (await asked(stage, run)).gate, 'reject');
  const end = await stage.ended(run, LONG);
  assert.equal([end.outcome, end.degraded, end.phases.find((it) => it.key === 'plan')?.state], ['completed', true, 'failed']);
  assert.equal(analyses(end), [1, 1]);
  assert.match(readFileSync(end.report?.path ?? '', 'utf8'), 'no plan was delivered');
});

failed('that fails again is asked about again, also by a new daemon; without an answer, the run is paused', async ({ stage }) => {
  stage.config('gateExpires: 2s\ngrace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
  const run = await started(stage, 'never-plans.mjs');
  const { gate } = await asked(stage, run);
  await stage.kill();
  await stage.up();
  await until('the run to be paused', async () => (await stage.view(run)).status === 'paused');
  assert.is((await stage.view(run)).gates.length, 1, 'nobody is asked twice');
  await say(stage, gate, 'approve');
  assert.is((await stage.muster(['resume', run])).code, 0);
  const { gate: second } = await asked(stage, run, 2);
  assert.equal([second.about.kind, second.shown === gate.shown], ['failure', false]);
  await say(stage, second, 'abort');
  assert.is((await stage.ended(run, LONG)).outcome, 'aborted');
});

failed.run();
