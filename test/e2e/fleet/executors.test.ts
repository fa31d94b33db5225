// Executors on hosts: a stage is carried out there, proved by its lead and applied. If the host is cut off, the stage is done again
// elsewhere under a newer fence; the first one's work is refused, reported and kept.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { type DaemonFixture, until, WORKERS } from '../daemon-fixture.ts';
import { answer, planOf, type StagePart, stagesOf, treeAt } from '../execution/execution-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture } from './hosts-fixture.ts';
import { type Servers, startServers } from './servers-fixture.ts';
import { type Way, wayTo } from './stalling-proxy.ts';

const test = suite<{ servers: Servers; way: Way; lead: CliFixture; a: HostFixture; b: HostFixture }>('executors on hosts');
const LEASE = '10s';
const LONG = 180_000;

test.before(async (context) => {
  context.servers = await startServers(1);
  const { urls } = context.servers;
  context.way = await wayTo(urls[0] ?? '');
  context.lead = openCliFixture('lead');
  context.lead.config(`${fleetSettings(urls, 'lead', LEASE)}grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n`);
  context.a = openHostFixture('a', [context.way.url], LEASE);
  context.b = openHostFixture('b', urls, LEASE);
  for (const fixture of [context.lead, context.a, context.b]) executor(fixture);
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

const goOf = (fixture: DaemonFixture): string => join(fixture.folder, 'go');

/**
 * It mends the answer, says in a file on which machine, and ends when its machine's test says so. Of the stage that builds on
 * that, it does a part and asks; whoever goes on needs that part.
 */
function executor(fixture: DaemonFixture): void {
  const deeds = join(fixture.folder, 'deeds.mjs');
  fixture.write(
    deeds,
    `import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nimport { setTimeout as sleep } from 'node:timers/promises';
const here = ${JSON.stringify(fixture.root)};
export async function deeds({ inputs, result, dispatch, nonce }) {
  if (inputs.stage === 'more') {
    if (!readFileSync('answer.js', 'utf8').includes('42')) throw new Error('what it builds on is not there');
    if (!existsSync('part.txt')) {
      writeFileSync('part.txt', here);
      writeFileSync(result, JSON.stringify({ dispatch, nonce, role: 'executor', status: 'blocked', summary: 'asks', question: 'How many more?' }));
      return null;
    }
    writeFileSync('more.js', 'export const more = () => 43;\\n');
    writeFileSync('more.test.js', ${JSON.stringify(TEST.replace('./answer.js', './more.js').replaceAll('fortyTwo', 'more').replace('42', '43'))});
    return { title: 'Give more' };
  }
  mkdirSync('cache', { recursive: true });
  writeFileSync('cache/x', 'ignored');
  writeFileSync('made-by.txt', here);
  writeFileSync('answer.test.js', ${JSON.stringify(TEST)});
  while (!existsSync(${JSON.stringify(goOf(fixture))})) await sleep(50);
  writeFileSync('answer.js', 'export const fortyTwo = () => 42;\\n');
  return { title: 'Give the right answer' };
}\n`,
  );
  const argv = JSON.stringify([process.execPath, join(WORKERS, 'executes.mjs'), deeds]);
  fixture.write(
    join(fixture.home.agents, 'worker.md'),
    `---\nname: worker\ndescription: scripted\nprovider: command\nroles: [executor]\nargv: ${argv}\n---\n`,
  );
}

const ANSWER = {
  id: 'answer',
  goal: 'fortyTwo() gives 42.',
  exitContract: 'answer.js gives 42.',
  files: ['answer.js', 'answer.test.js', 'made-by.txt'],
  steps: [
    { action: 'RED: a test that wants 42', detail: 'answer.test.js: the answer is 42.' },
    { action: 'GREEN: give 42', detail: 'answer.js' },
  ],
};
const MORE = {
  id: 'more',
  dependsOn: ['answer'],
  goal: 'more() gives 43, as answer.js gives 42.',
  exitContract: 'more.js gives 43.',
  files: ['more.js', 'more.test.js', 'part.txt'],
  steps: [
    { action: 'RED: a test that wants 43', detail: 'more.test.js: it is 43.' },
    { action: 'GREEN: give 43', detail: 'more.js' },
  ],
};

async function begun(lead: CliFixture, project: string, stages: readonly StagePart[] = [ANSWER]): Promise<string> {
  const before = await lead.runs();
  lead.drop('do.md', lead.task(project, ['worker'], 'type: given-plan\n', JSON.stringify(planOf(stages))));
  let run: string | undefined;
  await until('the run', async () => {
    run = (await lead.runs()).find((it) => !before.includes(it));
    return run !== undefined;
  });
  await answer(lead, run ?? '', 'approve');
  return run ?? '';
}

const startsOf = async (lead: CliFixture, run: string): Promise<string[]> =>
  (await lead.events(run)).flatMap(({ type, payload }) =>
    type === 'attempt.started' && payload.role === 'executor' ? [`${payload.attempt} ${payload.host?.node ?? 'here'}`] : [],
  );
const notesOf = async (lead: CliFixture, run: string): Promise<string[]> =>
  (await lead.events(run)).flatMap((it) => (it.type === 'note.added' ? [it.payload.note.text] : []));

test('a stage is carried out on a host, committed and proved by its lead, and applied', async ({ lead, b }) => {
  await b.offer('--agents', 'worker');
  writeFileSync(goOf(b), '');
  const project = lead.project('shop', SHOP);
  const run = await begun(lead, project);
  const view = await lead.ended(run, LONG);
  const [stage] = stagesOf(view);
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

test('a stage builds on another there; one that had asked a question continues at home, with what the host had delivered', async ({
  lead,
  b,
}) => {
  const run = await begun(lead, lead.project('two', SHOP), [ANSWER, MORE]);
  await answer(lead, run, 'approve', 2, 'one more');
  const view = await lead.ended(run, LONG);
  assert.equal(
    stagesOf(view).map(({ id, state }) => [id, state]),
    [
      ['answer', 'verified'],
      ['more', 'verified'],
    ],
    JSON.stringify(stagesOf(view), null, 1),
  );
  assert.equal(await startsOf(lead, run), ['1 b', '1 b', '1 here']);
  assert.match(lead.progress(), /worker=worker model=\S+ attempt=1 here="it continues what a host has handed in"/);
  const files = treeAt(view, stagesOf(view)[1]?.head ?? null);
  assert.equal(
    [files['part.txt'], files['more.js'], files['answer.js']],
    [b.root, 'export const more = () => 43;\n', 'export const fortyTwo = () => 42;\n'],
  );
});

test('cut off in the middle it is done again under a newer fence; the first attempt’s work is refused, reported and kept', async ({
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
  const view = await lead.ended(run, LONG);
  const [stage] = stagesOf(view);
  assert.equal(await startsOf(lead, run), ['1 a', '2 b']);
  assert.is(stage?.state, 'verified', JSON.stringify(stage, null, 1));
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
