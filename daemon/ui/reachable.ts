// Where the page may be reached from: this machine or, with TLS, a private network that this machine is in.

import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { MusterError } from '../../contracts/errors.ts';

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(net, prefix, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';
export const isPrivate = (address: string): boolean => PRIVATE.check(address, address.includes(':') ? 'ipv6' : 'ipv4');

/** The addresses of this machine that a phone in the same network can reach. */
export const privateAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((it) =>
    (it ?? []).flatMap(({ address, internal, family }) => (!internal && family === 'IPv4' && isPrivate(address) ? [address] : [])),
  );

/** Resolves what was given, an address or a name, to an address of this machine. */
export async function addressOf(given: string, secure: boolean): Promise<string> {
  const address = isIP(given) ? given : await named(given);
  if (isLoopback(address)) return address;
  const own = Object.values(networkInterfaces()).some((it) => it?.some((one) => one.address === address));
  if (!own) throw new MusterError('usage', `${given} is not an address of this machine`, hint());
  if (!isPrivate(address))
    throw new MusterError('usage', `${given} is not in a private network; the page is not served to the internet`, hint());
  if (!secure)
    throw new MusterError(
      'usage',
      `${given} can be reached by other machines, so it needs TLS`,
      'Name a certificate and its key: --cert <file> --key <file>',
    );
  return address;
}

function hint(): string {
  const own = privateAddresses();
  return own.length === 0 ? 'This machine is in no private network.' : `Addresses of this machine: ${own.join(', ')}`;
}

async function named(name: string): Promise<string> {
  try {
    return (await lookup(name)).address;
  } catch (cause) {
    throw new MusterError('usage', `${name} does not resolve to an address`, hint(), { cause });
  }
}
