// Real agents as clients: each has `muster mcp` in its settings, is led by the scripted model to submit a review, follows it by
// events, and reads its findings.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { leads } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';
import { ended, headless, LAUNCHER } from './headless.ts';

const PROMPT = 'Have the answer reviewed with the tools of muster.';

const test = suite<{ fixture: AgentFixture }>('real agents as clients');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
  context.fixture.agent('good', 'reviews.mjs');
});
test.after.each(async ({ fixture }) => fixture.close());

for (const cli of UNDER_TEST) {
  test(`${cli} submits a review, follows it and reads what was found`, async ({ fixture }) => {
    const project = fixture.project('shop');
    const env = { ...process.env, ...fixture.person, MUSTER_HOME: fixture.root, MUSTER_HOST_IDLE_MS: '500' };
    await fixture.up();
    const installed = await ended([process.execPath, LAUNCHER, 'mcp', '--install', cli, '--yes'], env, project);
    assert.is(installed.code, 0, installed.said);
    fixture.server.play(WIRES[cli], leads({ brief: 'Is the answer right?', agents: ['good'] }));
    const { said } = await ended(headless(cli, PROMPT), env, project);
    const [run] = await fixture.runs();
    assert.ok(run !== undefined, said);
    const view = await fixture.ended(run);
    assert.is(view.outcome, 'completed');
    const { origin } = view;
    assert.is(origin.kind === 'tool' && origin.tool, 'run_submit');
    assert.match(origin.kind === 'tool' ? (origin.client ?? '') : '', new RegExp(cli.slice(0, 5), 'i'));
    const last = fixture.server.seen.at(-1)?.conversation.results.at(-1) ?? '';
    assert.match(last, /The answer is wrong/, said);
    const removed = await ended([process.execPath, LAUNCHER, 'mcp', '--remove', cli], env, project);
    assert.is(removed.code, 0, removed.said);
  });
}

test.run();
