// What a real program is asked before anything is started: which models it knows, and whether it works here.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRecords } from '../../daemon/cli/named/records.ts';
import { foldHouse } from '../../daemon/process/fold.ts';
import { until } from '../e2e/daemon-fixture.ts';
import { answers } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';

const test = suite<{ fixture: AgentFixture }>('a real agent');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

if (UNDER_TEST.includes('opencode')) {
  test('opencode with an unknown model is refused before it starts, with the right name', async ({ fixture }) => {
    fixture.seat('opencode', 'opencode');
    await fixture.begin();
    const run = await fixture.run(fixture.project('shop'), ['opencode@scripted/goood']);
    const view = await fixture.ended(run);
    assert.equal([view.outcome, view.reason, view.dispatches.length], ['failed', 'binding-refused', 0]);
    assert.match(view.message, 'opencode knows no model `scripted/goood`; did you mean `scripted/good`?');
    assert.is(fixture.server.seen.length, 0);
  });
}

for (const cli of UNDER_TEST) {
  test(`${cli} passes the check`, async ({ fixture }) => {
    fixture.server.play(WIRES[cli], answers);
    fixture.seat(cli, cli);
    await fixture.begin();
    const run = await fixture.run(fixture.project('shop'), [cli], 'type: conformance\n');
    assert.is((await fixture.ended(run, 240_000)).outcome, 'completed');
    await until('the house to remember', async () => (await checkOf(fixture, cli)) !== undefined);
    const check = await checkOf(fixture, cli);
    assert.equal([check?.outcome, check?.starts, check?.writes, check?.tells], ['passed', true, true, true], check?.says);
  });
}

test.run();

async function checkOf(fixture: AgentFixture, agent: string) {
  await using records = await openRecords({ home: fixture.home, hide: (text) => text, cwd: fixture.folder });
  return records ? (await foldHouse(records.ledger)).checks[agent]?.[0] : undefined;
}
