// A run's ceiling with real processes: shares are reserved, what was used is told, nothing starts beyond it, and what
// there is becomes the report.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { writeFakeAgent } from '../fake-agent.ts';

const test = suite<{ fixture: DaemonFixture }>('a ceiling');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

async function carriedOut(fixture: DaemonFixture, budget: string, prints?: string): Promise<RunView> {
  // Somebody who costs nothing finds something; who is paid judges it.
  fixture.agent('good', 'reviews.mjs');
  const bin = writeFakeAgent(fixture, 'codex', { worker: 'agrees.mjs', ...(prints === undefined ? {} : { prints }) });
  await fixture.up({ PATH: `${bin}:${process.env.PATH}` });
  const project = fixture.project('shop');
  const command = {
    token: 'allow-codex',
    actor: { kind: 'person' as const },
    order: { kind: 'allow' as const, project, providers: ['codex'] },
  };
  await fixture.ask({ ask: 'order', command });
  fixture.drop('task.md', fixture.task(project, ['codex', 'good'], `budget: ${budget}\n`));
  await until('the drop to become a run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  return fixture.ended(run);
}

const sharesOf = async (fixture: DaemonFixture, run: string): Promise<(number | undefined)[]> =>
  (await fixture.events(run)).filter((it) => it.type === 'attempt.starting').map((it) => (it.payload as { share?: number }).share);

test('that is reached ends the run with what there is: running work finishes, and nothing more is started', async ({ fixture }) => {
  const view = await carriedOut(fixture, '{ tokens: 1000 }');
  assert.equal([view.outcome, view.reason, view.partial], ['completed', 'budget', true]);
  assert.match(view.message, /budget of 1000 tokens/);
  const analyses = view.dispatches.filter((it) => it.phase === 'analysis');
  assert.equal(
    analyses.map((it) => it.status),
    ['completed', 'completed'],
  );
  // Whoever was to judge the others' findings was asked but never started.
  const later = view.dispatches.filter((it) => it.phase === 'convergence');
  assert.ok(later.length > 0 && later.every((it) => it.status === 'not-run' && it.attempts.length === 0));
  assert.is(view.convergence.ended, 'budget');
  const paid = view.dispatches.find((it) => it.seat === 'codex');
  assert.equal([paid?.attempts[0]?.usage?.input, paid?.attempts[0]?.usage?.output], [1200, 34]);
  assert.equal(
    (await sharesOf(fixture, view.id)).filter((it) => it !== undefined),
    [1],
  );
  assert.match(readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8'), /ceiling|budget/i);
});

test('that is not reached has no effect', async ({ fixture }) => {
  const view = await carriedOut(fixture, '{ usd: 1 }');
  assert.equal([view.outcome, view.reason], ['completed', 'done']);
  assert.ok(
    view.notes.some((it) => /codex do(es)? not report prices: their share of the \$1\.00 budget is counted in tokens/.test(it.text)),
  );
  assert.ok(view.dispatches.some((it) => it.phase === 'convergence' && it.seat === 'codex' && it.status === 'completed'));
});

test('counts unreported usage as an estimate, and says so', async ({ fixture }) => {
  const view = await carriedOut(fixture, '{ usd: 5 }', 'done, in words that no adapter knows');
  assert.is(view.outcome, 'completed');
  const attempt = view.dispatches.find((it) => it.seat === 'codex')?.attempts[0];
  const usage = attempt?.estimate;
  assert.equal([attempt?.usage?.source, usage?.source], ['unavailable', 'estimated']);
  assert.ok((usage?.input ?? 0) > 0);
  assert.is(usage?.usd, null);
});

test.run();
