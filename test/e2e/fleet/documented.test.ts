// Sets up three servers with TLS and nkeys as docs/fleet.md says, with its commands and files; only names, ports and paths differ.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeyAuthenticator } from '@nats-io/transport-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FleetConfig } from '../../../contracts/config.ts';
import { connectServers } from '../../../runtime/fleet/server.ts';
import { openDaemonFixture, until } from '../daemon-fixture.ts';
import { openHostFixture } from './hosts-fixture.ts';
import { type Place, type Servers, startServers } from './servers-fixture.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'fleet.md'), 'utf8');
const setup = page.slice(page.indexOf('### Three servers with TLS and nkeys'));
const [certificates = '', makeKey = ''] = blocks(setup, 'sh');
const [serverConf = ''] = blocks(setup, '');
const settings = blocks(page, 'yaml').find((it) => it.startsWith('fleet:')) ?? '';

type Key = { file: string; known: string };
type Setup = { folder: string; keys: Record<'anna' | 'box' | 'stranger', Key>; servers: Servers };

const test = suite<Setup>('the documented setup with TLS and nkeys');

test.before(async (context) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
  context.folder = folder;
  shell(instead(certificates, ['DNS:$name.example', 'DNS:localhost,IP:127.0.0.1']), folder);
  context.keys = { anna: key(folder, 'anna'), box: key(folder, 'box'), stranger: key(folder, 'stranger') };
  const { anna, box } = context.keys;
  const authenticator = nkeyAuthenticator(readFileSync(anna.file));
  context.servers = await startServers(3, '127.0.0.1', {
    config: (place) => confOf(place, folder, [anna, box]),
    by: { authenticator, tls: { caFile: join(folder, 'ca.pem') } },
  });
});
test.after(async ({ servers, folder }) => {
  await servers?.clear();
  rmSync(folder, { recursive: true, force: true });
});

test('a node leads a run and a host has its worker, each with a key of its own', async ({ folder, keys, servers }) => {
  const lead = openDaemonFixture('anna');
  const host = openHostFixture('box', servers.urls);
  try {
    lead.config(fleetIn(folder, servers.urls, 'anna', keys.anna));
    host.config(fleetIn(folder, servers.urls, 'box', keys.box));
    for (const fixture of [lead, host]) fixture.agent('ada', 'finds-nothing.mjs');
    await host.offer();
    await lead.up();
    lead.drop('look.md', lead.task(lead.project('shop'), ['ada']));
    await until('the run', async () => (await lead.runs()).length === 1);
    const [run = ''] = await lead.runs();
    const view = await lead.ended(run);
    assert.is(view.outcome, 'completed');
    const started = (await lead.events(run)).flatMap((it) => (it.type === 'attempt.started' ? [it.payload.host?.node ?? 'here'] : []));
    assert.ok(started.includes('box'), `on box, not on ${started}`);
    assert.is(statSync(keys.anna.file).mode & 0o077, 0, 'the key as it is made can be read by nobody else');
  } finally {
    await Promise.all([lead.clear(), host.clear()]);
  }
});

test('a key that the servers do not know is refused, and so are servers that the CA does not know', async ({ folder, keys, servers }) => {
  const by = { servers: servers.urls, node: 'eve', replicas: 3, ca: join(folder, 'ca.pem') };
  await refused(FleetConfig.parse({ ...by, credentials: keys.stranger.file }), /Authorization Violation/i);
  await refused(FleetConfig.parse(by), /Authorization Violation/i);
  const { ca: _, ...without } = by;
  await refused(FleetConfig.parse({ ...without, credentials: keys.anna.file }), /certificate/i);
});

async function refused(by: FleetConfig, why: RegExp): Promise<void> {
  const said = await connectServers(by).then(
    async (connection) => {
      await connection.close();
      return 'connected';
    },
    (error: unknown) => String(error),
  );
  assert.match(said, why);
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, kind, body = '']) => (kind === language ? [body] : []));
}

/** Each must be there, or the page has changed. */
function instead(text: string, ...pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((now, [from, to]) => {
    assert.ok(now.includes(from), `docs/fleet.md says \`${from}\` where it is set up`);
    return now.replaceAll(from, to);
  }, text);
}

const shell = (commands: string, folder: string): string =>
  execFileSync('/bin/bash', ['-euc', commands], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Uses the package that is installed here, not one from the registry. */
function key(folder: string, name: string): Key {
  const place = join(folder, name);
  mkdirSync(place);
  const resolving = `NODE_PATH='${join(ROOT, 'node_modules')}' '${process.execPath}' -e`;
  const known = shell(instead(makeKey, ['npm install @nats-io/nkeys\n', ''], ['node -e', resolving]), place).trim();
  return { file: join(place, 'fleet.nk'), known };
}

function confOf({ which, port, routes, store }: Place, folder: string, keys: readonly Key[]): string {
  const own = ['a', 'b', 'c'][which] ?? '';
  const [first, second] = routes.filter((_, at) => at !== which);
  const [user = ''] = /^ *\{ nkey: U[A-Z2-7]{55} \}\n/m.exec(serverConf) ?? [];
  return instead(
    serverConf,
    [user, keys.map(({ known }) => `{ nkey: ${known} }\n`).join('')],
    ['server_name: a', `server_name: ${own}`],
    ['0.0.0.0:4222', `"127.0.0.1:${port}"`],
    ['a.example:4222', `"127.0.0.1:${port}"`],
    ['0.0.0.0:6222', `"127.0.0.1:${routes[which]}"`],
    ['a.example:6222', `"127.0.0.1:${routes[which]}"`],
    ['nats-route://b.example:6222', `"nats-route://127.0.0.1:${first}"`],
    ['nats-route://c.example:6222', `"nats-route://127.0.0.1:${second}"`],
    ['/etc/nats/a.', `${folder}/${own}.`],
    ['/etc/nats/ca.pem', `${folder}/ca.pem`],
    ['/var/lib/nats', store],
  );
}

function fleetIn(folder: string, urls: readonly string[], node: string, { file }: Key): string {
  return instead(
    settings,
    ['tls://a.example:4222, tls://b.example:4222, tls://c.example:4222', urls.join(', ')],
    ['node: anna', `node: ${node}`],
    ['/home/me/.muster-fleet.nk', file],
    ['/home/me/fleet-ca.pem', join(folder, 'ca.pem')],
  );
}

test.run();
