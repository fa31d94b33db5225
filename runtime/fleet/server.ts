// The connection to the servers of a fleet: where they are, how this node proves who it is, and what their failures are
// called here.

import { readFile, stat } from 'node:fs/promises';
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import type { FleetConfig } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';

/** How long one question to the servers may take. */
export const ANSWERS_WITHIN: Millis = 5_000;

const RECONNECTS_AFTER: Millis = 500;
/** A connection on which nothing is heard for two of these is broken. */
const PINGS_EVERY: Millis = 5_000;

export async function connectServers(settings: FleetConfig): Promise<NatsConnection> {
  const { servers, node, credentials, ca } = settings;
  const options: ConnectionOptions = {
    servers: [...servers],
    name: `muster ${node}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECTS_AFTER,
    timeout: ANSWERS_WITHIN,
    pingInterval: PINGS_EVERY,
    maxPingOut: 2,
    // It makes three errors with their stacks for each question, to have them if one is needed.
    noAsyncTraces: true,
    ...(ca === undefined ? {} : { tls: { caFile: ca } }),
    ...(credentials === undefined ? {} : { authenticator: await authenticatorFrom(credentials) }),
  };
  try {
    return await connect(options);
  } catch (error) {
    throw new MusterError(
      'fleet-unreachable',
      `none of the fleet's servers answers (${servers.join(', ')}): ${saidBy(error)}`,
      'Start nats-server there, or correct `fleet` in config.yaml; see docs/fleet.md.',
      { cause: error },
    );
  }
}

/** A seed of an nkey, or a file with a JWT and its seed. */
async function authenticatorFrom(path: string): Promise<NonNullable<ConnectionOptions['authenticator']>> {
  const { mode } = await stat(path).catch((error: unknown) => {
    throw new MusterError('config-invalid', `\`fleet.credentials\`: ${path} cannot be read: ${saidBy(error)}`, 'Correct the path.');
  });
  if ((mode & 0o077) !== 0)
    throw new MusterError('config-invalid', `\`fleet.credentials\`: ${path} can be read by other users`, `chmod 600 ${path}`);
  const text = await readFile(path, 'utf8');
  if (text.includes('BEGIN NATS USER JWT')) return credsAuthenticator(Buffer.from(text));
  const seed = text.split('\n').find((line) => /^SU[A-Z2-7]+$/.test(line.trim()));
  if (seed === undefined)
    throw new MusterError(
      'config-invalid',
      `\`fleet.credentials\`: ${path} has neither the seed of an nkey nor a NATS user JWT`,
      'Make a key with `nk -gen user`; see docs/fleet.md.',
    );
  return nkeyAuthenticator(Buffer.from(seed.trim()));
}

/** `doing` completes the sentence “could not …”. The same thing may be tried again. */
export function unanswered(error: unknown, doing: string): MusterError {
  if (error instanceof MusterError) return error;
  return new MusterError(
    'ledger-busy',
    `could not ${doing}: the fleet's servers say ${saidBy(error)}`,
    'A daemon tries it again; give a command again. A majority of the servers must run; see docs/fleet.md.',
    { cause: error },
  );
}

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));
