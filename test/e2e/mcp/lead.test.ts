// An agent that leads through `muster mcp`: from a task to its findings, in both generations of the protocol.

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';
import { type Loose, openMcp } from './mcp-client.ts';

const test = suite<{ fixture: CliFixture }>('an agent that leads');

test.before.each((context) => {
  context.fixture = openCliFixture();
  context.fixture.agent('good', 'reviews.mjs');
});
test.after.each(({ fixture }) => fixture.clear());

const TOOLS = [
  'run_submit',
  'run_create',
  'run_events',
  'run_read',
  'run_findings',
  'run_explain',
  'run_active',
  'run_start_stage',
  'run_propose_step_result',
  'run_apply_policy',
  'run_note',
  'run_resume',
  'run_cancel',
];

test('starts a run, waits for its events and reads what was confirmed', async ({ fixture }) => {
  const project = fixture.project('shop');
  const client = openMcp(fixture.env, project);
  const { serverInfo, instructions } = await client.hello();
  assert.is(serverInfo.name, 'muster');
  assert.match(instructions, /run_submit/);
  assert.equal(await client.tools(), TOOLS);

  const task = { brief: 'Is the answer right?', agents: ['good'], token: 'once' };
  const { run, accepted, project: about } = await client.call('run_submit', task);
  assert.is(accepted, 'accepted');
  assert.is(about, project, 'the repository that the client works in');
  assert.is((await client.call('run_submit', task)).run, run, 'twice is once');
  const other = await client.call('run_submit', { ...task, brief: 'Something else' });
  assert.is(other.error.code, 'key-conflict');

  const seen: Loose[] = [];
  let cursor = 0;
  for (let ended = false; !ended; ) {
    const answer = await client.call('run_events', { run, after: cursor, wait: 20, most: 5 });
    seen.push(...answer.events);
    assert.is(answer.cursor, seen.at(-1).seq);
    assert.ok(answer.events.length <= 5);
    assert.is(answer.letGo, answer.cursor - cursor - answer.events.length);
    ({ cursor, ended } = answer);
  }
  assert.is(seen.at(-1).type, 'run.ended');
  assert.match(seen.at(-1).says, /ended/);
  const none = await client.call('run_events', { run, after: cursor, wait: 50 });
  assert.equal([none.events, none.ended], [[], true], 'no waiting for a run that has ended');

  // One that comes back with an old cursor learns how much it is not told, and can have all of it.
  const late = await client.call('run_events', { run, after: 1, most: 3, wait: 120 });
  assert.equal([late.letGo, late.cursor, late.events.length, late.ended], [cursor - 4, cursor, 3, true]);
  const paged: number[] = [];
  for (let at = 0, more = 1; more > 0; ) {
    const page = await client.call('run_events', { run, after: at, most: 7, oldest: true });
    assert.equal([page.letGo, page.ended], [0, page.more === 0]);
    paged.push(...page.events.map((it: Loose) => it.seq));
    at = page.cursor;
    more = page.more;
  }
  assert.equal(
    paged,
    Array.from({ length: cursor }, (_, n) => n + 1),
  );
  const beyond = await client.call('run_events', { run, after: cursor + 1, wait: 50 });
  assert.match(beyond.error.message, new RegExp(`has no event ${cursor + 1} yet`));

  const { findings, total } = await client.call('run_findings', { run });
  assert.is(total, 1);
  assert.is(findings[0].path, 'answer.js');
  assert.ok(findings[0].claim.length > 0 && findings[0].evidence.length > 0);
  const { finding } = await client.call('run_explain', { run, what: 'F-001' });
  for (const key of ['id', 'word', 'means', 'held']) assert.is(finding[key], findings[0][key], key);
  assert.match([finding.word, finding.means, finding.held].join('; '), /^\S.*; \S.*; raised by /);
  assert.is((await client.call('run_explain', { run, what: 'd1' })).worker.dispatch, `${run}.d1`);
  const { runs } = await client.call('run_read', { parts: ['task'] });
  assert.equal([runs[0].run, runs[0].task.brief], [run, 'Is the answer right?']);
  assert.ok(runs[0].says.length > 0);
  const { contents } = (await client.ask('resources/read', { uri: `muster://run/${run}/report` })).result as Loose;
  assert.match(contents[0].text, /Is the answer right\?/);
  assert.is(await client.close(), 0);
});

test('sees its own runs first, gets its notes back by key, and is named in the journal', async ({ fixture }) => {
  const project = fixture.project('shop');
  const [one, other] = [openMcp(fixture.env, project), openMcp(fixture.env, project)];
  await one.hello('one');
  await other.hello('other');
  const { run } = await one.call('run_submit', { brief: 'Mine', agents: ['good'] });
  const later = await other.call('run_submit', { brief: 'Theirs', agents: ['good'] });
  assert.is((await one.call('run_read', { most: 1 })).runs[0].run, run);
  assert.is((await other.call('run_read', { most: 1 })).runs[0].run, later.run);

  await one.call('run_note', { run, key: 'goal', value: 'first' });
  await one.call('run_note', { run, key: 'goal', value: 'second' });
  await other.call('run_note', { run, key: 'seen', value: 'yes' });
  assert.equal((await other.call('run_note', { run, key: 'goal' })).notes, [
    { key: 'goal', value: 'second' },
    { key: 'goal', value: 'first' },
  ]);
  assert.is((await one.call('run_note', { run })).notes.length, 3);
  const noted = (await fixture.events(run)).filter((it) => it.type === 'note.added').at(-1);
  assert.is(noted?.actor.kind, 'client');
  assert.is(noted?.actor.client, 'other 1');
  const { origin } = await fixture.view(run);
  assert.equal(origin.kind === 'tool' && [origin.tool, origin.client], ['run_submit', 'one 1']);
  await Promise.all([one.close(), other.close()]);
});

test('loses nothing when it is killed in the middle, and ends a run that it no longer wants', async ({ fixture }) => {
  fixture.agent('slow', 'forever.sh');
  const project = fixture.project('shop');
  const client = openMcp(fixture.env, project);
  await client.hello();
  const { run } = await client.call('run_submit', { brief: 'Long', agents: ['slow'] });
  client.kill();
  const again = openMcp(fixture.env, project);
  await again.hello();
  assert.is((await again.call('run_active')).runs[0].run, run);
  assert.is((await again.call('run_resume', { run })).error.code, 'command-refused');
  assert.equal((await again.call('run_resume')).paused, []);
  assert.ok((await again.call('run_cancel', { run, reason: 'enough' })).accepted);
  assert.is((await fixture.ended(run)).outcome, 'aborted');
  await again.close();
});

test('sees the same tools in the 2026 version of the protocol', async ({ fixture }) => {
  const project = fixture.project('shop');
  const client = new Client({ name: 'newer', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const env = Object.fromEntries(Object.entries(fixture.env).filter((it): it is [string, string] => it[1] !== undefined));
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [LAUNCHER, 'mcp'], env, cwd: project }));
  assert.is(client.getNegotiatedProtocolVersion(), '2026-07-28');
  assert.match(client.getInstructions() ?? '', /run_submit/);
  const older = openMcp(fixture.env, project);
  await older.hello();
  // To the letter, whatever the protocol adds around them.
  const told = ({ name, title, description, inputSchema, annotations }: Loose) => ({ name, title, description, inputSchema, annotations });
  const { tools } = (await older.ask('tools/list')).result as Loose;
  assert.equal((await client.listTools()).tools.map(told), tools.map(told));
  assert.equal(
    tools.map((it: Loose) => it.name),
    TOOLS,
  );
  await older.close();
  const { structuredContent } = await client.callTool({ name: 'run_submit', arguments: { brief: 'Look', agents: ['good'] } });
  const { run } = structuredContent as { run: string };
  const { origin, outcome } = await fixture.ended(run);
  assert.is(outcome, 'completed');
  assert.is(origin.kind === 'tool' && origin.client, 'newer 2', 'it names itself with each request');
  assert.equal(
    (await client.listPrompts()).prompts.map((it) => it.name),
    ['review', 'plan', 'carry-out'],
  );
  await client.close();
});

test('cannot give an answer that only a person may give, nor can its shell', async ({ fixture }) => {
  fixture.write(
    join(fixture.home.templates, 'asked.yaml'),
    `name: asked
description: a question after the analysis
roster: [{ role: analyser, seats: task }]
phases:
  - { key: analysis, kind: fan-out, role: analyser, skill: analysis, gates: [{ name: scope, asks: Was the right part looked at? }] }
quorum: 1
deadline: 5m
limits: {}
`,
  );
  const project = fixture.project('shop');
  // An agent in a session of its own: it has a `muster mcp` that a script started for it, and shells.
  const agent = openMcp(fixture.env, project, [
    process.execPath,
    new URL('../../fixtures/workers/leads-by-mcp.mjs', import.meta.url).pathname,
  ]);
  const answer = (await agent.next()) as Loose;
  assert.match(answer.gate, /^r-\w+\.g1$/);
  assert.match(answer.needs.aPersonMust.join('\n'), new RegExp(`muster approve ${answer.gate}`));
  assert.equal(answer.shell, { approve: 2, trust: 2, down: 2 });
  assert.match(answer.said, /not-allowed-here|is for people/);
  assert.match(answer.inTerminal, /is for people: it came from an agent/, 'a terminal that it made is its own');
  assert.is(answer.byFile, 'rejected');
  const run = answer.gate.replace(/\.g1$/, '');
  assert.is((await fixture.view(run)).gates[0]?.answer, null);
  assert.ok((await fixture.events(run)).some((it) => it.type === 'answer.refused'));
  const given = await fixture.muster(['approve', answer.gate], { cwd: project });
  assert.is(given.code, 0, given.err);
  await until('the run to end', async () => (await fixture.view(run)).outcome === 'completed');
  await agent.close();
});

test.run();
