// A host that is cut off and comes back, and what people see of it: who waits for what, which host is silent, and that nothing is done
// twice or lost.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import type { KnownHost } from '../../../contracts/work/hosted.ts';
import { hostLine } from '../../../daemon/cli/screens/lines/host-line.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { marked } from '../sessions/sessions-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture, startsOf } from './hosts-fixture.ts';
import { type Servers, startServers } from './servers-fixture.ts';
import { type Way, wayTo } from './stalling-proxy.ts';

const test = suite<{ servers: Servers; way: Way; lead: CliFixture; a: HostFixture; b: HostFixture }>('a host of a fleet that is cut off');

/** Long enough for a machine that has much else to do. */
const LEASE = '10s';

test.before(async (context) => {
  context.servers = await startServers(1);
  const { urls } = context.servers;
  context.way = await wayTo(urls[0] ?? '');
  context.lead = openCliFixture('lead');
  context.lead.config(fleetSettings(urls, 'lead', LEASE));
  context.a = openHostFixture('a', [context.way.url], LEASE);
  context.b = openHostFixture('b', urls, LEASE);
});
test.after(async ({ servers, way, lead, a, b }) => {
  await Promise.all([lead.clear(), a.clear(), b.clear()]);
  await way.close();
  await servers.clear();
});

const SEATS = ['ada', 'eve', 'ian'];

test('its workers are not replaced before its lease expires, end with it, and what they left arrives late', async ({ way, lead, a, b }) => {
  const go = (fixture: { folder: string }, seat: string): string => join(fixture.folder, `go-${seat}`);
  for (const fixture of [lead, a, b]) for (const seat of SEATS) fixture.agent(seat, 'waits-for-file.mjs', go(fixture, seat));
  await a.offer('--seats', '2', '--agents', SEATS.join());
  await lead.up();
  lead.drop('look.md', lead.task(lead.project('shop'), SEATS));
  await until('the run', async () => (await lead.runs()).length === 1);
  const [run = ''] = await lead.runs();
  const starts = () => startsOf(lead, run);
  const fleet = async () => ((await lead.ask({ ask: 'status' })) as DaemonStatus).fleet;

  // Two seats, three workers.
  await until('two to be at work', async () => (await starts()).length === 2);
  await until('the third to say what it waits for', () => lead.progress().includes('waits-for="a free seat on host a"'));
  const begun = (await starts()).map((it) => it.slice(0, 3));
  const [waiting = ''] = SEATS.filter((it) => !begun.includes(it));
  const [first = '', second = ''] = begun;
  const says = `a free seat on host a (${waiting})`;
  const shown = await lead.muster(['show', run]);
  assert.ok(shown.out.includes(says), shown.out);
  const status = await lead.muster(['status']);
  assert.ok(status.out.includes(says), status.out);
  assert.match(status.out, /host a: 2 of 2 seats taken, ada, eve(,| and) ian; linux/, status.out);
  assert.match((await lead.muster(['doctor'])).out, /ok {4}daemon {9}host a: 2 of 2 seats taken/);

  // Its terminal is on its host, and what it prints here.
  const keyOf = async (seat: string): Promise<string> => `${(await lead.view(run)).dispatches.find((it) => it.seat === seat)?.id}.1`;
  const keys = await Promise.all([keyOf(first), keyOf(second)]);
  const attach = await lead.muster(['attach', keys[0] ?? '']);
  assert.is(attach.code, 2);
  assert.ok(
    attach.err.includes(`is on a, and its terminal is there`) && attach.err.includes(`MUSTER_HOME=${a.root} muster attach ${keys[0]}`),
  );
  await until('what it prints', async () => (await lead.muster(['logs', keys[0] ?? ''])).out.includes('...'));

  await b.offer('--agents', SEATS.join());
  await until('the third to be at work', async () => (await starts()).includes(`${waiting}.1 b`));
  way.cut();
  writeFileSync(go(a, first), '');
  await until('the host to have ended the one that had not answered', () => a.log().includes('no server was reached'));
  await until('its process to be gone', async () => {
    const begun = (await starts()).length;
    const isThere = marked(keys[1] ?? '').length > 0;
    assert.ok(!isThere || begun === 3, 'while it is there nothing is begun in its place');
    return !isThere;
  });
  let unheard: KnownHost | undefined;
  await until('the host not to be heard', async () => {
    unheard = (await fleet())?.hosts.find((it) => it.stands === 'unverifiable');
    return unheard !== undefined;
  });
  assert.match(unheard ? hostLine(unheard) : '', /^host a is unverifiable: not heard since .*; may still have r-/, JSON.stringify(unheard));
  await until('the other host to have all', async () => (await starts()).length === 5);
  assert.equal((await starts()).sort(), [`${first}.1 a`, `${second}.1 a`, `${first}.2 b`, `${second}.2 b`, `${waiting}.1 b`].sort());

  way.heal();
  const notes = async () => (await lead.events(run)).flatMap((it) => (it.type === 'note.added' ? [it.payload.note.text] : []));
  await until('the late result to be told', async () => (await notes()).some((it) => it.includes('after it was given up')));
  await until('the host to be heard', async () => (await fleet())?.hosts.every((it) => it.stands === 'offers') === true);

  // What is said cannot be kept: it is told, and nothing is lost by it.
  const { transcripts } = lead.home.run(run);
  renameSync(transcripts, `${transcripts}.aside`);
  writeFileSync(transcripts, '');
  await until('the line', () => lead.progress().includes('waits-for="what host b says of it, which cannot be kept here: '));
  const doctor = await lead.muster(['doctor']);
  assert.is(doctor.code, 1);
  assert.match(doctor.out, /waits for what host b says of it, which cannot be kept here:/);
  // The three use the same words, so two of them are asked about the finding, on whichever host has a free seat.
  for (const fixture of [lead, a, b]) for (const seat of SEATS) writeFileSync(go(fixture, seat), '');
  rmSync(transcripts);
  renameSync(`${transcripts}.aside`, transcripts);
  const view = await lead.ended(run);
  assert.is(view.outcome, 'completed');
  const accepted = (await lead.events(run)).flatMap((it) =>
    it.type === 'result.accepted' ? [`${it.payload.seat}.${it.payload.attempt}`] : [],
  );
  assert.equal(accepted.slice(0, 3).sort(), [`${first}.2`, `${second}.2`, `${waiting}.1`].sort());
  assert.is((await notes()).filter((it) => it.includes('after it was given up')).length, 1);
  const late = join(lead.home.run(run).results(keys[0]?.split('.')[1] ?? '').root, 'result.json.attempt-1.late');
  assert.ok(existsSync(late));
  assert.match(readFileSync(late, 'utf8'), /fortyTwo|answer\.js/);
});

test('a worker whose agent no host offers stays with its lead, which says why once', async ({ lead }) => {
  const go = join(lead.folder, 'go-own');
  lead.agent('own', 'waits-for-file.mjs', go);
  writeFileSync(go, '');
  const before = new Set(await lead.runs());
  lead.drop('own.md', lead.task(lead.project('mine'), ['own']));
  await until('the run', async () => (await lead.runs()).some((it) => !before.has(it)));
  const run = (await lead.runs()).find((it) => !before.has(it)) ?? '';
  assert.is((await lead.ended(run)).outcome, 'completed');
  const told = lead
    .progress()
    .split('\n')
    .filter((it) => it.includes(run) && it.includes(' here='));
  assert.is(told.length, 1, told.join('\n'));
  assert.match(told[0] ?? '', /phase-4-dispatch worker=own model=\S+ attempt=1 here="no host offers own"$/);
  const shown = await lead.muster(['show', run]);
  assert.match(shown.out, /Not hosted\s+own: no host offers own/, shown.out);
});

test.run();
