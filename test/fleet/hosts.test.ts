// Workers on hosts: a run on two of them while its lead is killed; a host that is killed; a host that is silent for longer than
// its lease and hands its result in late.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture, until } from '../e2e/daemon-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture, startsOf } from '../e2e/fleet/hosts-fixture.ts';
import { type Servers, startServers } from '../e2e/fleet/servers-fixture.ts';
import { marked } from '../e2e/sessions/sessions-fixture.ts';

const test = suite<{ servers: Servers; lead: DaemonFixture; a: HostFixture; b: HostFixture }>('workers on hosts');

test.before.each(async (context) => {
  context.servers = await startServers(1);
  const { urls } = context.servers;
  context.lead = openDaemonFixture('lead');
  context.lead.config(fleetSettings(urls, 'lead'));
  context.a = openHostFixture('a', urls);
  context.b = openHostFixture('b', urls);
});
test.after.each(async ({ servers, lead, a, b }) => {
  await Promise.all([lead.clear(), a.clear(), b.clear()]);
  await servers.clear();
});

/** Each home has its own definition, so that each machine's worker waits for a file of its own. */
function seat(fixture: DaemonFixture, ...agents: string[]): string {
  const go = join(fixture.folder, 'go');
  for (const agent of agents) fixture.agent(agent, 'waits-for-file.mjs', go);
  return go;
}

async function begin(lead: DaemonFixture, agents: string[]): Promise<string> {
  await lead.up();
  lead.drop('look.md', lead.task(lead.project('shop'), agents));
  await until('the run', async () => (await lead.runs()).length === 1);
  const [run = ''] = await lead.runs();
  return run;
}

test('two workers of a run are on two hosts, and continue there while the lead’s daemon is dead', async ({ lead, a, b }) => {
  seat(lead, 'ada', 'eve');
  const [goA, goB] = [seat(a, 'ada', 'eve'), seat(b, 'ada', 'eve')];
  await Promise.all([a.offer('--agents', 'ada'), b.offer('--agents', 'eve')]);
  const run = await begin(lead, ['ada', 'eve']);
  await until('both to be at work', async () => (await startsOf(lead, run)).length === 2);
  assert.equal((await startsOf(lead, run)).sort(), ['ada.1 a', 'eve.1 b']);
  assert.match(lead.progress(), /worker=ada model=\S+ attempt=1 host=a/);

  await lead.kill();
  writeFileSync(goA, '');
  writeFileSync(goB, '');
  await until('both to have ended while nobody leads', () => [a, b].every((it) => it.said().includes('has ended')));
  await lead.up();
  const view = await lead.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal((await startsOf(lead, run)).length, 2, 'nothing was begun a second time');
  assert.equal(
    view.findings.map((it) => [it.id, it.path, it.line]),
    [['F-001', 'answer.js', 2]],
  );
  for (const worker of view.dispatches.filter((it) => it.phase === 'analysis'))
    assert.ok(existsSync(lead.home.run(run).transcript(worker.id.slice(run.length + 1), 1)), 'what it printed is in the home of the lead');
});

test('a worker of a killed host is started again on another one', async ({ lead, a, b }) => {
  seat(lead, 'ada');
  seat(a, 'ada');
  const go = seat(b, 'ada');
  await a.offer();
  const run = await begin(lead, ['ada']);
  await until('it to be at work', async () => (await startsOf(lead, run)).length === 1);
  await b.offer();
  a.signal('SIGKILL');
  for (const { pid } of a.processes()) if (pid !== process.pid) process.kill(pid, 'SIGKILL');
  await until('the other host to have it', async () => (await startsOf(lead, run)).length === 2);
  assert.equal(await startsOf(lead, run), ['ada.1 a', 'ada.2 b']);
  const [lost] = (await lead.events(run)).flatMap((it) => (it.type === 'attempt.ending' ? [it.payload] : []));
  assert.is(lost?.reason, 'host-lost');
  assert.match(lost?.detail ?? '', /nothing was heard from host a/);
  writeFileSync(go, '');
  assert.is((await lead.ended(run)).outcome, 'completed');
});

test('a result that arrives after its worker was given up is kept and reported, but does not count', async ({ lead, a, b }) => {
  seat(lead, 'ada');
  const [goA, goB] = [seat(a, 'ada'), seat(b, 'ada')];
  await a.offer();
  const run = await begin(lead, ['ada']);
  await until('it to be at work', async () => (await startsOf(lead, run)).length === 1);
  await b.offer();
  a.signal('SIGSTOP');
  writeFileSync(goA, '');
  await until('the other host to have it', async () => (await startsOf(lead, run)).length === 2);
  a.signal('SIGCONT');
  const notes = async () => (await lead.events(run)).flatMap((it) => (it.type === 'note.added' ? [it.payload.note.text] : []));
  await until('the late result to be told', async () => (await notes()).some((it) => it.includes('after it was given up')));
  const [dispatch] = (await lead.view(run)).dispatches;
  const folder = lead.home.run(run).results(dispatch?.id.slice(run.length + 1) ?? '').root;
  assert.ok(existsSync(join(folder, 'result.json.attempt-1.late')));
  assert.not.ok(existsSync(join(folder, 'result.json')), 'it is not where the second one is to answer');
  writeFileSync(goB, '');
  const view = await lead.ended(run);
  assert.is(view.outcome, 'completed');
  const accepted = (await lead.events(run)).flatMap((it) => (it.type === 'result.accepted' ? [it.payload.attempt] : []));
  assert.is(accepted[0], 2);
  assert.equal((await notes()).filter((it) => it.includes('after it was given up')).length, 1);
});

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  test(`the worker of a host that got ${signal} has ended by its lease before another one starts, though nobody restarts the host`, async ({
    lead,
    a,
    b,
  }) => {
    seat(lead, 'ada');
    seat(a, 'ada');
    const go = seat(b, 'ada');
    await a.offer();
    const run = await begin(lead, ['ada']);
    await until('it to be at work', async () => (await startsOf(lead, run)).length === 1);
    const first = `${(await lead.view(run)).dispatches.find((it) => it.seat === 'ada')?.id}.1`;
    assert.ok(marked(first).length > 0);
    await b.offer();
    a.signal(signal);
    let alive: number[] | undefined;
    await until('the other host to have it', async () => {
      const begun = (await startsOf(lead, run)).length === 2;
      if (begun) alive ??= marked(first);
      return begun;
    });
    assert.equal(alive, [], 'nobody is left of the first one');
    writeFileSync(go, '');
    assert.is((await lead.ended(run)).outcome, 'completed');
  });
}

test('what an abandoned attempt left on a host is not taken for the result of a second one there', async ({ lead, a, b }) => {
  seat(lead, 'ada');
  const [go, goB] = [seat(a, 'ada'), seat(b, 'ada')];
  await a.offer('--seats', '1');
  const run = await begin(lead, ['ada']);
  await until('it to be at work', async () => (await startsOf(lead, run)).length === 1);
  // The other host has no seat left, so that it comes back to the first.
  await b.offer('--seats', '1');
  lead.drop('other.md', lead.task(join(lead.folder, 'shop'), ['ada'], '', 'Look elsewhere.'));
  await until('the other run', async () => (await lead.runs()).length === 2);
  const other = (await lead.runs()).find((it) => it !== run) ?? '';
  await until('it to be at work', async () => (await startsOf(lead, other)).includes('ada.1 b'));
  const dispatch = (await lead.view(run)).dispatches.find((it) => it.seat === 'ada')?.id ?? '';
  const own = join(a.home.run(run).results(dispatch.slice(run.length + 1)).root, 'result.json');
  a.signal('SIGSTOP');
  writeFileSync(go, '');
  await until('it to have answered', () => existsSync(own));
  await until('it to be given up', async () =>
    (await lead.events(run)).some((it) => it.type === 'attempt.starting' && it.payload.attempt === 2),
  );
  a.signal('SIGCONT');
  await until('its results to count', async () => (await lead.events(run)).some((it) => it.type === 'result.accepted'));
  writeFileSync(goB, '');
  assert.is((await lead.ended(run)).outcome, 'completed');
  assert.equal(await startsOf(lead, run), ['ada.1 a', 'ada.2 a']);
  assert.ok(existsSync(`${own}.before-attempt-2`));
  assert.ok(existsSync(own), 'the second one has answered itself');
  assert.is(
    (await lead.events(run)).filter((it) => it.type === 'note.added' && it.payload.note.text.includes('after it was given up')).length,
    1,
  );
});

test.run();
