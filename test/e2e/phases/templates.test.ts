// Every task type that can run on a bare machine, with the built-in workers, up to a plan that
// is approved and work that is verified against it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

type Context = { fixture: CliFixture; project: string };
const types = suite<Context>('task types');

types.before.each((context) => {
  context.fixture = openCliFixture();
  context.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
  context.project = context.fixture.project('shop', {
    'README.md': '# Shop\n\nSee [the guide](guide.md).\n',
    'cart.js': 'export function total(a) {\n  if (a === a) return 1;\n  return 2;\n}\n',
  });
});
types.after.each(({ fixture }) => fixture.clear());

async function ran(fixture: CliFixture, project: string, front: string, code = 0): Promise<RunView> {
  const text = `---\nagents: [links, slips]\n${front}---\nLook at the whole of it.\n`;
  const { code: ended, out, err } = await fixture.muster(['run', '-', '--json'], { cwd: project, input: text });
  assert.is(ended, code, `${out}${err}`);
  return JSON.parse(out);
}

const phasesOf = (view: RunView): string[] => view.phases.map((it) => `${it.key} ${it.state} ${it.expects?.schema}`);

types('that only review run with the built-in analysers, and produce what they should', async ({ fixture, project }) => {
  const phases = { 'requirements-discovery': 'discovery', 'error-analysis': 'analysis', 'release-handoff': 'handoff' };
  const runs: [type: string, phase: string, run: string][] = [];
  for (const [type, phase] of Object.entries(phases)) {
    const text = `---\nagents: [links, slips]\ntype: ${type}\n---\nLook at the whole of it.\n`;
    runs.push([type, phase, (await fixture.muster(['submit', '-'], { cwd: project, input: text })).out.trim()]);
  }
  for (const [type, phase, run] of runs) {
    const view = await fixture.ended(run);
    assert.equal([view.outcome, view.degraded, view.template.name, view.template.source], ['completed', false, type, 'built-in']);
    assert.equal(phasesOf(view), [`${phase} completed findings@1`, 'convergence completed convergence@1']);
    assert.ok(view.findings.length > 0);
  }
});

types('a plan is made and approved and the work then verified, all as one task', async ({ fixture, project }) => {
  const text = '---\nagents: [builtin]\ntype: implementation-planning\ntask: shop/guide\n---\nMend what is wrong.\n';
  const run = (await fixture.muster(['submit', '-'], { cwd: project, input: text })).out.trim();
  await until('the plan to wait for a person', async () => (await fixture.view(run)).status === 'awaiting-approval', 90_000);
  const said = await fixture.muster(['approve', (await fixture.view(run)).gates[0]?.gate.id ?? ''], { cwd: project });
  assert.is(said.code, 0, said.err);
  const planning = await fixture.ended(run);
  assert.equal(phasesOf(planning), ['analysis completed findings@1', 'convergence completed convergence@1', 'plan completed plan@1']);
  assert.is(planning.plan?.approved, true);

  const refused = await ran(fixture, project, `type: implementation\ntask: shop/guide\nplan: ${planning.id}\n`, 1);
  assert.is(refused.reason, 'binding-refused');
  assert.match(refused.message, /executor/);

  const refusedAtOnce = async (front: string, brief = 'Look.') => {
    const before = (await fixture.runs()).length;
    const { code, err } = await fixture.muster(['run', '-'], { cwd: project, input: `---\nagents: [links]\n${front}---\n${brief}\n` });
    assert.is(code, 4, err);
    assert.is((await fixture.runs()).length, before, 'a plan that would not do is refused, and becomes no run');
    return err;
  };
  assert.match(
    await refusedAtOnce('type: given-plan\n', '{ "goal": 3 }'),
    /the plan in the brief has \d+ faults: `goal`: must be text, not the number 3/,
  );
  assert.match(await refusedAtOnce('type: given-plan\n', 'Mend it.'), 'the brief is no plan, because it is not JSON');
  assert.match(await refusedAtOnce('type: implementation\n'), 'implementation needs `plan`, the run of an approved plan');
  assert.match(
    await refusedAtOnce('type: final-verification\nplan: r-zzzzzz\n'),
    new RegExp(`r-zzzzzz is not a run of this home\\. Approved plans of this project: ${planning.id} \\(`),
  );

  const verified = await ran(fixture, project, `type: final-verification\ntask: shop/guide\nplan: ${planning.id}\n`, 6);
  assert.equal(
    phasesOf(verified).map((it) => it.replace(/ .* /, ' ')),
    ['verification findings@1', 'convergence convergence@1', 'critic gaps@1', 'verdict work-verdict@1'],
  );
  assert.is(verified.verdict?.verdict, 'not-judged', 'only rules looked');

  const history = JSON.parse((await fixture.muster(['history', 'shop/guide', '--json'])).out);
  assert.equal(
    history.map((it: { type: string; status: string; cameTo: string; plan: string | null }) => [it.type, it.status, it.cameTo, it.plan]),
    [
      ['implementation-planning', 'completed', 'plan approved', null],
      ['implementation', 'failed', '0 findings', planning.id],
      ['final-verification', 'completed', verified.verdict?.verdict, planning.id],
    ],
  );
});

types.run();
