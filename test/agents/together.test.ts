// Different real programs review one repository, examine what the other found, and a third writes the report.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { looksFirst } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';

const test = suite<{ fixture: AgentFixture }>('several real agents');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

test('reviews, converges and reports', async ({ fixture }) => {
  const [first = 'codex', second = 'opencode', third = first] = [
    'codex' as const,
    'opencode' as const,
    'claude' as const,
    'gemini' as const,
  ].filter((it) => UNDER_TEST.includes(it));
  for (const cli of UNDER_TEST) fixture.server.play(WIRES[cli], looksFirst);
  fixture.seat(first, first);
  fixture.seat(second, second);
  fixture.seat('reporter', third, ['report-writer']);
  await fixture.begin();
  const project = fixture.project('shop');
  const run = await fixture.run(project, [first, second, 'reporter']);
  const view = await fixture.ended(run, 240_000);
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
  const json = readFileSync(join(fixture.home.run(run).report, 'report.json'), 'utf8');
  assert.match(json, 'The answer is 41 and should be 42.');
});

test.run();
