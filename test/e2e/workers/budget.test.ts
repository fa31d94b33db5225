// A run's ceiling with real processes: shares are reserved, what was used is told, nothing starts beyond it, and what
// there is becomes the report.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';
import { standIn } from '../stand-in.ts';

const test = suite<{ stage: DaemonStage }>('a ceiling');
test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(({ stage }) => stage.clear());

async function carriedOut(stage: DaemonStage, budget: string, prints?: string): Promise<RunView> {
  // Somebody who costs nothing finds something; who is paid judges it.
  stage.agent('good', 'reviews.mjs');
  const bin = standIn(stage, 'codex', { worker: 'agrees.mjs', ...(prints === undefined ? {} : { prints }) });
  await stage.up({ PATH: `${bin}:${process.env.PATH}` });
  const project = stage.project('shop');
  const command = {
    token: 'allow-codex',
    actor: { kind: 'person' as const },
    order: { kind: 'allow' as const, project, providers: ['codex'] },
  };
  await stage.ask({ ask: 'order', command });
  stage.drop('task.md', stage.task(project, ['codex', 'good'], `budget: ${budget}\n`));
  await until('the drop to become a run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  return stage.ended(run);
}

const sharesOf = async (stage: DaemonStage, run: string): Promise<(number | undefined)[]> =>
  (await stage.events(run)).filter((it) => it.type === 'attempt.starting').map((it) => (it.payload as { share?: number }).share);

test('that is reached ends the run with what there is: running work finishes, and nothing more is started', async ({ stage }) => {
  const view = await carriedOut(stage, '{ tokens: 1000 }');
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
    (await sharesOf(stage, view.id)).filter((it) => it !== undefined),
    [1],
  );
  assert.match(readFileSync(join(stage.home.run(view.id).report, 'report.md'), 'utf8'), /ceiling|budget/i);
});

test('that is not reached has no effect', async ({ stage }) => {
  const view = await carriedOut(stage, '{ usd: 1 }');
  assert.equal([view.outcome, view.reason], ['completed', 'done']);
  assert.ok(
    view.notes.some((it) => /codex do(es)? not report prices: their share of the \$1\.00 budget is counted in tokens/.test(it.text)),
  );
  assert.ok(view.dispatches.some((it) => it.phase === 'convergence' && it.seat === 'codex' && it.status === 'completed'));
});

test('counts unreported usage as an estimate, and says so', async ({ stage }) => {
  const view = await carriedOut(stage, '{ usd: 5 }', 'done, in words that no adapter knows');
  assert.is(view.outcome, 'completed');
  const attempt = view.dispatches.find((it) => it.seat === 'codex')?.attempts[0];
  const usage = attempt?.estimate;
  assert.equal([attempt?.usage?.source, usage?.source], ['unavailable', 'estimated']);
  assert.ok((usage?.input ?? 0) > 0);
  assert.is(usage?.usd, null);
});

test.run();
