// A program that speaks the Agent Client Protocol, seated as a `command`: tried with opencode.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answers } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, WIRES } from './agent-fixture.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/muster.cjs', import.meta.url));
const test = suite<{ fixture: AgentFixture }>('a real agent that speaks ACP');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

test('is checked, and reports its usage', async ({ fixture }) => {
  fixture.server.play(WIRES.opencode, answers);
  const argv = [process.execPath, LAUNCHER, 'acp', '--', 'opencode', 'acp'];
  fixture.write(fixture.person.OPENCODE_CONFIG ?? '', opencodeWithModel(fixture.server.url));
  fixture.write(
    join(fixture.home.agents, 'talker.md'),
    `---\nname: talker\ndescription: real\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\nenv: [OPENCODE_CONFIG, OPENCODE_TEST_KEY, OPENCODE_DISABLE_MODELS_FETCH]\n---\n`,
  );
  await fixture.begin();
  const run = await fixture.run(fixture.project('shop'), ['talker'], 'type: conformance\n');
  const [ended] = await fixture.reasons(run, 'talker', 1);
  assert.is(ended?.reason, 'done', ended?.detail);
  assert.is(ended?.usage.source, 'reported');
  assert.ok((ended?.usage.input ?? 0) >= 1000);
});

test.run();

const opencodeWithModel = (url: string): string =>
  JSON.stringify({
    model: 'scripted/good',
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        name: 'scripted',
        options: { baseURL: `${url}/v1`, apiKey: '{env:OPENCODE_TEST_KEY}' },
        models: { good: { name: 'good', limit: { context: 128_000, output: 8_000 } } },
      },
    },
  });
