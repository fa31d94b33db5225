// The connection to the servers of a fleet: their addresses, this node's credentials, what they deliver, and their failures as our
// errors.

import { readFile, stat } from 'node:fs/promises';
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import type { FleetConfig } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';

/** The timeout of one request to the servers. */
export const REQUEST_TIMEOUT: Millis = 5_000;

const RECONNECTS_AFTER: Millis = 500;
/** A connection that is silent for two of these intervals is considered broken. */
const PINGS_EVERY: Millis = 5_000;

export async function connectServers(settings: FleetConfig): Promise<NatsConnection> {
  const { servers, node, credentials, ca } = settings;
  const options: ConnectionOptions = {
    servers: [...servers],
    name: `muster ${node}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECTS_AFTER,
    timeout: REQUEST_TIMEOUT,
    pingInterval: PINGS_EVERY,
    maxPingOut: 2,
    // Otherwise the client creates three errors with stacks for each request, in case it needs one.
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

/** The file contains the seed of an nkey, or a JWT and its seed. */
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

/** `doing` completes the sentence “could not …”. The operation can be retried. */
export function requestFailure(error: unknown, doing: string): MusterError {
  if (error instanceof MusterError) return error;
  return new MusterError(
    'ledger-busy',
    `could not ${doing}: the fleet's servers say ${saidBy(error)}`,
    'The daemon retries; repeat a command yourself. A majority of the servers must be running; see docs/fleet.md.',
    { cause: error },
  );
}

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * What a message or an entry says, unchecked. A broken or hostile client may write anything there, and one that is not JSON must not keep
 * the others from being read: it is undefined, which no schema accepts.
 */
export function saidIn(written: { json(): unknown }): unknown {
  try {
    return written.json();
  } catch {
    return undefined;
  }
}
