// A program that speaks ACP, as a command: opencode, which does that too.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answers } from '../fixtures/model-server/scenarios.ts';
import { type AgentStage, openAgentStage, WIRES } from './agent-stage.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/muster.cjs', import.meta.url));
const test = suite<{ stage: AgentStage }>('a real agent that speaks ACP');

test.before.each(async (context) => {
  context.stage = await openAgentStage();
});
test.after.each(async ({ stage }) => stage.close());

test('is checked, and reports its usage', async ({ stage }) => {
  stage.server.play(WIRES.opencode, answers);
  const argv = [process.execPath, LAUNCHER, 'acp', '--', 'opencode', 'acp'];
  stage.write(stage.person.OPENCODE_CONFIG ?? '', opencodeWithModel(stage.server.url));
  stage.write(
    join(stage.home.agents, 'talker.md'),
    `---\nname: talker\ndescription: real\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\nenv: [OPENCODE_CONFIG, OPENCODE_TEST_KEY, OPENCODE_DISABLE_MODELS_FETCH]\n---\n`,
  );
  await stage.begin();
  const run = await stage.run(stage.project('shop'), ['talker'], 'type: conformance\n');
  const [ended] = await stage.reasons(run, 'talker', 1);
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
