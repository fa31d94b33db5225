// Sessions of this machine and of a host of the fleet keep one contract. Between the lead and the host of the fleet are real
// servers; the host is what `muster host` runs.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attemptOf, localOf, runOf } from '../../../contracts/ids.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import type { Host, SessionKey } from '../../../contracts/work/session.ts';
import { serveAsHost } from '../../../daemon/fleet/host/serve.ts';
import { FILES, type Leader, mirrorIn } from '../../../daemon/fleet/lead/mirror.ts';
import { remoteSessions } from '../../../daemon/fleet/lead/remote-sessions.ts';
import { remoteStarter } from '../../../daemon/fleet/lead/start-remote.ts';
import { realTravels } from '../../../daemon/fleet/travels.ts';
import { ENGINE } from '../../../daemon/process/version.ts';
import { systemClock as clock } from '../../../runtime/clock.ts';
import { homeAt } from '../../../runtime/home.ts';
import { openLog } from '../../../runtime/log/log.ts';
import type { RunEffect } from '../../../skills/run/effect.ts';
import { openNodes } from '../../unit/runtime/fleet/fleet-fixture.ts';
import { WORKERS } from '../daemon-fixture.ts';
import { openFixture } from '../sessions/sessions-fixture.ts';
import { hostContract, SCRIPTS, type Workers } from './host-contract.ts';
import { fleetSettings } from './hosts-fixture.ts';
import { startServers } from './servers-fixture.ts';

/** Longer than any machine needs to give a run to another lead. */
const LEASE = 60_000;

type Order = Extract<RunEffect, { kind: 'start' }>;

hostContract('this machine', async () => {
  const fixture = openFixture();
  const specs = new Map<SessionKey, ReturnType<typeof fixture.spec>>();
  let host = await fixture.connect();
  return {
    folder: fixture.home,
    key: fixture.key,
    begin(key, worker) {
      const spec = specs.get(key) ?? fixture.spec(worker, { args: [fixture.home] });
      specs.set(key, spec);
      return host.start(key, spec);
    },
    host: () => host,
    transcript: (key) => specs.get(key)?.transcript ?? '',
    async again() {
      await host.close();
      host = await fixture.connect();
    },
    clear: fixture.clear,
  };
});

hostContract('a host of a fleet', async (): Promise<Workers> => {
  const servers = await startServers(1);
  // Here are the homes, the keys, and in the end no process.
  const fixture = openFixture('host');
  const nodes = openNodes(servers.urls, 1, `${LEASE / 1000}s`);
  const [there, home] = [homeAt(fixture.home), homeAt(join(dirname(fixture.home), 'lead'))];
  const log = openLog({ path: join(nodes.folder, 'log'), level: 'debug', bytes: 1_000_000, files: 1 });
  mkdirSync(home.root, { mode: 0o700 });
  writeFileSync(there.config, fleetSettings(servers.urls, 'box', `${LEASE / 1000}s`));
  mkdirSync(there.agents, { recursive: true });
  for (const script of SCRIPTS) {
    const argv = JSON.stringify([join(WORKERS, script), nodes.folder]);
    writeFileSync(
      join(there.agents, `${agentOf(script)}.md`),
      `---\nname: ${agentOf(script)}\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ${argv}\n---\n`,
    );
  }
  const hosting = await serveAsHost({ home: there, env: process.env, seats: 16, agents: [], tell: () => undefined });
  const open = async () => {
    const fleet = await nodes.open('lead');
    const { objects, isAnswered, hosts: places } = fleet;
    const mirror = (leader: Promise<Leader>) => mirrorIn({ home, objects, leader, log, files: FILES, transcriptBytes: 1_000_000 });
    const away = remoteSessions({ ...{ places, mirror, clock, log, lease: LEASE, isAnswered }, version: ENGINE });
    const nothing = async () => undefined;
    away.led({ folded: () => Promise.reject(new Error('none of them answers with a file')), tell: nothing, waits: nothing });
    const starts = remoteStarter({
      ...{ places, away, local: NOBODY, home, clock, waits: nothing, objects, travels: realTravels },
      ...{ node: 'lead', version: ENGINE, limits: { fileBytes: 1_000_000, copyBytes: 1_000_000 } },
    });
    return { fleet, away, starts };
  };
  let lead = await open();
  const leave = async () => {
    lead.away.close();
    await lead.fleet.close();
  };
  const { signal } = new AbortController();
  return {
    folder: nodes.folder,
    key: fixture.key,
    async begin(key, worker) {
      const prompt = {
        path: join(home.run(runOf(key)).prompts, 'prompt.md'),
        digest: await lead.fleet.objects.put(Buffer.from('Look.\n')),
      };
      const order = orderFor(key, agentOf(worker), prompt);
      await lead.starts.start(runOf(key), order, signal);
    },
    host: () => lead.away.around(NOBODY),
    transcript: (key) => home.run(runOf(key)).transcript(localOf(attemptOf(key).dispatch), 1),
    async again() {
      await leave();
      lead = await open();
    },
    async clear() {
      await hosting.close();
      await leave();
      await log.close();
      await nodes.clear();
      await fixture.connect();
      await fixture.clear();
      await servers.clear();
    },
  };
});

const agentOf = (script: string): string => script.replace('.sh', '');

/** What is asked of this machine is not there. */
const NOBODY: Host = {
  start: () => Promise.reject(new Error('nothing is started here')),
  stop: async () => undefined,
  list: async () => [],
  observe: async () => [],
  collect: async () => ({ end: null, output: '' }),
  hold: async () => undefined,
  onEnd: () => () => undefined,
  close: async () => undefined,
};

function orderFor(key: SessionKey, agent: string, prompt: Order['prompt']): Order {
  const { dispatch, attempt } = attemptOf(key);
  const seat = {
    ...{ name: agent, role: 'analyser', agent, provider: 'command', model: 'none', env: [], voice: 'rules', judges: 'anything' },
    ...{ field: 'all', version: null, definition: 'd'.repeat(64), instructions: '', concurrency: 1, deadline: null, workplace: 'objects' },
  } as const satisfies Omit<Seat, 'env'> & { env: readonly string[] };
  return {
    ...{ kind: 'start', as: 'first', dispatch, attempt, seat: { ...seat, env: [] }, workplace: null, base: null, prompt },
    ...{
      resume: null,
      hard: 600_000,
      grace: 1_000,
      before: null,
      usd: null,
      tools: null,
      hosting: { kind: 'may', bundle: 'b'.repeat(64), not: [] },
    },
  };
}
