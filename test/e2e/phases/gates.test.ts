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
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';

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

const test = suite<{ stage: CliStage; project: string }>('a gate');

test.before.each(async (context) => {
  context.stage = openCliStage();
  context.project = context.stage.project('shop');
  context.stage.agent('asker', 'asks-first.mjs');
  context.stage.agent('good', 'reviews.mjs');
  context.stage.write(join(context.stage.home.templates, 'asked.yaml'), TEMPLATE);
});
test.after.each(({ stage }) => stage.clear());

async function begun(stage: CliStage, project: string, agents: string[], more = ''): Promise<string> {
  const before = new Set(await stage.runs());
  stage.drop('task.md', stage.task(project, agents, more));
  let run: string | undefined;
  await until('the drop to become a run', async () => {
    run = (await stage.runs()).find((it) => !before.has(it));
    return run !== undefined;
  });
  return run ?? '';
}

async function asking(stage: CliStage, run: string, gates = 1): Promise<RunView['gates']> {
  let open: RunView['gates'] = [];
  await until(`${run} to ask ${gates}`, async () => {
    open = (await stage.view(run)).gates.filter((it) => it.answer === null && !it.closed);
    return open.length >= gates;
  });
  return open;
}

const order = (stage: CliStage, command: RunCommand, token: string) =>
  stage.ask({ ask: 'order', command: { token, actor: { kind: 'person' }, order: command } });

async function refusal(of: Promise<unknown>): Promise<string> {
  try {
    await of;
    return 'not refused';
  } catch (error) {
    return error instanceof MusterError ? error.code : String(error);
  }
}

test('is opened by a question; the answer restarts the worker with both, and is in the report', async ({ stage, project }) => {
  await stage.up();
  const run = await begun(stage, project, ['asker', 'good']);
  const [asked] = await asking(stage, run);
  await until('the run to want only an answer', async () => (await stage.view(run)).status === 'awaiting-approval');
  const shown = await stage.muster(['approvals']);
  assert.match(shown.out, /Which of the two tariffs is meant\?/);
  assert.match(shown.out, new RegExp(`${run}\\.g1`));

  const empty = await stage.muster(['approve', `${run}.g1`]);
  assert.is(empty.code, 1);
  assert.match(empty.err, /needs a comment/);
  const given = await stage.muster(['approve', 'g1', '-m', 'the night tariff'], { cwd: project });
  assert.is(given.code, 0, given.err);

  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  assert.not(view.degraded, view.degradedWhy.join());
  const [first, second] = view.dispatches.filter((it) => it.seat === 'asker' && it.round === 0);
  assert.equal([first?.pass, first?.reason, second?.pass, second?.reason], [0, 'blocked', 1, 'done']);
  assert.ok(view.raised.some((it) => it.finding.title.startsWith('For the night tariff')));
  assert.equal(view.gates[0]?.comment, 'the night tariff');
  assert.is(view.gates[0]?.by?.kind, 'person');
  assert.type(view.gates[0]?.by?.pid, 'number');
  assert.match(readFileSync(join(stage.home.run(run).report, 'report.md'), 'utf8'), /the night tariff/);
  assert.is(asked?.gate.about.kind, 'question');
});

test('takes a repeated answer as one, and refuses what does not fit', async ({ stage, project }) => {
  await stage.up();
  const run = await begun(stage, project, ['asker', 'good']);
  const [asked] = await asking(stage, run);
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
  assert.is(await refusal(order(stage, answer('approve', '0'.repeat(64), 'x'), 'token-stale')), 'command-refused');
  assert.is(await refusal(order(stage, answer('verify-again'), 'token-other')), 'command-refused');
  assert.is(
    await refusal(order(stage, { ...answer('approve', gate.shown, 'x'), gate: `${run}.g7` } as RunCommand, 'token-nogate')),
    'command-refused',
  );

  await order(stage, answer('reject'), 'token-mine');
  await order(stage, answer('reject'), 'token-mine');
  assert.is(await refusal(order(stage, answer('approve', gate.shown, 'x'), 'token-mine')), 'command-reused');
  assert.is(await refusal(order(stage, answer('reject'), 'token-late')), 'command-refused');
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  await order(stage, answer('reject'), 'token-mine');
  assert.is((await stage.events(run)).filter((it) => it.type === 'gate.answered').length, 1);
});

test('is answered by a file with the digest of what was shown, also across a crash', async ({ stage, project }) => {
  stage.config('answerFiles: on\n');
  await stage.up();
  const run = await begun(stage, project, ['asker', 'good']);
  const [asked] = await asking(stage, run);
  await stage.kill();
  await stage.up();
  const { inbox } = stage.home;
  writeFileSync(join(inbox, `${run}.g1.reject`), `${'f'.repeat(64)}\n`);
  await until('the stale answer to be rejected', () => readdirSync(join(inbox, 'rejected')).some((it) => it.endsWith('.error.txt')));
  assert.is((await stage.view(run)).gates[0]?.answer, null);
  writeFileSync(join(inbox, `${run}.g1.approve`), `${asked?.gate.shown}\nthe day tariff\n`);
  const view = await stage.ended(run);
  assert.is(view.gates[0]?.comment, 'the day tariff');
  assert.ok(view.raised.some((it) => it.finding.title.startsWith('For the day tariff')));
  await until('the answer to be shelved', () => readdirSync(join(inbox, 'accepted')).some((it) => it.includes('g1.approve')));
  assert.equal((await stage.runs()).length, 1);
});

test('of a template is one of several after a phase; requested changes are in the next prompts', async ({ stage, project }) => {
  await stage.up();
  const run = await begun(stage, project, ['good'], 'type: asked\n');
  const gates = await asking(stage, run, 2);
  assert.equal(
    gates.map(({ gate }) => gate.asks),
    ['Was the right part looked at?', 'Closely enough?'],
  );
  await stage.muster(['approve', gates[0]?.gate.id ?? '']);
  await stage.muster(['request-changes', gates[1]?.gate.id ?? '', '-m', 'look at the Zinsen too']);
  await until('the work to be done again', async () =>
    (await stage.view(run)).dispatches.some((it) => it.pass === 1 && it.state === 'ended'),
  );
  const again = (await stage.view(run)).dispatches.find((it) => it.pass === 1);
  assert.match(readFileSync(again?.prompt?.path ?? '', 'utf8'), /look at the Zinsen too/);
  for (const { gate } of await asking(stage, run, 2)) await stage.muster(['approve', gate.id]);
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal(
    view.gates.map((it) => it.answer),
    ['approve', 'request-changes', 'approve', 'approve'],
  );
});

test('that is rejected ends the run, with its report; --no-wait-approval leaves with 5 before', async ({ stage, project }) => {
  stage.write(join(stage.folder, 'task.md'), stage.task(project, ['good'], 'type: asked\n'));
  const left = await stage.muster(['run', join(stage.folder, 'task.md'), '--no-wait-approval']);
  assert.is(left.code, 5, left.err);
  const [run = ''] = await stage.runs();
  const [one] = await asking(stage, run, 2);
  await stage.muster(['reject', one?.gate.id ?? '', '-m', 'not this way']);
  const view = await stage.ended(run);
  assert.equal([view.outcome, view.reason, view.message], ['aborted', 'rejected', 'not this way']);
  assert.ok(view.gates[1]?.closed);
  assert.ok(view.report);
});

test('that nobody answers pauses the run; when it is resumed it waits again', async ({ stage, project }) => {
  stage.config('gateExpires: 1s\n');
  await stage.up();
  const run = await begun(stage, project, ['good'], 'type: asked\n');
  await until('the run to be paused', async () => (await stage.view(run)).status === 'paused');
  await until('the line of it', () => /phase-5\.7-gate gate=\S+\.g1 expired/.test(stage.progress()));
  const listed = await stage.muster(['resume']);
  assert.match(listed.out, new RegExp(run));
  assert.is((await stage.muster(['resume', run])).code, 0);
  await until('the run to be paused again', async () => (await stage.events(run)).filter((it) => it.type === 'run.paused').length === 2);
  for (const { gate } of await asking(stage, run, 2)) await stage.muster(['approve', gate.id]);
  await stage.muster(['resume', run]);
  assert.is((await stage.ended(run)).outcome, 'completed');
});

test('is answered by the task if it says so', async ({ stage, project }) => {
  await stage.up();
  const run = await begun(stage, project, ['good'], 'type: asked\napprovals: auto\n');
  const view = await stage.ended(run);
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
