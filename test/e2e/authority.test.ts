// Who may answer in a person's stead: a real worker tries every way it knows, and a person's own ways go on working.

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from './cli/cli-stage.ts';
import { until } from './daemon-stage.ts';
import { LAUNCHER } from './program.ts';

const TEMPLATE = `name: asked
description: a question after the analysis
roster: [{ role: analyser, seats: task }]
phases:
  - { key: analysis, kind: fan-out, role: analyser, skill: analysis, gates: [{ name: scope, asks: Was the right part looked at? }] }
quorum: 1
deadline: 5m
limits: {}
`;

const test = suite<{ stage: CliStage }>('an answer that only a person may give');

test.before.each((context) => {
  context.stage = openCliStage();
  context.stage.write(join(context.stage.home.templates, 'asked.yaml'), TEMPLATE);
});
test.after.each(({ stage }) => stage.clear());

async function asked(stage: CliStage, project: string, agents: readonly string[]) {
  const before = new Set(await stage.runs());
  stage.drop(`asked-${before.size}.md`, stage.task(project, agents, 'type: asked\n', `Question ${before.size}`));
  let run = '';
  await until('a gate to be open', async () => {
    run = (await stage.runs()).find((it) => !before.has(it)) ?? '';
    return run !== '' && (await stage.view(run)).gates.length > 0;
  });
  const [gate] = (await stage.view(run)).gates;
  return { run, gate: gate?.gate.id ?? '', shown: gate?.gate.shown ?? '' };
}

test('is not accepted from a worker, whatever it does', async ({ stage }) => {
  const project = stage.project('shop');
  const daemon = await stage.up();
  const one = await asked(stage, project, ['builtin']);
  const at = (name: string) => join(stage.folder, name);
  const plan = { ...one, home: stage.root, folder: stage.folder, daemon, innocent: process.pid, said: at('said.json'), over: at('over') };
  const baits = { bait: at('bait'), taken: at('taken'), bait2: at('bait2'), taken2: at('taken2') };
  stage.write(at('plan.json'), JSON.stringify({ ...plan, ...baits }));
  stage.agent('forger', 'forges-answers.mjs', at('plan.json'));
  stage.drop('second.md', stage.task(project, ['forger'], '', 'Something else.'));

  // This process is who opens by mistake what the worker has put in its way.
  for (const [bait, taken] of [
    [baits.bait, baits.taken],
    [baits.bait2, baits.taken2],
  ] as const) {
    await until('the bait', () => existsSync(bait), 60_000);
    const fd = openSync(bait, 'r');
    writeFileSync(taken, '');
    const { said } = plan;
    void until('the worker to be done', () => existsSync(said), 60_000).then(() => closeSync(fd));
  }
  await until('the worker to be done', () => existsSync(plan.said), 60_000);
  writeFileSync(plan.over, '');

  const said = JSON.parse(readFileSync(plan.said, 'utf8')) as Record<string, string>;
  assert.is(Object.keys(said).length, 17);
  for (const [way, word] of Object.entries(said)) assert.is(word, 'not-allowed-here', way);
  const [gate] = (await stage.view(one.run)).gates;
  assert.is(gate?.answer, null);
  const refused = (await stage.events(one.run))
    .filter((it) => it.type === 'answer.refused')
    .map((it) => (it.payload as { why: string }).why);
  assert.is(refused.length, 16, 'each answer that was tried is in the journal');
  assert.ok(refused.some((why) => /it came as a file/.test(why)));

  const given = await stage.muster(['approve', one.gate]);
  assert.is(given.code, 0, given.err);
  assert.is((await stage.ended(one.run)).outcome, 'completed');
});

test('is accepted by file only where no agent could have written it', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('good', 'reviews.mjs');
  await stage.up();
  const ofRules = await asked(stage, project, ['builtin']);
  const shown = await stage.muster(['approvals', ofRules.gate]);
  assert.match(shown.out, `${ofRules.gate}.approve`);
  stage.drop(`${ofRules.gate}.approve`, `${ofRules.shown}\n`);
  assert.is((await stage.ended(ofRules.run)).outcome, 'completed');

  const ofAgent = await asked(stage, project, ['good']);
  assert.not.match((await stage.muster(['approvals', ofAgent.gate])).out, `${ofAgent.gate}.approve`);
  stage.drop(`${ofAgent.gate}.approve`, `${ofAgent.shown}\n`);
  const told = join(stage.home.inbox, 'rejected', `${ofAgent.gate}.approve.error.txt`);
  await until('the refusal', () => existsSync(told));
  assert.match(readFileSync(told, 'utf8'), /good of r-\w+ can run commands and could have written the file itself/);
  assert.is((await stage.view(ofAgent.run)).gates[0]?.answer, null);

  // A run without such a worker is not allowed either while another run has one.
  const again = await asked(stage, project, ['builtin']);
  stage.drop(`${again.gate}.approve`, `${again.shown}\n`);
  await until('the refusal', () => existsSync(join(stage.home.inbox, 'rejected', `${again.gate}.approve.error.txt`)));
});

test('is given once: a token that was used for another run is an error', async ({ stage }) => {
  const project = stage.project('shop');
  await stage.up();
  const [one, other] = [await asked(stage, project, ['builtin']), await asked(stage, project, ['builtin'])];
  const give = ({ run, gate, shown }: typeof one) =>
    stage.ask({
      ask: 'order',
      command: { token: 'the-same-token', actor: { kind: 'person' }, order: { kind: 'answer', run, gate, answer: 'approve', shown } },
    });
  await give(one);
  // It stays the same order while the run ends, and after that.
  for (let after = 0; after < 3; ) {
    await Promise.all(Array.from({ length: 20 }, () => give(one)));
    if (existsSync(stage.home.run(one.run).manifest)) after += 1;
  }
  let code = 'taken';
  await give(other).catch((error: { code: string }) => {
    code = error.code;
  });
  assert.is(code, 'command-reused');
  assert.is((await stage.view(other.run)).gates[0]?.answer, null);
  const note = { kind: 'note', run: other.run, text: 'by the same token' } as const;
  await stage
    .ask({ ask: 'order', command: { token: 'the-same-token', actor: { kind: 'person' }, order: note } })
    .then(() => assert.unreachable())
    .catch((error: { code: string }) => assert.is(error.code, 'command-reused'));
});

test('is accepted from a process whose parent is gone, in a session of its own', async ({ stage }) => {
  await stage.up();
  const one = await asked(stage, stage.project('shop'), ['builtin']);
  // As a script behind nohup, whose shell was closed: nobody's worker.
  const script = `setsid "$@" > ${stage.folder}/said 2>&1 & exit 0`;
  spawn('/bin/sh', ['-c', script, 'sh', process.execPath, LAUNCHER, 'approve', one.gate], { env: stage.env, stdio: 'ignore' });
  assert.is((await stage.ended(one.run)).outcome, 'completed');
});

test.run();
