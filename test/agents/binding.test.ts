// What a real program is asked before anything is started: which models it knows, and whether it works here.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRecords } from '../../daemon/cli/named/records.ts';
import { foldHouse } from '../../daemon/process/fold.ts';
import { until } from '../e2e/daemon-stage.ts';
import { answers } from '../fixtures/model-server/scenarios.ts';
import { type AgentStage, openAgentStage, UNDER_TEST, WIRES } from './agent-stage.ts';

const test = suite<{ stage: AgentStage }>('a real agent');

test.before.each(async (context) => {
  context.stage = await openAgentStage();
});
test.after.each(async ({ stage }) => stage.close());

if (UNDER_TEST.includes('opencode')) {
  test('opencode with an unknown model is refused before it starts, with the right name', async ({ stage }) => {
    stage.seat('opencode', 'opencode');
    await stage.begin();
    const run = await stage.run(stage.project('shop'), ['opencode@scripted/goood']);
    const view = await stage.ended(run);
    assert.equal([view.outcome, view.reason, view.dispatches.length], ['failed', 'binding-refused', 0]);
    assert.match(view.message, 'opencode knows no model `scripted/goood`; did you mean `scripted/good`?');
    assert.is(stage.server.seen.length, 0);
  });
}

for (const cli of UNDER_TEST) {
  test(`${cli} passes the check`, async ({ stage }) => {
    stage.server.play(WIRES[cli], answers);
    stage.seat(cli, cli);
    await stage.begin();
    const run = await stage.run(stage.project('shop'), [cli], 'type: conformance\n');
    assert.is((await stage.ended(run, 240_000)).outcome, 'completed');
    await until('the house to remember', async () => (await checkOf(stage, cli)) !== undefined);
    const check = await checkOf(stage, cli);
    assert.equal([check?.outcome, check?.starts, check?.writes, check?.tells], ['passed', true, true, true], check?.says);
  });
}

test.run();

async function checkOf(stage: AgentStage, agent: string) {
  await using records = await openRecords({ home: stage.home, hide: (text) => text, cwd: stage.folder });
  return records ? (await foldHouse(records.ledger)).checks[agent]?.[0] : undefined;
}
