// A host loses its network (in a network namespace, where this user may make one): its worker is not started twice, is ended by the host's
// own lease, and the result that it made meanwhile is not lost.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkFleet } from '../../checker/fleet/check-fleet.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { marked } from '../sessions/sessions-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture, startsOf } from './hosts-fixture.ts';
import { inNamespace, type Line, throughProxies, whyNoNamespace } from './lines.ts';
import { type Servers, startServers } from './servers-fixture.ts';

const test = suite<{ servers: Servers; line: Line; lead: DaemonFixture; a: HostFixture; b: HostFixture }>('a host whose cable is pulled');

const LEASE = '10s';
const SEATS = ['ada', 'eve'];

const why = whyNoNamespace();
// Nobody is to believe that it was tried.
if (why !== undefined)
  process.stderr.write(`\nNOT TRIED: a host in a network namespace, which cannot be made here (${why}); proxies are cut instead\n`);

test.before(async (context) => {
  context.servers = await startServers(1, why === undefined ? '0.0.0.0' : undefined);
  const { urls } = context.servers;
  context.line = why === undefined ? inNamespace(urls) : await throughProxies(urls);
  context.lead = openDaemonFixture('lead');
  context.lead.config(fleetSettings(urls, 'lead', LEASE));
  context.a = openHostFixture('a', context.line.urls, LEASE, { behind: context.line.behind });
  context.b = openHostFixture('b', urls, LEASE);
});
test.after(async ({ servers, line, lead, a, b }) => {
  await Promise.all([lead.clear(), a.clear(), b.clear()]);
  await line.close();
  await servers.clear();
});

test('its workers are not replaced before its lease expires, end with it, and an answer given meanwhile arrives late', async ({
  line,
  lead,
  a,
  b,
}) => {
  const go = (fixture: { folder: string }, seat: string): string => join(fixture.folder, `go-${seat}`);
  for (const fixture of [lead, a, b]) for (const seat of SEATS) fixture.agent(seat, 'waits-for-file.mjs', go(fixture, seat));
  await a.offer('--seats', '2');
  await lead.up();
  lead.drop('look.md', lead.task(lead.project('shop'), SEATS));
  await until('the run', async () => (await lead.runs()).length === 1);
  const [run = ''] = await lead.runs();
  const starts = () => startsOf(lead, run);
  await until('both to be at work', async () => (await starts()).length === 2);
  assert.equal((await starts()).sort(), ['ada.1 a', 'eve.1 a']);
  const idOf = async (seat: string): Promise<string> => (await lead.view(run)).dispatches.find((it) => it.seat === seat)?.id ?? '';
  const [ada, eve] = [await idOf('ada'), await idOf('eve')];
  await b.offer('--seats', '2');

  line.cut();
  writeFileSync(go(a, 'ada'), '');
  await until('the lease of the host to have ended the one that had not answered', async () => {
    const begun = (await starts()).length;
    const isThere = marked(`${eve}.1`).length > 0;
    assert.ok(!isThere || begun === 2, 'while it is there nothing is begun in its place');
    return !isThere;
  });
  await until('the other host to have both', async () => (await starts()).length === 4);
  assert.equal((await starts()).sort(), ['ada.1 a', 'ada.2 b', 'eve.1 a', 'eve.2 b']);

  line.heal();
  const notes = async () => (await lead.events(run)).flatMap((it) => (it.type === 'note.added' ? [it.payload.note.text] : []));
  await until('the late result to be told', async () => (await notes()).some((it) => it.includes('after it was given up')));
  for (const seat of SEATS) writeFileSync(go(b, seat), '');
  assert.is((await lead.ended(run)).outcome, 'completed');
  assert.is((await notes()).filter((it) => it.includes('after it was given up')).length, 1);
  assert.ok(existsSync(join(lead.home.run(run).results(ada.slice(run.length + 1)).root, 'result.json.attempt-1.late')));
  const accepted = (await lead.events(run)).flatMap((it) =>
    it.type === 'result.accepted' && SEATS.includes(it.payload.seat) ? [`${it.payload.seat}.${it.payload.attempt}`] : [],
  );
  assert.equal(
    [...new Set(accepted)].filter((it) => it.endsWith('.1')),
    [],
    'none of the first attempts counts',
  );
  await until('nothing to be wrong', () => checkFleet([lead.root], [a.root, b.root]).differences.length === 0).catch(() => undefined);
  assert.equal(checkFleet([lead.root], [a.root, b.root]).differences, []);
});

test.run();
