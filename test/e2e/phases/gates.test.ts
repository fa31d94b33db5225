// What runs ask a person, and what the answers do: workers' questions, what a template asks after a phase, answers
// by command and by file, answers that do not count, and nobody's answer.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import type { RunCommand } from '../../../contracts/run/command.ts';
import type { GateAnswer } from '../../../contracts/run/gate.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const TEMPLATE = `name: asked
description: two questions after the analysis
roster: [{ role: analyser, seats: task }]
phases:
  - key: analysis
    kind: fan-out
    role: analyser
    skill: analysis
    gates: [{ name: scope, asks: Was the right part looked at? }, { name: depth, asks: Closely enough? }]
quorum: 1
deadline: 5m
limits: {}
`;

const test = suite<{ fixture: CliFixture; project: string }>('a gate');

test.before.each(async (context) => {
  context.fixture = openCliFixture();
  context.project = context.fixture.project('shop');
  context.fixture.agent('asker', 'asks-first.mjs');
  context.fixture.agent('good', 'reviews.mjs');
  context.fixture.write(join(context.fixture.home.templates, 'asked.yaml'), TEMPLATE);
});
test.after.each(({ fixture }) => fixture.clear());

async function begun(fixture: CliFixture, project: string, agents: string[], more = ''): Promise<string> {
  const before = new Set(await fixture.runs());
  fixture.drop('task.md', fixture.task(project, agents, more));
  let run: string | undefined;
  await until('the drop to become a run', async () => {
    run = (await fixture.runs()).find((it) => !before.has(it));
    return run !== undefined;
  });
  return run ?? '';
}

async function asking(fixture: CliFixture, run: string, gates = 1): Promise<RunView['gates']> {
  let open: RunView['gates'] = [];
  await until(`${run} to ask ${gates}`, async () => {
    open = (await fixture.view(run)).gates.filter((it) => it.answer === null && !it.closed);
    return open.length >= gates;
  });
  return open;
}

const order = (fixture: CliFixture, command: RunCommand, token: string) =>
  fixture.ask({ ask: 'order', command: { token, actor: { kind: 'person' }, order: command } });

async function refusal(of: Promise<unknown>): Promise<string> {
  try {
    await of;
    return 'not refused';
  } catch (error) {
    return error instanceof MusterError ? error.code : String(error);
  }
}

test('is opened by a question; the answer restarts the worker with both, and is in the report', async ({ fixture, project }) => {
  await fixture.up();
  const run = await begun(fixture, project, ['asker', 'good']);
  const [asked] = await asking(fixture, run);
  await until('the run to want only an answer', async () => (await fixture.view(run)).status === 'awaiting-approval');
  const shown = await fixture.muster(['approvals']);
  assert.match(shown.out, /Which of the two tariffs is meant\?/);
  assert.match(shown.out, new RegExp(`${run}\\.g1`));

  const empty = await fixture.muster(['approve', `${run}.g1`]);
  assert.is(empty.code, 1);
  assert.match(empty.err, /needs a comment/);
  const given = await fixture.muster(['approve', 'g1', '-m', 'the night tariff'], { cwd: project });
  assert.is(given.code, 0, given.err);

  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.not(view.degraded, view.degradedWhy.join());
  const [first, second] = view.dispatches.filter((it) => it.seat === 'asker' && it.round === 0);
  assert.equal([first?.pass, first?.reason, second?.pass, second?.reason], [0, 'blocked', 1, 'done']);
  assert.ok(view.raised.some((it) => it.finding.title.startsWith('For the night tariff')));
  assert.equal(view.gates[0]?.comment, 'the night tariff');
  assert.is(view.gates[0]?.by?.kind, 'person');
  assert.type(view.gates[0]?.by?.pid, 'number');
  assert.match(readFileSync(join(fixture.home.run(run).report, 'report.md'), 'utf8'), /the night tariff/);
  assert.is(asked?.gate.about.kind, 'question');
});

test('takes a repeated answer as one, and refuses what does not fit', async ({ fixture, project }) => {
  await fixture.up();
  const run = await begun(fixture, project, ['asker', 'good']);
  const [asked] = await asking(fixture, run);
  const gate = asked?.gate;
  assert.ok(gate);
  const answer = (what: GateAnswer, shown = gate.shown, comment?: string): RunCommand => ({
    kind: 'answer',
    run,
    gate: gate.id,
    answer: what,
    shown,
    ...(comment === undefined ? {} : { comment }),
  });
  assert.is(await refusal(order(fixture, answer('approve', '0'.repeat(64), 'x'), 'token-stale')), 'command-refused');
  assert.is(await refusal(order(fixture, answer('verify-again'), 'token-other')), 'command-refused');
  assert.is(
    await refusal(order(fixture, { ...answer('approve', gate.shown, 'x'), gate: `${run}.g7` } as RunCommand, 'token-nogate')),
    'command-refused',
  );

  await order(fixture, answer('reject'), 'token-mine');
  await order(fixture, answer('reject'), 'token-mine');
  assert.is(await refusal(order(fixture, answer('approve', gate.shown, 'x'), 'token-mine')), 'command-reused');
  assert.is(await refusal(order(fixture, answer('reject'), 'token-late')), 'command-refused');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  await order(fixture, answer('reject'), 'token-mine');
  assert.is((await fixture.events(run)).filter((it) => it.type === 'gate.answered').length, 1);
});

test('is answered by a file with the digest of what was shown, also across a crash', async ({ fixture, project }) => {
  fixture.config('answerFiles: on\n');
  await fixture.up();
  const run = await begun(fixture, project, ['asker', 'good']);
  const [asked] = await asking(fixture, run);
  await fixture.kill();
  await fixture.up();
  const { inbox } = fixture.home;
  writeFileSync(join(inbox, `${run}.g1.reject`), `${'f'.repeat(64)}\n`);
  await until('the stale answer to be rejected', () => readdirSync(join(inbox, 'rejected')).some((it) => it.endsWith('.error.txt')));
  assert.is((await fixture.view(run)).gates[0]?.answer, null);
  writeFileSync(join(inbox, `${run}.g1.approve`), `${asked?.gate.shown}\nthe day tariff\n`);
  const view = await fixture.ended(run);
  assert.is(view.gates[0]?.comment, 'the day tariff');
  assert.ok(view.raised.some((it) => it.finding.title.startsWith('For the day tariff')));
  await until('the answer to be shelved', () => readdirSync(join(inbox, 'accepted')).some((it) => it.includes('g1.approve')));
  assert.equal((await fixture.runs()).length, 1);
});

test('of a template is one of several after a phase; requested changes are in the next prompts', async ({ fixture, project }) => {
  await fixture.up();
  const run = await begun(fixture, project, ['good'], 'type: asked\n');
  const gates = await asking(fixture, run, 2);
  assert.equal(
    gates.map(({ gate }) => gate.asks),
    ['Was the right part looked at?', 'Closely enough?'],
  );
  await fixture.muster(['approve', gates[0]?.gate.id ?? '']);
  await fixture.muster(['request-changes', gates[1]?.gate.id ?? '', '-m', 'look at the Zinsen too']);
  await until('the work to be done again', async () =>
    (await fixture.view(run)).dispatches.some((it) => it.pass === 1 && it.state === 'ended'),
  );
  const again = (await fixture.view(run)).dispatches.find((it) => it.pass === 1);
  assert.match(readFileSync(again?.prompt?.path ?? '', 'utf8'), /look at the Zinsen too/);
  for (const { gate } of await asking(fixture, run, 2)) await fixture.muster(['approve', gate.id]);
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal(
    view.gates.map((it) => it.answer),
    ['approve', 'request-changes', 'approve', 'approve'],
  );
});

test('that is rejected ends the run, with its report; --no-wait-approval leaves with 5 before', async ({ fixture, project }) => {
  fixture.write(join(fixture.folder, 'task.md'), fixture.task(project, ['good'], 'type: asked\n'));
  const left = await fixture.muster(['run', join(fixture.folder, 'task.md'), '--no-wait-approval']);
  assert.is(left.code, 5, left.err);
  const [run = ''] = await fixture.runs();
  const [one] = await asking(fixture, run, 2);
  await fixture.muster(['reject', one?.gate.id ?? '', '-m', 'not this way']);
  const view = await fixture.ended(run);
  assert.equal([view.outcome, view.reason, view.message], ['aborted', 'rejected', 'not this way']);
  assert.ok(view.gates[1]?.closed);
  assert.ok(view.report);
});

test('that nobody answers pauses the run; when it is resumed it waits again', async ({ fixture, project }) => {
  fixture.config('gateExpires: 1s\n');
  await fixture.up();
  const run = await begun(fixture, project, ['good'], 'type: asked\n');
  await until('the run to be paused', async () => (await fixture.view(run)).status === 'paused');
  await until('the line of it', () => /phase-5\.7-gate gate=\S+\.g1 expired/.test(fixture.progress()));
  const listed = await fixture.muster(['resume']);
  assert.match(listed.out, new RegExp(run));
  assert.is((await fixture.muster(['resume', run])).code, 0);
  await until('the run to be paused again', async () => (await fixture.events(run)).filter((it) => it.type === 'run.paused').length === 2);
  for (const { gate } of await asking(fixture, run, 2)) await fixture.muster(['approve', gate.id]);
  await fixture.muster(['resume', run]);
  assert.is((await fixture.ended(run)).outcome, 'completed');
});

test('is answered by the task if it says so', async ({ fixture, project }) => {
  await fixture.up();
  const run = await begun(fixture, project, ['good'], 'type: asked\napprovals: auto\n');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal(
    view.gates.map((it) => [it.answer, it.by?.kind]),
    [
      ['approve', 'lead'],
      ['approve', 'lead'],
    ],
  );
});

test.run();
