// The address of another machine as a person types it: ssh://user@host:port. Pure.

import { MusterError } from '../../../contracts/errors.ts';
import { Remote, RemoteName } from '../../../contracts/remote.ts';

export type Typed = {
  name: string;
  address: string;
  home?: string | undefined;
  muster?: string | undefined;
  sshConfig?: string | undefined;
};

export function remoteFrom({ name, address, home, muster, sshConfig }: Typed): { name: string; remote: Remote } {
  if (!RemoteName.safeParse(name).success)
    throw usage(`\`${name}\` cannot be the name of a machine`, 'Use small letters, digits and hyphens.');
  const [, user, host = '', port] = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]*\]|[^@:/]*)(?::(\d{1,5}))?\/?$/.exec(address) ?? [];
  if (host === '') throw usage(`\`${address}\` is not an address`, 'Write ssh://user@host, or ssh://user@host:2222.');
  const given = {
    ...(user === undefined ? {} : { user }),
    host,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(home === undefined ? {} : { home }),
    ...(muster === undefined ? {} : { muster }),
    ...(sshConfig === undefined ? {} : { sshConfig }),
  };
  const read = Remote.safeParse(given);
  if (read.success) return { name, remote: read.data };
  const at = String(read.error.issues[0]?.path[0] ?? 'host') as keyof typeof WANTED;
  throw usage(`${OPTION[at]} cannot be \`${String(given[at as keyof typeof given])}\``, WANTED[at]);
}

const OPTION = { user: 'the user', host: 'the host', port: 'the port', home: '--home', muster: '--muster', sshConfig: '--ssh-config' };
const WANTED = {
  user: 'Use letters, digits, dots, hyphens and underscores; it does not begin with a hyphen.',
  host: 'Use a host name, an alias of your ssh configuration, or an IP address; it does not begin with a hyphen.',
  port: 'It is between 1 and 65535.',
  home: 'Give the absolute path of the home on that machine.',
  muster: 'Give the absolute path of the program on that machine, or its name.',
  sshConfig: 'Give the absolute path of a file for `ssh -F`.',
};

export function addressOf({ user, host, port }: Remote): string {
  return `ssh://${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
}

const usage = (message: string, hint: string): MusterError => new MusterError('usage', message, hint);
