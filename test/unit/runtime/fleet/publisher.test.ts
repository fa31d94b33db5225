// What the servers say of a message is told as it is: stored, overtaken, or not known.

import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Published, publisherOn } from '../../../../runtime/fleet/publisher.ts';
import { type Place, startServers } from '../../../e2e/fleet/servers-fixture.ts';

const test = suite<{ connection: NatsConnection; manager: JetStreamManager }>('publishing');
const bytes = Buffer.from('{}');

/** The configuration of a server that forbids publishing on one subject. */
function guarded({ on, port, monitor, store }: Place): string {
  const may = 'default_permissions: { publish: { deny: "stories.forbidden" } }';
  return `listen: "${on}:${port}"\nhttp: "127.0.0.1:${monitor}"\njetstream { store_dir: "${store}" }\nno_auth_user: "all"\n${users(may)}`;
}
const users = (may: string): string => `authorization { ${may}, users: [{ user: "all", password: "all" }] }\n`;
const servers = await startServers(1, '127.0.0.1', { config: guarded, by: {} });

test.before.each(async (context) => {
  context.connection = await connect({ servers: servers.urls.map((url) => url.replace('tls://localhost', 'nats://127.0.0.1')) });
  context.manager = await jetstreamManager(context.connection);
  await context.manager.streams.add({ name: 'STORIES', subjects: ['stories.>'] });
});
test.after.each(async ({ connection, manager }) => {
  if (connection.isClosed()) return;
  await manager.streams.delete('STORIES');
  await connection.close();
});
test.after(servers.clear);

const saying = (published: Published): string => {
  assert.is(published.kind, 'unknown');
  return published.kind === 'unknown' ? String(published.error) : '';
};

test('succeeds only on top of the expected message', async ({ connection }) => {
  const { publish } = publisherOn(connection);
  assert.equal(await publish('stories.a', bytes, 0), { kind: 'stored', position: 1 });
  assert.equal(await publish('stories.b', bytes, 0), { kind: 'stored', position: 2 });
  assert.equal(await publish('stories.a', bytes, 0), { kind: 'overtaken' });
  assert.equal(await publish('stories.a', bytes, 1), { kind: 'stored', position: 3 });
});

test('matches many concurrent answers with their requests', async ({ connection }) => {
  const { publish } = publisherOn(connection);
  const names = Array.from({ length: 50 }, (_, n) => `stories.n${n}`);
  const all = await Promise.all(names.map((name) => publish(name, bytes, 0)));
  const expected = names.map((_, n) => ({ kind: 'stored', position: n + 1 }));
  assert.equal(all, expected);
});

test('reports at once what the servers do not accept', async ({ connection }) => {
  const { publish } = publisherOn(connection);
  assert.match(saying(await publish('stories.forbidden', bytes, 0)), /[Pp]ermissions [Vv]iolation/);
  assert.match(saying(await publish('elsewhere', bytes, 0)), /no responders/);
  assert.match(saying(await publish('stories.large', Buffer.alloc(2_000_000), 0)), /max_payload/);
});

test('reports an unknown outcome for what was unanswered when the connection closed', async ({ connection }) => {
  const { publish } = publisherOn(connection);
  const asked = publish('stories.a', bytes, 0);
  await connection.close();
  assert.match(saying(await asked), /closed/);
  assert.match(saying(await publish('stories.a', bytes, 0)), /closed/i);
});

test.run();
