// The daemon is killed before and after everything that it does for a stage: there is still one attempt, one proof and one commit, and no
// command runs twice.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { type Execution, openExecution, planOf, read, stagesOf } from './execution-fixture.ts';

const kills = suite<{ it: Execution }>('a daemon killed around a stage');
kills.before.each((context) => {
  context.it = openExecution();
});
kills.after.each(({ it }) => it.clear());

/** In the order in which one run comes by them. */
const EFFECTS = ['effect.open-plan', 'effect.claim-stage', 'effect.prepare-stage', 'effect.seal-stage', 'effect.prove-stage'] as const;

for (const when of ['before', 'after'] as const) {
  kills(`${when} each of its effects`, async ({ it }) => {
    const log = join(it.folder, 'log');
    const counted = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(log)}, process.env.MUSTER_CHECK + '\\n');\n`;
    it.config('workplace: { setup: [[node, counted.mjs]] }\ngrace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
    const project = it.project('yard', {
      'answer.mjs': 'export const answer = () => 41;\n',
      'counted.mjs': counted,
      'red.test.mjs': `import './counted.mjs';\nimport { answer } from './answer.mjs';\nif (answer() !== 42) process.exit(1);\n`,
    });
    const begun = join(it.folder, 'begun');
    it.executor(`fs.appendFileSync(${JSON.stringify(begun)}, 'x'); write('answer.mjs', 'export const answer = () => 42;\\n'); return {};`);
    const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.test.mjs'] }));
    it.drop('carry-out.md', it.task(project, ['worker'], `type: implementation\nplan: ${plan}\napprovals: auto\n`));
    for (const effect of EFFECTS) {
      const pid = await it.up({ MUSTER_FAILPOINT: `${effect}.${when}` }).catch(() => 0);
      await until(`the daemon to die ${when} ${effect}`, () => pid === 0 || isDead(pid));
      await it.kill();
    }
    await it.up();
    const run = (await it.runs()).find((one) => one !== plan) ?? '';
    const view = await it.ended(run);
    const [stage] = stagesOf(view);
    assert.equal([stage?.state, stage?.attempts, view.dispatches.filter(({ role }) => role === 'executor').length], ['verified', 1, 1]);
    assert.is(read(begun), 'x', 'one executor worked, once');
    const checks = read(log).trim().split('\n');
    assert.equal(checks, [...new Set(checks)], 'no command ran twice under one key');
    assert.is(checks.length, 7, 'the setups of the workplace, the head and the base, and the command on head and base, twice');
    const types = (await it.events(run)).map(({ type }) => type).filter((type) => type.startsWith('stage'));
    assert.equal(types, [
      'stages.planned',
      'stage.claimed',
      'stage.prepared',
      'stage.proposed',
      'stage.sealed',
      'stage.proved',
      'stage.settled',
    ]);
  });
}

kills('a check that dies with the session host is run again: nothing is known about the work', async ({ it }) => {
  const [begun, go] = [join(it.folder, 'begun'), join(it.folder, 'go')];
  const project = it.project('yard', {
    'answer.mjs': 'export const answer = () => 41;\n',
    'notes.txt': 'as committed\n',
    'red.test.mjs': `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { answer } from './answer.mjs';
if (readFileSync('notes.txt', 'utf8') !== 'as committed\\n') process.exit(3);
writeFileSync('notes.txt', 'half a check');
writeFileSync(${JSON.stringify(begun)}, '');
while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 50));
if (answer() !== 42) process.exit(1);\n`,
  });
  it.executor(`write('answer.mjs', 'export const answer = () => 42;\\n'); return {};`);
  const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.test.mjs'] }));
  await it.up();
  const run = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  await until('a check', () => existsSync(begun));
  for (const host of it.hosts()) process.kill(host, 'SIGKILL');
  writeFileSync(go, '');
  const [stage] = stagesOf(await it.ended(run));
  assert.equal([stage?.state, stage?.attempts], ['verified', 1], JSON.stringify(stage));
});

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

kills.run();
