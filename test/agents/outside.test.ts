// Real agents that carry out a plan of two stages from outside: each has `muster mcp --as executor:outside` in its settings, is led
// by the scripted model to try what it must not, is refused, and then does both stages in the clones that it is given.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../e2e/daemon-fixture.ts';
import { approvedPlan } from '../e2e/execution/approved-plan.ts';
import { planOf, stagesOf } from '../e2e/execution/execution-fixture.ts';
import { carriesOutOutside, type Turn } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';
import { type Allowed, ended, headless, LAUNCHER } from './headless.ts';
import type { Cli } from './install.ts';

const test = suite<{ fixture: AgentFixture }>('real agents that carry out a plan from outside');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

const TEST = (name: string, is: number): string => `import { ${name} } from './${name}.mjs';\nif (${name}() !== ${is}) process.exit(1);\n`;
const YARD = {
  'one.mjs': 'export const one = () => 0;\n',
  'two.mjs': 'export const two = () => 0;\n',
  'one.test.mjs': TEST('one', 1),
  'two.test.mjs': TEST('two', 2),
};
const part = (id: string, dependsOn: string[]) => ({
  id,
  dependsOn,
  files: [`${id}.mjs`],
  validators: [{ kind: 'test-pass' as const, command: id }],
  toolProfile: ['coding'],
});
const COMMANDS = { one: ['node', 'one.test.mjs'], two: ['node', 'two.test.mjs'] };

const turnsOf = (run: string): Turn[] => [
  { tool: 'run_propose_step_result', input: { run, stage: 'one', title: 'Not mine', summary: 'Not mine.' }, says: /you do not hold one/ },
  { tool: 'run_start_stage', input: { run, stage: 'two' }, says: /two depends on one, which is pending/ },
  { tool: 'run_start_stage', input: { run, stage: 'one' }, says: /"workplace":/ },
  { tool: 'run_read', input: { runs: [run] }, says: /outside the tool profile of one: coding/ },
  { shell: (at) => `cd '${at}' && printf 'export const one = () => 1;\\n' > one.mjs && sleep 0.5 && echo did-one`, says: /did-one/ },
  { tool: 'run_propose_step_result', input: { run, stage: 'one', title: 'Count to one', summary: 'Done.' }, says: /"state":"verified"/ },
  { tool: 'run_start_stage', input: { run, stage: 'two' }, says: /"workplace":/ },
  { shell: (at) => `cd '${at}' && printf 'export const two = () => 2;\\n' > two.mjs && sleep 0.5 && echo did-two`, says: /did-two/ },
  { tool: 'run_propose_step_result', input: { run, stage: 'two', title: 'Count to two', summary: 'Done.' }, says: /"handedIn":true/ },
];

async function begun(fixture: AgentFixture, cli: Cli) {
  const project = fixture.project('yard', YARD);
  const plan = await approvedPlan(fixture, project, planOf([part('one', []), part('two', ['one'])], COMMANDS));
  const env = { ...process.env, ...fixture.person, MUSTER_HOME: fixture.root, MUSTER_HOST_IDLE_MS: '500' };
  await fixture.up();
  const installed = await ended([process.execPath, LAUNCHER, 'mcp', '--install', cli, '--as', 'executor:outside', '--yes'], env, project);
  assert.is(installed.code, 0, installed.said);
  const run = await fixture.run(project, ['outside'], `type: implementation\nplan: ${plan}\n`);
  await until('a stage that can be taken', async () => (await fixture.view(run)).phases.some((it) => it.facts !== null));
  const allowed: Allowed = { shell: true, writesIn: fixture.root };
  return { project, env, run, argv: headless(cli, 'Carry out the plan with the tools of muster.', allowed) };
}

for (const cli of UNDER_TEST) {
  test(`${cli} is refused what it may not do, and gets both stages proved`, async ({ fixture }) => {
    const { project, env, run, argv } = await begun(fixture, cli);
    const turns = turnsOf(run);
    fixture.server.play(WIRES[cli], carriesOutOutside(turns));
    const { said } = await ended(argv, env, project);
    const view = await fixture.ended(run, 240_000);
    const results = fixture.server.seen.map((it) => it.conversation.results).findLast((it) => it.length > 0) ?? [];
    assert.equal(
      stagesOf(view).map((it) => [it.id, it.state, it.attempts]),
      [
        ['one', 'verified', 1],
        ['two', 'verified', 1],
      ],
      `${said}\n${results.join('\n').slice(-4_000)}`,
    );
    // What it was refused was answered as such, and it was this client that held both stages.
    const answers = results.map((it) => it.replaceAll('\\', ''));
    for (const { says } of turns)
      assert.ok(
        answers.some((it) => says.test(it)),
        `${says} in ${answers.join('\n').slice(-4_000)}`,
      );
    const taken = (await fixture.events(run)).filter((it) => it.type === 'stage.taken');
    assert.is(taken.length, 2);
    for (const { actor } of taken) assert.match(actor.client ?? '', new RegExp(cli.slice(0, 5), 'i'));
  });
}

// Each costs as much as a whole run: the first of them shows it in every build.
for (const cli of process.env.CI ? UNDER_TEST.slice(0, 1) : UNDER_TEST) {
  test(`${cli} is killed in the middle of a stage, and nothing is lost`, async ({ fixture }) => {
    const { project, env, run, argv } = await begun(fixture, cli);
    const working = join(fixture.folder, 'working');
    fixture.write(working, '');
    const shell = (at: string): string =>
      `cd '${at}' && printf 'export const one = () => 1;\\n' > one.mjs && touch '${working}.begun' && while [ -e '${working}' ]; do sleep 0.2; done`;
    fixture.server.play(
      WIRES[cli],
      carriesOutOutside([
        { tool: 'run_start_stage', input: { run, stage: 'one' }, says: /"workplace":/ },
        { shell, says: /never/ },
      ]),
    );
    const [program = '', ...words] = argv;
    const client = spawn(program, words, { cwd: project, env, detached: true, stdio: 'ignore' });
    await until('its work on the stage', () => existsSync(`${working}.begun`), 120_000);
    process.kill(-(client.pid ?? 0), 'SIGKILL');
    rmSync(working);
    await until('the request', async () => (await fixture.view(run)).gates.length > 0, 60_000);
    const [one, two] = stagesOf(await fixture.view(run));
    assert.equal([one?.state, two?.state], ['interrupted', 'pending']);
    const [, place = ''] =
      /which carried it out from outside, has ended\. What it had changed is in (\S+)/.exec(one?.reasons.join() ?? '') ?? [];
    assert.match(readFileSync(join(place.replace(/\.$/, ''), 'one.mjs'), 'utf8'), /=> 1/);
  });
}

test.run();
