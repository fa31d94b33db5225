// What becomes of a plan that breaks its rules, of one that the others block, and of one that never comes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CliFixture } from '../../cli/cli-fixture.ts';
import { asked, begun, LONG, offers, openPlanningFixture, promptOf, say } from './planning-fixture.ts';

const plan = suite<{ fixture: CliFixture }>('a plan');
plan.before.each((context) => {
  context.fixture = openPlanningFixture();
});
plan.after.each(({ fixture }) => fixture.clear());

plan('that breaks the rules goes back to its author before anyone votes', async ({ fixture }) => {
  const run = await begun(fixture, ['votes.mjs', 'votes.mjs'], 'plans-badly.mjs');
  const { view, gate } = await asked(fixture, run);
  const author = view.dispatches.find((it) => it.seat === 'author');
  assert.equal(
    author?.attempts.map((it) => `${it.kind} ${it.reason}`),
    ['first result-invalid', 'repair done'],
  );
  const repair = readFileSync(fixture.home.run(run).prompt(author?.id.split('.')[1] ?? '', 2), 'utf8');
  assert.match(repair, 'plan.options: has 1 with different titles');
  assert.match(repair, 'plan.requirementCoverage: has no stage for “F-001”');
  const voted = view.dispatches.filter((it) => it.role === 'verifier');
  assert.ok(voted.length === 3 && voted.every((it) => it.preparedAt >= (author?.endedAt ?? '')));
  await say(fixture, gate, 'reject', 'not now');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.reason, end.message, end.plan?.approved], ['aborted', 'rejected', 'not now', false]);
});

plan('that the others block is rewritten once, with their objections', async ({ fixture }) => {
  const run = await begun(fixture, ['objects.mjs', 'objects.mjs'], 'plans.mjs');
  const { view, gate } = await asked(fixture, run);
  assert.match(promptOf(view, 'author', 1), 'The stage forgets who calls it.');
  assert.is(view.plan?.pass, 1);
  const verified = (await fixture.events(run)).filter((it) => it.type === 'plan.verified');
  // The built-in verifier may have a word of its own on the second one, which blocks nothing.
  const gates = verified.map((it) => (it.payload as { verification: { gate: string } }).verification.gate);
  assert.is(gates.length, 2);
  assert.is(gates[0], 'blocked-by-disagreement');
  assert.match(gates[1] ?? '', /^passed/);
  await say(fixture, gate, 'approve');
  assert.is((await fixture.ended(run, LONG)).outcome, 'completed');
});

plan('that stays blocked is offered to nobody for approval; it can be judged again, or the run ended', async ({ fixture }) => {
  const run = await begun(fixture, ['objects-always.mjs', 'objects-always.mjs'], 'plans.mjs');
  const first = await asked(fixture, run);
  assert.equal(offers(first.gate), ['request-changes', 'verify-again', 'abort']);
  assert.is(first.view.dispatches.filter((it) => it.role === 'planner').length, 2);
  const refused = await say(fixture, first.gate, 'approve').then(
    () => '',
    (error: unknown) => String(error),
  );
  assert.match(refused, 'does not offer');
  await say(fixture, first.gate, 'verify-again');
  const second = await asked(fixture, run, 2);
  assert.is(second.view.dispatches.filter((it) => it.role === 'planner').length, 2, 'no second re-planning by itself');
  assert.equal(
    second.view.dispatches.filter((it) => it.seat === 'voter-1' && it.role === 'verifier').map((it) => it.pass),
    [0, 1, 2],
  );
  await say(fixture, second.gate, 'abort');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved], ['aborted', false]);
});

plan('that never arrives ends the run with what there is if nobody is to be asked, and says so', async ({ fixture }) => {
  const run = await begun(fixture, ['votes.mjs', 'votes.mjs'], 'never-plans.mjs', 'approvals: auto\n');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.reason, end.message], ['failed', 'no-result', 'no plan was delivered (author: result-invalid)']);
  assert.is(end.phases.find((it) => it.key === 'plan')?.state, 'failed');
  assert.is(end.findings[0]?.state, 'full-consensus');
  assert.match(readFileSync(end.report?.path ?? '', 'utf8'), 'no plan was delivered');
});

plan('can be tried by its author before it is sent', async ({ fixture }) => {
  const { planOf } = (await import(new URL('../../../fixtures/workers/planning.mjs', import.meta.url).href)) as {
    planOf(prompt: object): { options: unknown[] };
  };
  const whole = planOf({ inputs: { requirements: [] } });
  const answer = { dispatch: 'r-aaaaaa.d1', nonce: 'n', role: 'planner', status: 'done', summary: 'tried' };
  const path = join(fixture.folder, 'draft.json');
  fixture.write(path, JSON.stringify({ ...answer, plan: whole }));
  const fits = await fixture.muster(['check-result', path]);
  assert.is(fits.code, 0, fits.out);
  assert.match(fits.out, 'a plan of 1 stage');
  fixture.write(path, JSON.stringify({ ...answer, plan: { ...whole, options: whole.options.slice(0, 1) } }));
  const broken = await fixture.muster(['check-result', path]);
  assert.is(broken.code, 1);
  assert.match(broken.out, 'plan.options: has 1 with different titles');
});

plan.run();
