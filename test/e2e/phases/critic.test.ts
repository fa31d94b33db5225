// A critic names what nobody raised, another worker looks, and each gap is confirmed or reported as a risk.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { WORKERS } from '../daemon-fixture.ts';

const critic = suite<{ fixture: CliFixture }>('a critic');

critic.before.each((context) => {
  context.fixture = openCliFixture();
  const own = new URL('../../../skills/templates/review.yaml', import.meta.url);
  context.fixture.write(
    join(context.fixture.home.templates, 'review.yaml'),
    readFileSync(own, 'utf8').replace('name: review', 'name: review\nreplaces: review').replace('critic: false', 'critic: true'),
  );
  context.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
});
critic.after.each(({ fixture }) => fixture.clear());

const SHOP = {
  'cart.js': 'export function total(items) {\n  let sum = 0;\n  for (const item of items) sum += item.price;\n  return sum;\n}\n',
  'pay.js':
    "import { total } from '../cart.js';\nexport async function pay(items, bank) {\n  const sum = total(items);\n  if (sum <= 0) throw new RangeError('nothing to pay');\n  return bank.charge(sum);\n}\n",
};

async function reviewed(fixture: CliFixture, files: Record<string, string>, agents: readonly string[]): Promise<RunView> {
  const { out, err } = await fixture.muster(['run', '-', '--json'], { input: fixture.task(fixture.project('shop', files), agents) });
  assert.is(err, '');
  return JSON.parse(out) as RunView;
}

function seat(fixture: CliFixture, name: string, role: string): void {
  const argv = JSON.stringify([process.execPath, join(WORKERS, `${name}.mjs`)]);
  fixture.write(
    join(fixture.home.agents, `${name}.md`),
    `---\nname: ${name}\ndescription: scripted\nprovider: command\nroles: [${role}]\nargv: ${argv}\n---\n`,
  );
}

const outcomes = (view: RunView) => view.gaps.map((it) => [it.id, it.outcome, it.by]);
const promptOf = (view: RunView, skill: (it: RunView['dispatches'][number]) => boolean): string =>
  readFileSync(view.dispatches.find(skill)?.prompt?.path ?? '', 'utf8');

critic('works after the examination; what another worker saw too is confirmed, the rest stays as a risk', async ({ fixture }) => {
  for (const name of ['raises-floats', 'verifies']) seat(fixture, name, 'analyser');
  seat(fixture, 'criticises', 'critic');
  const view = await reviewed(fixture, SHOP, ['raises-floats', 'verifies', 'criticises']);
  assert.is(view.outcome, 'completed');
  // Asked is the first by name, and it agrees with everything without showing anything.
  assert.equal(view.critics, [{ phase: 'critic', mode: 'coverage', seat: 'criticises', gaps: 3, failed: null }]);
  const looked = view.dispatches.filter((it) => it.role === 'verifier');
  assert.equal(
    looked.map((it) => [it.seat, it.findings]),
    [['raises-floats', ['G-001', 'G-002', 'G-003']]],
  );
  assert.ok(view.gaps.every((it) => it.outcome === 'residual-risk' && it.reason?.endsWith('raises-floats agrees but shows no evidence.')));
  assert.match(fixture.progress(), 'PROGRESS: phase-5.6-critic provider=command gaps=3\n');
  const asked = promptOf(view, (it) => it.role === 'critic');
  for (const words of [
    '# The critic',
    'Ask what was not looked at',
    '# The workers',
    'raises-floats (a model)',
    '# The findings',
    'F-001 cart.js:3 Prices are added',
  ])
    assert.match(asked, words);
  assert.not.match(asked, 'must not be accepted');
});

critic('is confirmed only by evidence that exists', async ({ fixture }) => {
  seat(fixture, 'verifies', 'analyser');
  seat(fixture, 'criticises', 'critic');
  const view = await reviewed(fixture, SHOP, ['verifies', 'criticises']);
  assert.equal(outcomes(view), [
    ['G-001', 'confirmed', 'verifies'],
    ['G-002', 'residual-risk', 'verifies'],
    ['G-003', 'residual-risk', 'verifies'],
  ]);
  assert.equal(
    view.gaps.map((it) => it.reason),
    [
      'verifies checked and confirms it.',
      'Remaining risk: verifies agrees, but its evidence was not found.',
      'Remaining risk: verifies checked and does not confirm it.',
    ],
  );
  assert.equal(view.gaps[0]?.checks?.[0]?.outcome, 'found');
  assert.equal(view.gaps[0]?.word?.checks[0]?.outcome, 'found');
  const shown = promptOf(view, (it) => it.role === 'verifier');
  assert.match(shown, '# Verification of gaps');
  assert.match(shown, 'Where to look:\n- pay.js:5\n      return bank.charge(sum);');
  assert.match(shown, '1 of its locations were not found by Muster.');
  assert.not.match(shown, 'criticises');
  const page = readFileSync(join(fixture.home.run(view.id).report, 'report.html'), 'utf8');
  assert.match(page, 'What the critic named');
  assert.match(page, 'The answer is handed on unread.');
  assert.match((await fixture.muster(['show', view.id])).out, /Critic +criticises .*named 3 gaps: 1 confirmed/);
});

critic('has a gap checked by a second worker if the first delivers nothing; after that it is a risk', async ({ fixture }) => {
  for (const name of ['breaks-in-rounds', 'verifies']) seat(fixture, name, 'analyser');
  seat(fixture, 'criticises', 'critic');
  const view = await reviewed(fixture, SHOP, ['breaks-in-rounds', 'verifies', 'criticises']);
  assert.equal(
    view.dispatches.filter((it) => it.role === 'verifier').map((it) => [it.seat, it.round, it.status]),
    [
      ['breaks-in-rounds', 1, 'error'],
      ['verifies', 2, 'completed'],
    ],
  );
  assert.equal(outcomes(view)[0], ['G-001', 'confirmed', 'verifies']);
});

critic('that fails is reported, and costs the run nothing else', async ({ fixture }) => {
  for (const name of ['raises-floats', 'believes']) seat(fixture, name, 'analyser');
  seat(fixture, 'crashes-before', 'critic');
  const view = await reviewed(fixture, SHOP, ['raises-floats', 'believes', 'crashes-before']);
  assert.equal([view.outcome, view.degraded, view.gaps], ['completed', true, []]);
  assert.is(view.critics[0]?.failed, 'exit-without-result');
  assert.match(fixture.progress(), /phase-5\.6-critic provider=command gaps=0 failed=exit-without-result\n/);
  assert.equal(view.phases.find((it) => it.key === 'critic')?.state, 'failed');
});

critic('that is built in names code that no rule for its language read, and another built-in agent looks', async ({ fixture }) => {
  const swift = Array.from({ length: 30 }, (_, at) => `let value${at} = compute(${at}) // statement`).join('\n');
  const view = await reviewed(fixture, { 'README.md': '# x\n', 'src/App.swift': `${swift}\n` }, ['builtin']);
  assert.equal(outcomes(view), [['G-001', 'confirmed', 'deps']]);
  assert.is(view.gaps[0]?.gap.title, 'No rule for Swift looked at 1 file of it');
  assert.match(fixture.progress(), 'phase-5.6-critic provider=builtin gaps=1\n');
});

critic.run();
