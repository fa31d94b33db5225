// Why a worker ended is read from what its program really printed: the same behaviours of the model, tried with every agent program, lead
// to the same reasons in the journal.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answers, answersSlowly, refuses, repairs, stopsWithout, wantsTooMuch } from '../fixtures/model-server/scenarios.ts';
import type { Scenario } from '../fixtures/model-server/server.ts';
import { type AgentFixture, type Ended, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';
import { CACHE, type Cli } from './install.ts';

const test = suite<{ fixture: AgentFixture }>('a real agent');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

const HOUR = 3_600_000;

for (const cli of UNDER_TEST) {
  test(`${cli} repairs an invalid answer in the same conversation`, async ({ fixture }) => {
    const [first, second] = await ended(fixture, cli, repairs, 2);
    assert.equal([first?.reason, second?.reason], ['result-invalid', 'done']);
    assert.ok(first?.session);
    assert.is(second?.session, first?.session);
    assert.is(second?.usage.input, first?.usage.input, 'what was used before is not counted again');
  });

  test(`${cli} that stops without a result is asked once more`, async ({ fixture }) => {
    const all = await ended(fixture, cli, stopsWithout, 2);
    assert.equal(
      all.map((it) => it.reason),
      ['exit-without-result', 'exit-without-result'],
    );
  });

  test(`${cli} that answers slowly is left alone`, async ({ fixture }) => {
    const all = await ended(fixture, cli, answersSlowly, 1);
    assert.equal(
      all.map((it) => it.reason),
      ['done'],
    );
  });

  test(`${cli} at its rate limit says when that ends`, async ({ fixture }) => {
    // opencode sleeps until the end of a limit: what it said before it fell silent is what ends it.
    if (cli === 'opencode') fixture.config('silence: { beatEvery: 1s, quiet: 20s, quietButBusy: 2m, startup: 60s }\n');
    const resetAt = Date.now() + HOUR;
    const [first] = await ended(fixture, cli, refuses({ kind: 'quota', resetAt }), 1);
    assert.is(first?.reason, 'quota', first?.detail);
    const said = Date.parse(first?.resetAt ?? '');
    if (cli === 'opencode') assert.ok(said > Date.now() - HOUR);
    else assert.ok(Math.abs(said - resetAt) < 120_000, `${first?.resetAt} for ${new Date(resetAt).toISOString()}`);
  });

  test(`${cli} with an unknown key fails for that reason, and only once`, async ({ fixture }) => {
    const all = await ended(fixture, cli, refuses({ kind: 'auth' }), 1);
    assert.equal(
      all.map((it) => it.reason),
      ['auth'],
      all[0]?.detail,
    );
  });

  test(`${cli} whose conversation is too long fails for that reason`, async ({ fixture }) => {
    const all = await ended(fixture, cli, refuses({ kind: 'overflow' }), 1);
    assert.equal(
      all.map((it) => it.reason),
      ['context-overflow'],
      all[0]?.detail,
    );
  });

  test(`${cli} whose service does not know its model fails for that reason`, async ({ fixture }) => {
    const all = await ended(fixture, cli, refuses({ kind: 'unknown-model' }), 1);
    assert.equal(
      all.map((it) => it.reason),
      ['config'],
      all[0]?.detail,
    );
  });

  test(`${cli} that wants to write elsewhere is refused, and told so once`, async ({ fixture }) => {
    const forbidden = join(CACHE, `forbidden-${crypto.randomUUID()}`);
    const all = await ended(fixture, cli, wantsTooMuch(forbidden), 2);
    assert.equal(
      all.map((it) => it.reason),
      ['refused-permission', 'refused-permission'],
      all[0]?.detail,
    );
    assert.not(existsSync(forbidden));
  });

  test(`${cli} reads a prompt that is too long for an argument from its file`, async ({ fixture }) => {
    const brief = 'Look at the answer, and at nothing else.\n'.repeat(3_000);
    const all = await ended(fixture, cli, answers, 1, brief);
    assert.equal(
      all.map((it) => it.reason),
      ['done'],
      all[0]?.detail,
    );
  });
}

test.run();

async function ended(fixture: AgentFixture, cli: Cli, scenario: Scenario, attempts: number, brief?: string): Promise<Ended[]> {
  fixture.server.play(WIRES[cli], scenario);
  fixture.seat(cli, cli);
  await fixture.begin();
  const run = await fixture.run(fixture.project('shop'), [cli], '', brief);
  return fixture.reasons(run, cli, attempts);
}
