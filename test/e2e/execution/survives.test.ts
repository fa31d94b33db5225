// What goes wrong around a stage: the daemon dies in the middle of a proof, somebody plants a configuration above the
// places, the setup fails, the run is aborted. Nothing is run twice, nothing is lost, and nothing false is proved.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { answer, type Execution, openExecution, planOf, read, stagesOf } from './execution-fixture.ts';

const around = suite<{ it: Execution }>('around a stage');
around.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
around.after.each(({ it }) => it.clear());

const RED = "import { answer } from './answer.mjs';\nif (answer() !== 42) process.exit(1);\n";
const YARD = { 'answer.mjs': 'export const answer = () => 41;\n', 'red.test.mjs': RED };
const GREEN = `write('answer.mjs', 'export const answer = () => 42;\\n');`;

around('a daemon that dies in the middle of a proof: its commands are adopted, and none is run twice', async ({ it }) => {
  const [log, go] = [join(it.folder, 'log'), join(it.folder, 'go')];
  const slow = `import { appendFileSync, existsSync } from 'node:fs';\nappendFileSync(${JSON.stringify(log)}, process.env.MUSTER_CHECK + '\\n');
while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 50));\nawait import('./red.test.mjs');\n`;
  const project = it.project('yard', { ...YARD, 'slow.mjs': slow });
  it.executor(`${GREEN} return {};`);
  const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'slow.mjs'] }));
  await it.fixture.up();
  const run = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  await until('the proof to be under way', () => read(log) !== '');
  await it.fixture.kill();
  it.write(go, '');
  await it.fixture.up();
  const view = await it.ended(run);
  assert.is(stagesOf(view)[0]?.state, 'verified', JSON.stringify(stagesOf(view)));
  const begun = read(log).trim().split('\n');
  assert.equal(begun, [...new Set(begun)], 'each check ran once');
  assert.is(begun.length, 4, 'head, base, and both once more');
  assert.is((await it.events(run)).filter(({ type }) => type === 'stage.proved').length, 1);
});

around('a configuration planted above the workplaces: moved away if the folder is ours, never read', async ({ it }) => {
  const project = it.project('yard', YARD);
  it.executor(
    `${GREEN} for (const up of ['..', '../../../../proofs']) { fs.mkdirSync(up, { recursive: true }); write(path.join(up, 'package.json'), '{'); } return {};`,
  );
  const { run, stages } = await it.carryOut(project, [{ id: 'answer' }], { commands: { check: ['node', 'red.test.mjs'] } });
  assert.is(stages[0]?.state, 'verified', JSON.stringify(stages));
  assert.equal(readdirSync(join(it.home.run(run).root, 'set-aside')), ['package.json']);
});

around('one planted in the home itself makes the proof unavailable until a person removes it', async ({ it }) => {
  const project = it.project('yard', YARD);
  it.executor(`${GREEN} write('../../../../pytest.ini', '[pytest]\\n'); return {};`);
  const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.test.mjs'] }));
  await it.fixture.up();
  const run = await it.begin(project, plan);
  const asked = await answer(it.fixture, run, 'verify-again');
  assert.match(asked.gates[0]?.gate.why ?? '', /pytest\.ini; move it away/);
  assert.is(stagesOf(asked)[0]?.state, 'unavailable');
  const again = await answer(it.fixture, run, 'reject', 2);
  assert.is(stagesOf(again)[0]?.attempts, 2);
  const view = await it.ended(run);
  assert.equal([view.outcome, stagesOf(view)[0]?.state], ['failed', 'unavailable']);
});

around('a setup that fails costs no worker, and one that works runs in every workplace', async ({ it }) => {
  it.fixture.config('checks: { retries: 0 }\nworkplace: { setup: [[node, setup.mjs]], include: [local.txt] }\n');
  const setup = `import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
if (existsSync(${JSON.stringify(join(it.folder, 'broken'))})) process.exit(7);
mkdirSync('made', { recursive: true }); writeFileSync('made/dep.mjs', 'export const dep = ' + readFileSync('local.txt', 'utf8'));\n`;
  const project = it.project('yard', {
    'answer.mjs': 'export const answer = () => 41;\n',
    'setup.mjs': setup,
    'red.test.mjs': `import { dep } from './made/dep.mjs';\n${RED}if (dep !== 7) process.exit(9);\n`,
    '.gitignore': 'local.txt\n',
  });
  it.write(join(project, 'local.txt'), '7');
  it.write(join(it.folder, 'broken'), '');
  it.executor(`if (!fs.existsSync('made/dep.mjs')) return null; ${GREEN} return {};`);
  const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.test.mjs'] }));
  await it.fixture.up();
  const run = await it.begin(project, plan);
  await until('a gate', async () => (await it.view(run)).gates.length > 0);
  assert.equal([(await it.view(run)).dispatches.length, stagesOf(await it.view(run))[0]?.state], [0, 'unavailable']);
  execFileSync('rm', [join(it.folder, 'broken')]);
  const asked = await answer(it.fixture, run, 'verify-again');
  assert.match(asked.gates[0]?.gate.why ?? '', /setup command .*exit code 7/);
  const view = await it.ended(run);
  assert.is(stagesOf(view)[0]?.state, 'verified', JSON.stringify(stagesOf(view)));
  assert.equal(stagesOf(view)[0]?.files, ['M answer.mjs'], 'what the setup made is no work');
});

around('what a check prints of the secrets of an included file is hidden in the journal, prompts and reports', async ({ it }) => {
  it.fixture.config('checks: { retries: 0 }\nworkplace: { include: [.env.test] }\n');
  const secret = 'purple-elephant-4711';
  const project = it.project('yard', {
    ...YARD,
    'red.test.mjs': `import { readFileSync } from 'node:fs';\nconsole.log('the file says ' + readFileSync('.env.test', 'utf8'));\nprocess.exit(3);\n`,
    '.gitignore': '.env.test\n',
  });
  it.write(join(project, '.env.test'), `export API_TOKEN="${secret}"\nPORT=8080\n`);
  it.executor(`${GREEN} return {};`);
  const { run, stages } = await it.carryOut(project, [{ id: 'answer' }], { commands: { check: ['node', 'red.test.mjs'] } });
  assert.match(stages[0]?.reasons.join('\n') ?? '', /the file says export API_TOKEN="?\[redacted\]/);
  assert.match(stages[0]?.reasons.join('\n') ?? '', /PORT=8080/);
  assert.not.match(JSON.stringify(await it.events(run)), secret);
  const told = spawnSync('grep', ['-rl', '--exclude-dir=transcripts', secret, it.home.run(run).root], { encoding: 'utf8' });
  assert.equal([told.status, told.stdout], [1, ''], 'no report, prompt or state of the run has it');
});

around('an abort keeps the contents of a workplace, and ends its checks', async ({ it }) => {
  const project = it.project('yard', YARD);
  const mark = join(it.folder, 'begun');
  it.executor(
    `${GREEN} fs.writeFileSync(${JSON.stringify(mark)}, ''); await new Promise((resolve) => setTimeout(resolve, 600_000)); return {};`,
  );
  const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.test.mjs'] }));
  await it.fixture.up();
  const run = await it.begin(project, plan);
  await until('the executor to work', () => existsSync(mark));
  assert.is((await it.fixture.muster(['abort', run])).code, 0);
  const view = await it.ended(run);
  assert.equal([view.outcome, stagesOf(view)[0]?.state], ['aborted', 'interrupted']);
  const { gitDir } = view.base ?? (assert.unreachable() as never);
  const kept = execFileSync('git', [`--git-dir=${gitDir}`, 'show', `refs/runs/${run}/preserved/answer.1:answer.mjs`], { encoding: 'utf8' });
  assert.is(kept, 'export const answer = () => 42;\n');
  // What could not be cleared when the run ended, and what a command left that was killed, goes when a daemon starts again.
  await it.fixture.kill();
  const left = join(it.home.run(run).root, 'stages', 'strange', 'file');
  it.write(left, '');
  const places = [
    join(it.home.run(run).root, 'hand-over-999999999-abcdef'),
    join(it.home.run(run).root, `hand-over-${process.pid}-abcdef`),
  ];
  for (const path of places) {
    it.write(join(path, 'file'), '');
    utimesSync(path, 0, 0);
  }
  await it.fixture.up();
  await until('the sweep', async () => !existsSync(left));
  assert.equal(
    places.map((path) => existsSync(path)),
    [false, true],
    'a process that lives keeps its folder',
  );
  // Nobody has it: it goes only if that is asked for.
  const isKept = () =>
    existsSync(gitDir) &&
    execFileSync('git', [`--git-dir=${gitDir}`, 'for-each-ref', '--format=%(refname)'], { encoding: 'utf8' }).includes(`${run}/preserved`);
  assert.match((await it.fixture.muster(['prune', '--keep', '0'])).out, /kept: its work is on no branch[\s\S]*muster prune --with-work/);
  assert.is(isKept(), true);
  assert.is((await it.fixture.muster(['prune', '--keep', '0', '--with-work'])).code, 0);
  assert.is(isKept(), false);
});

around.run();
