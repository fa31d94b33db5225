// Executors of stages on hosts: one is carried out there, proved by its lead, and applied; and one whose host is cut off in the
// middle is done again elsewhere under a newer fence, while the work of the first is refused, told, and kept.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CarriedOut } from '../../../contracts/plan/carried-out.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { type DaemonStage, until, WORKERS } from '../daemon-stage.ts';
import { planOf } from '../execution/execution-stage.ts';
import { fleetSettings, type HostStage, openHostStage } from './hosts-stage.ts';
import { type Servers, startServers } from './servers-stage.ts';
import { type Way, wayTo } from './stalling-proxy.ts';

const test = suite<{ servers: Servers; way: Way; lead: CliStage; a: HostStage; b: HostStage }>('executors on hosts');
const LEASE = '10s';
const LONG = 180_000;

test.before(async (context) => {
  context.servers = await startServers(1);
  const { urls } = context.servers;
  context.way = await wayTo(urls[0] ?? '');
  context.lead = openCliStage('lead');
  context.lead.config(`${fleetSettings(urls, 'lead', LEASE)}grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n`);
  context.a = openHostStage('a', [context.way.url], LEASE);
  context.b = openHostStage('b', urls, LEASE);
  for (const stage of [context.lead, context.a, context.b]) executor(stage);
  await context.lead.up();
});
test.after(async ({ servers, way, lead, a, b }) => {
  await Promise.all([lead.clear(), a.clear(), b.clear()]);
  await way.close();
  await servers.clear();
});

const SHOP = {
  'answer.js': 'export const fortyTwo = () => 41;\n',
  'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }\n',
  '.gitignore': 'cache/\n',
};
const TEST = `import test from 'node:test';\nimport assert from 'node:assert';\nimport { fortyTwo } from './answer.js';
test('the answer', () => assert.equal(fortyTwo(), 42));\n`;

const goOf = (stage: DaemonStage): string => join(stage.folder, 'go');

/** It mends the answer, says in a file on which machine, and ends when its machine's test says so. */
function executor(stage: DaemonStage): void {
  const deeds = join(stage.folder, 'deeds.mjs');
  stage.write(
    deeds,
    `import { existsSync, mkdirSync, writeFileSync } from 'node:fs';\nimport { setTimeout as sleep } from 'node:timers/promises';
export async function deeds() {
  mkdirSync('cache', { recursive: true });
  writeFileSync('cache/x', 'ignored');
  writeFileSync('made-by.txt', process.env.MUSTER_RESULT.includes(${JSON.stringify(stage.root)}) ? ${JSON.stringify(stage.root)} : 'somebody');
  writeFileSync('answer.test.js', ${JSON.stringify(TEST)});
  while (!existsSync(${JSON.stringify(goOf(stage))})) await sleep(50);
  writeFileSync('answer.js', 'export const fortyTwo = () => 42;\\n');
  return { title: 'Give the right answer' };
}\n`,
  );
  const argv = JSON.stringify([process.execPath, join(WORKERS, 'executes.mjs'), deeds]);
  stage.write(
    join(stage.home.agents, 'worker.md'),
    `---\nname: worker\ndescription: scripted\nprovider: command\nroles: [executor]\nargv: ${argv}\n---\n`,
  );
}

const PLAN = planOf([
  {
    id: 'answer',
    goal: 'fortyTwo() gives 42.',
    exitContract: 'answer.js gives 42.',
    files: ['answer.js', 'answer.test.js', 'made-by.txt'],
    steps: [
      { action: 'RED: a test that wants 42', detail: 'answer.test.js: the answer is 42.' },
      { action: 'GREEN: give 42', detail: 'answer.js' },
    ],
  },
]);

async function begun(lead: CliStage, project: string): Promise<string> {
  const before = await lead.runs();
  lead.drop('do.md', lead.task(project, ['worker'], 'type: given-plan\n', JSON.stringify(PLAN)));
  let run: string | undefined;
  await until('the run', async () => {
    run = (await lead.runs()).find((it) => !before.includes(it));
    return run !== undefined;
  });
  const of = run ?? '';
  await until(
    'the question',
    async () => {
      const view = await lead.view(of);
      if (view.endedAt !== null) throw new Error(`${of} has ended: ${view.message} ${JSON.stringify(view.phases)}`);
      return view.gates.length > 0;
    },
    LONG,
  );
  const gate = (await lead.view(of)).gates[0]?.gate;
  const order = { kind: 'answer' as const, run: of, gate: gate?.id ?? '', answer: 'approve' as const, shown: gate?.shown ?? '' };
  await lead.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
  return of;
}

const startsOf = async (lead: CliStage, run: string): Promise<string[]> =>
  (await lead.events(run)).flatMap(({ type, payload }) =>
    type === 'attempt.started' && payload.role === 'executor' ? [`${payload.attempt} ${payload.host?.node ?? 'here'}`] : [],
  );
const notesOf = async (lead: CliStage, run: string): Promise<string[]> =>
  (await lead.events(run)).flatMap((it) => (it.type === 'note.added' ? [it.payload.note.text] : []));

async function stageOf(lead: CliStage, run: string): Promise<CarriedOut['stages'][number] | undefined> {
  const view = await lead.ended(run, LONG);
  const facts = view.phases.find((it) => it.kind === 'execution')?.facts as CarriedOut | null | undefined;
  return facts?.stages[0];
}

test('a stage is carried out on a host, committed and proved by its lead, and applied', async ({ lead, b }) => {
  await b.offer('--agents', 'worker');
  writeFileSync(goOf(b), '');
  const project = lead.project('shop', SHOP);
  const run = await begun(lead, project);
  const stage = await stageOf(lead, run);
  assert.equal(await startsOf(lead, run), ['1 b'], lead.progress());
  assert.is(stage?.state, 'verified', JSON.stringify(stage, null, 1));
  assert.equal(
    stage?.proofs.map(({ t, h, outcome }) => [t, h, outcome]),
    [['fails', 'passes', 'proves']],
  );
  assert.equal((stage?.files ?? []).map((it) => it.slice(2)).sort(), ['answer.js', 'answer.test.js', 'made-by.txt']);
  const applied = await lead.muster(['apply', run], { cwd: project });
  assert.is(applied.code, 0, applied.out + applied.err);
  assert.is(readFileSync(join(project, 'answer.js'), 'utf8'), 'export const fortyTwo = () => 42;\n');
  assert.is(readFileSync(join(project, 'made-by.txt'), 'utf8'), b.root);
  assert.not.ok(existsSync(join(b.home.run(run).root, 'hosted', 'd1.1')), 'its workplace there is gone');
});

test('cut off in the middle it is done once more, under a newer fence; the work of the first is refused, told and kept', async ({
  lead,
  way,
  a,
  b,
}) => {
  b.signal('SIGSTOP');
  await until('only one host to be heard', async () => !(await lead.muster(['status'])).out.includes('host b: '));
  await a.offer('--agents', 'worker');
  const run = await begun(lead, lead.project('other', SHOP));
  await until('the host to have it', async () => (await startsOf(lead, run)).length === 1, LONG);
  assert.equal(await startsOf(lead, run), ['1 a']);
  const workplace = (await lead.view(run)).dispatches.find((it) => it.role === 'executor')?.id.split('.')[1] ?? '';
  const there = join(a.home.run(run).root, 'hosted', `${workplace}.1`, 'answer.1');
  await until('it to be in the middle', () => existsSync(join(there, 'answer.test.js')));
  b.signal('SIGCONT');
  way.cut();
  await until('the host to have ended its worker', () => a.log().includes('no server was reached'), LONG);
  await until('another attempt on the other host', async () => (await startsOf(lead, run)).length === 2, LONG);
  way.heal();
  await until(
    'what the first made to be told',
    async () => (await notesOf(lead, run)).some((it) => it.includes('a later attempt counts')),
    LONG,
  );
  const stage = await stageOf(lead, run);
  assert.equal(await startsOf(lead, run), ['1 a', '2 b']);
  assert.is(stage?.state, 'verified', JSON.stringify(stage, null, 1));
  const view = await lead.view(run);
  const head = execFileSync('git', [`--git-dir=${view.base?.gitDir}`, 'show', `${stage?.head}:made-by.txt`], { encoding: 'utf8' });
  assert.is(head, b.root, 'what counts is what the second made');
  const told = (await notesOf(lead, run)).filter((it) => it.includes('a later attempt counts'));
  assert.is(told.length, 1, told.join('\n'));
  const [, ref = '', gitDir = ''] = /\((refs\/runs\/\S+)\) in (\S+)\.$/.exec(told[0] ?? '') ?? [];
  assert.ok(gitDir.startsWith(a.root), told[0]);
  const kept = execFileSync('git', [`--git-dir=${gitDir}`, 'show', `${ref}:made-by.txt`], { encoding: 'utf8' });
  assert.is(kept, a.root, 'the work of the first is kept on its host');
  assert.throws(() => execFileSync('git', [`--git-dir=${view.base?.gitDir}`, 'rev-parse', '--verify', ref], { stdio: 'ignore' }));
});

test.run();
