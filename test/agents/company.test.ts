// Different real programs review one repository, examine what the other found, and a third writes the report.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { looksFirst } from '../fixtures/model-server/scenarios.ts';
import { type AgentStage, openAgentStage, UNDER_TEST, WIRES } from './agent-stage.ts';

const test = suite<{ stage: AgentStage }>('several real agents');

test.before.each(async (context) => {
  context.stage = await openAgentStage();
});
test.after.each(async ({ stage }) => stage.close());

test('reviews, converges and reports', async ({ stage }) => {
  const [first = 'codex', second = 'opencode', third = first] = [
    'codex' as const,
    'opencode' as const,
    'claude' as const,
    'gemini' as const,
  ].filter((it) => UNDER_TEST.includes(it));
  for (const cli of UNDER_TEST) stage.server.play(WIRES[cli], looksFirst);
  stage.seat(first, first);
  stage.seat(second, second);
  stage.seat('reporter', third, ['report-writer']);
  await stage.begin();
  const project = stage.project('shop');
  const run = await stage.run(project, [first, second, 'reporter']);
  const view = await stage.ended(run, 240_000);
  assert.is(view.outcome, 'completed', view.message);
  assert.equal(
    view.dispatches.flatMap((it) => it.attempts.map((one) => [it.seat, one.reason, one.reason === 'done' ? '' : one.detail])),
    view.dispatches.map((it) => [it.seat, 'done', '']),
  );
  assert.equal(
    view.findings.map((it) => [it.id, it.state, it.path, it.line]),
    [['F-001', 'full-consensus', 'answer.js', 2]],
  );
  assert.is(view.degraded, false, view.degradedWhy.join('; '));
  // What they opened was seen in what their programs printed.
  assert.equal(
    view.looks.map(({ seat, receipt }) => [seat, receipt.opened, receipt.by]),
    [first, second].map((it) => [it, '0', 'witnessed']),
  );
  assert.equal([...new Set(view.dispatches.map((it) => it.seat))].sort(), [first, second, 'reporter'].sort());
  assert.ok(view.narrative.some((it) => it.seat === 'reporter' && it.traced === 'all'));
  for (const { id, attempts } of view.dispatches) {
    assert.equal(
      attempts.map((it) => it.reason),
      ['done'],
      id,
    );
    assert.ok((attempts[0]?.usage?.input ?? 0) >= 1000, `${id} tells its usage`);
    assert.is(attempts[0]?.usage?.source, 'reported');
  }
  const json = readFileSync(join(stage.home.run(run).report, 'report.json'), 'utf8');
  assert.match(json, 'The answer is 41 and should be 42.');
});

test.run();
