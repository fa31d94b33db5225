// Only a person answers gates: a real worker tries every way to do it and is refused, and a person's own ways still work.

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from './cli/cli-fixture.ts';
import { until } from './daemon-fixture.ts';
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

const test = suite<{ fixture: CliFixture }>('an answer that only a person may give');

test.before.each((context) => {
  context.fixture = openCliFixture();
  context.fixture.write(join(context.fixture.home.templates, 'asked.yaml'), TEMPLATE);
});
test.after.each(({ fixture }) => fixture.clear());

async function asked(fixture: CliFixture, project: string, agents: readonly string[]) {
  const before = new Set(await fixture.runs());
  fixture.drop(`asked-${before.size}.md`, fixture.task(project, agents, 'type: asked\n', `Question ${before.size}`));
  let run = '';
  await until('a gate to be open', async () => {
    run = (await fixture.runs()).find((it) => !before.has(it)) ?? '';
    return run !== '' && (await fixture.view(run)).gates.length > 0;
  });
  const [gate] = (await fixture.view(run)).gates;
  return { run, gate: gate?.gate.id ?? '', shown: gate?.gate.shown ?? '' };
}

test('is not accepted from a worker, whatever it does', async ({ fixture }) => {
  const project = fixture.project('shop');
  const daemon = await fixture.up();
  const one = await asked(fixture, project, ['builtin']);
  const at = (name: string) => join(fixture.folder, name);
  const plan = {
    ...one,
    home: fixture.root,
    folder: fixture.folder,
    daemon,
    innocent: process.pid,
    said: at('said.json'),
    over: at('over'),
  };
  const baits = { bait: at('bait'), taken: at('taken'), bait2: at('bait2'), taken2: at('taken2') };
  fixture.write(at('plan.json'), JSON.stringify({ ...plan, ...baits }));
  fixture.agent('forger', 'forges-answers.mjs', at('plan.json'));
  fixture.drop('second.md', fixture.task(project, ['forger'], '', 'Something else.'));

  // This process is who opens by mistake what the worker has put in its way.
  for (const [bait, taken] of [
    [baits.bait, baits.taken],
    [baits.bait2, baits.taken2],
  ] as const) {
    await until('the bait', () => existsSync(bait));
    const fd = openSync(bait, 'r');
    writeFileSync(taken, '');
    const { said } = plan;
    void until('the worker to be done', () => existsSync(said)).then(() => closeSync(fd));
  }
  await until('the worker to be done', () => existsSync(plan.said));
  writeFileSync(plan.over, '');

  const said = JSON.parse(readFileSync(plan.said, 'utf8')) as Record<string, string>;
  assert.is(Object.keys(said).length, 17);
  for (const [way, word] of Object.entries(said)) assert.is(word, 'not-allowed-here', way);
  const [gate] = (await fixture.view(one.run)).gates;
  assert.is(gate?.answer, null);
  const refused = (await fixture.events(one.run))
    .filter((it) => it.type === 'answer.refused')
    .map((it) => (it.payload as { why: string }).why);
  assert.is(refused.length, 16, 'each answer that was tried is in the journal');
  assert.ok(refused.some((why) => /it came as a file/.test(why)));

  const given = await fixture.muster(['approve', one.gate]);
  assert.is(given.code, 0, given.err);
  assert.is((await fixture.ended(one.run)).outcome, 'completed');
});

test('is accepted by file only where no agent could have written it', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('good', 'reviews.mjs');
  await fixture.up();
  const ofRules = await asked(fixture, project, ['builtin']);
  const shown = await fixture.muster(['approvals', ofRules.gate]);
  assert.match(shown.out, `${ofRules.gate}.approve`);
  fixture.drop(`${ofRules.gate}.approve`, `${ofRules.shown}\n`);
  assert.is((await fixture.ended(ofRules.run)).outcome, 'completed');

  const ofAgent = await asked(fixture, project, ['good']);
  assert.not.match((await fixture.muster(['approvals', ofAgent.gate])).out, `${ofAgent.gate}.approve`);
  fixture.drop(`${ofAgent.gate}.approve`, `${ofAgent.shown}\n`);
  const told = join(fixture.home.inbox, 'rejected', `${ofAgent.gate}.approve.error.txt`);
  await until('the refusal', () => existsSync(told));
  assert.match(readFileSync(told, 'utf8'), /good of r-\w+ can run commands and could have written the file itself/);
  assert.is((await fixture.view(ofAgent.run)).gates[0]?.answer, null);

  // A run without such a worker is not allowed either while another run has one.
  const again = await asked(fixture, project, ['builtin']);
  fixture.drop(`${again.gate}.approve`, `${again.shown}\n`);
  await until('the refusal', () => existsSync(join(fixture.home.inbox, 'rejected', `${again.gate}.approve.error.txt`)));
});

test('is given once: a token that was used for another run is an error', async ({ fixture }) => {
  const project = fixture.project('shop');
  await fixture.up();
  const [one, other] = [await asked(fixture, project, ['builtin']), await asked(fixture, project, ['builtin'])];
  const give = ({ run, gate, shown }: typeof one) =>
    fixture.ask({
      ask: 'order',
      command: { token: 'the-same-token', actor: { kind: 'person' }, order: { kind: 'answer', run, gate, answer: 'approve', shown } },
    });
  await give(one);
  // It stays the same order while the run ends, and after that.
  for (let after = 0; after < 3; ) {
    await Promise.all(Array.from({ length: 20 }, () => give(one)));
    if (existsSync(fixture.home.run(one.run).manifest)) after += 1;
  }
  let code = 'taken';
  await give(other).catch((error: { code: string }) => {
    code = error.code;
  });
  assert.is(code, 'command-reused');
  assert.is((await fixture.view(other.run)).gates[0]?.answer, null);
  const note = { kind: 'note', run: other.run, text: 'by the same token' } as const;
  await fixture
    .ask({ ask: 'order', command: { token: 'the-same-token', actor: { kind: 'person' }, order: note } })
    .then(() => assert.unreachable())
    .catch((error: { code: string }) => assert.is(error.code, 'command-reused'));
});

test('is accepted from a process whose parent is gone, in a session of its own', async ({ fixture }) => {
  await fixture.up();
  const one = await asked(fixture, fixture.project('shop'), ['builtin']);
  // As a script behind nohup, whose shell was closed: nobody's worker.
  const script = `setsid "$@" > ${fixture.folder}/said 2>&1 & exit 0`;
  spawn('/bin/sh', ['-c', script, 'sh', process.execPath, LAUNCHER, 'approve', one.gate], { env: fixture.env, stdio: 'ignore' });
  assert.is((await fixture.ended(one.run)).outcome, 'completed');
});

test.run();
