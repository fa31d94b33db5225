// Tools that a stage's tool profile does not allow are not even offered to the model. Tried with the real programs.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { approvedPlan } from '../e2e/execution/approved-plan.ts';
import { planOf, stagesOf } from '../e2e/execution/execution-fixture.ts';
import { answers } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';
import type { Cli } from './install.ts';

const test = suite<{ fixture: AgentFixture }>('tool profiles of stages');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

/** Names of the tools by which each could do what a narrow stage gives it no right to. */
const FORBIDDEN: Record<Cli, RegExp> = {
  claude: /^(Bash|WebSearch|WebFetch|Task|Agent)$/,
  codex: /^web_search/,
  gemini: /^(run_shell_command|google_web_search|web_fetch|codebase_investigator|generalist|invoke_agent)$/,
  opencode: /^(bash|webfetch|websearch|task)$/,
};
const GIVEN: Record<Cli, RegExp> = {
  claude: /^(Bash|WebSearch|WebFetch)$/,
  // Its search is a service's own, which the scripted one does not have.
  codex: /^functions$/,
  gemini: /^(run_shell_command|web_fetch|google_web_search)$/,
  opencode: /^(bash|webfetch)$/,
};
const PARTS = [
  { id: 'narrow', files: ['a.mjs'], toolProfile: ['edit'] },
  { id: 'wide', files: ['b.mjs'], toolProfile: ['coding', 'browser', 'supervisor'] },
];

for (const cli of UNDER_TEST)
  test(`${cli} is offered no more than its stage gives`, async ({ fixture }) => {
    fixture.server.play(WIRES[cli], answers);
    fixture.seat(cli, cli, ['executor']);
    const project = fixture.project('yard', { 'a.mjs': '', 'b.mjs': '', 'check.mjs': '' });
    const plan = await approvedPlan(fixture, project, planOf(PARTS, { check: ['node', 'check.mjs'] }));
    fixture.config('checks: { retries: 0 }\n');
    await fixture.begin();
    const run = await fixture.run(project, [cli], `type: implementation\nplan: ${plan}\napprovals: auto\n`);
    const view = await fixture.ended(run, 240_000);
    assert.is(stagesOf(view).length, 2);
    const offered = (id: string): string[] => {
      const bodies = fixture.server.seen.map(({ body }) => body as Asked).filter((it) => toolsOf(it).length > 0 && mentions(it, id));
      assert.ok(bodies.length > 0, `${cli} asked for nothing about ${id}`);
      return [...new Set(bodies.flatMap(toolsOf))].sort();
    };
    assert.equal(
      offered('narrow').filter((it) => FORBIDDEN[cli].test(it)),
      [],
      offered('narrow').join(' '),
    );
    assert.ok(
      offered('wide').some((it) => GIVEN[cli].test(it)),
      offered('wide').join(' '),
    );
  });

type Asked = { tools?: unknown; input?: { type?: string; tools?: unknown }[] };
/** codex hands its tools over as a part of the conversation. */
const toolsOf = ({ tools, input }: Asked): string[] => [
  ...namesIn(tools),
  ...(Array.isArray(input) ? input.flatMap((it) => (it.type === 'additional_tools' ? namesIn(it.tools) : [])) : []),
];

const mentions = (body: object, id: string): boolean => new RegExp(`\\b${id}: ${id}\\b|"stage\\W+${id}\\b`).test(JSON.stringify(body));

/** The names of tools in any of the four formats; a tool of the service itself has only a type. */
function namesIn(tools: unknown): string[] {
  if (Array.isArray(tools)) return tools.flatMap(namesIn);
  if (typeof tools !== 'object' || tools === null) return [];
  const it = tools as { name?: unknown; type?: unknown; function?: unknown; functionDeclarations?: unknown };
  if (typeof it.name === 'string') return [it.name];
  if (it.function !== undefined) return namesIn(it.function);
  if (it.functionDeclarations !== undefined) return namesIn(it.functionDeclarations);
  return typeof it.type === 'string' ? [it.type] : [];
}

test.run();
