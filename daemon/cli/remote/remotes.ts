// The known machines by name: remotes.json in the home. It holds no keys and no passwords; those are ssh's.

import { readFile } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { type Remote, Remotes } from '../../../contracts/remote.ts';
import { codeOf, privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { nearest } from '../../../runtime/text/nearest.ts';

export async function knownRemotes({ remotes }: Pick<Home, 'remotes'>): Promise<Remotes['remotes']> {
  const text = await readFile(remotes, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return {};
  try {
    return Remotes.parse(JSON.parse(text)).remotes;
  } catch (cause) {
    throw new MusterError('config-invalid', `${remotes} is not a list of machines`, 'Move it away, then `muster remote add` them again.', {
      cause,
    });
  }
}

export async function keepRemotes(all: Remotes['remotes'], home: Home): Promise<void> {
  await privateFolder(home.root);
  await writeDurably(home.remotes, `${JSON.stringify({ version: 1, remotes: all } satisfies Remotes, null, 1)}\n`);
}

export async function remoteNamed(name: string, home: Home): Promise<Remote> {
  const all = await knownRemotes(home);
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found) return found;
  const right = nearest(name, Object.keys(all));
  throw new MusterError(
    'usage',
    `unknown machine \`${name}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    Object.keys(all).length === 0 ? '`muster remote add <name> ssh://user@host` adds one.' : '`muster remote list` lists them.',
  );
}
