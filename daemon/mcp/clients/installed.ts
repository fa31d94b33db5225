// Records what `muster mcp --install` wrote into the settings of clients, so that `--remove` undoes
// exactly that: byte for byte if the file has not changed since, otherwise only the entry.

import { readFile, readlink, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import * as z from '../../../contracts/schema.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { codeOf, privateFolder, writeDurably } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import type { Home } from '../../../runtime/home.ts';
import { CLIENT_NAMES, CLIENTS, type ClientKind, type ClientName, type Start } from './clients.ts';
import { applied, inverse } from './edit.ts';

const Written = z.strictObject({
  client: z.string(),
  path: z.string(),
  /** The digest of the file after the change. */
  after: z.string(),
  undo: z.array(z.strictObject({ offset: z.int(), length: z.int(), text: z.string() })),
  /** The file and folders that did not exist before. */
  made: z.array(z.string()),
});
type Written = z.infer<typeof Written>;

export type Planned = { path: string; before: string | undefined; after: string; already: boolean };

/** What would be written, and where. Changes nothing. */
export async function planInstall(name: ClientName, start: Start, env: NodeJS.ProcessEnv): Promise<Planned> {
  const client: ClientKind = CLIENTS[name];
  const path = await followed(client.path(env));
  const before = await textAt(path);
  const text = before ?? client.empty;
  if (client.has(text, path)) return { path, before, after: text, already: true };
  return { path, before, after: applied(text, client.add(text, start, path)), already: false };
}

export async function install(name: ClientName, start: Start, env: NodeJS.ProcessEnv, home: Home): Promise<void> {
  const client: ClientKind = CLIENTS[name];
  const { path, before, after, already } = await planInstall(name, start, env);
  if (already)
    throw new MusterError(
      'command-refused',
      `${path} has a server named muster already`,
      `To replace it: muster mcp --remove ${name}, then --install again.`,
    );
  const made = before === undefined ? [path, ...(await missingAbove(path))] : [];
  await makeFolders(dirname(path));
  const mode = before === undefined ? 0o600 : (await stat(path)).mode & 0o777;
  const text = before ?? '';
  const edits = before === undefined ? [{ offset: 0, length: 0, text: after }] : client.add(text, start, path);
  // The record is written first: if the entry was then not written, removing it finds nothing.
  const written: Written = { client: name, path, after: digestOf(after), undo: inverse(text, edits), made };
  await keep(home, [...(await kept(home)).filter((it) => it.client !== name || it.path !== path), written]);
  await writeDurably(path, after, mode);
}

/** The clients that have our entry. */
export async function installedFor(home: Home): Promise<ClientName[]> {
  const names = new Set((await kept(home)).map(({ client }) => client));
  return CLIENT_NAMES.filter((name) => names.has(name));
}

export type Removed = { path: string; how: 'as-before' | 'entry-only' | 'was-not-there' | 'not-ours' };

export async function remove(name: ClientName, env: NodeJS.ProcessEnv, home: Home): Promise<Removed> {
  const client: ClientKind = CLIENTS[name];
  const records = await kept(home);
  const record = records.find((it) => it.client === name);
  const path = record?.path ?? (await followed(client.path(env)));
  const text = await textAt(path);
  const how =
    text === undefined || !client.has(text, path)
      ? 'was-not-there'
      : record && digestOf(text) === record.after
        ? 'as-before'
        : client.isOurs(text, path)
          ? 'entry-only'
          : 'not-ours';
  if (text !== undefined && (how === 'as-before' || how === 'entry-only')) {
    if (how === 'as-before' && record && record.made.length > 0) await unmake(record.made);
    else {
      const left = how === 'as-before' && record ? applied(text, record.undo) : client.remove(text, path);
      await writeDurably(path, left, (await stat(path)).mode & 0o777);
    }
  }
  await keep(
    home,
    records.filter((it) => it !== record),
  );
  return { path, how };
}

/** Removes the file, then the folders that were made for it if they are empty. */
async function unmake([file, ...folders]: readonly string[]): Promise<void> {
  if (file !== undefined) await rm(file, { force: true });
  for (const folder of folders) {
    try {
      await rmdir(folder);
    } catch {
      // Not empty any more.
      return;
    }
  }
}

async function missingAbove(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const there = await stat(folder).catch(() => undefined);
    if (there || dirname(folder) === folder) return missing;
    missing.push(folder);
  }
}

/** A longer chain of links is a cycle; the kernel stops at this number, too. */
const MOST_LINKS = 40;

/**
 * Settings are often links into a folder under version control: the links are kept, even if the last one points to a file that does not
 * exist yet.
 */
async function followed(path: string, links = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || links === MOST_LINKS) throw unreadable(path, 'it leads nowhere that can be read', error);
    const target = await readlink(path).catch(() => undefined);
    return target === undefined ? path : followed(resolve(await realpath(dirname(path)), target), links + 1);
  }
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    // Opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) throw unreadable(path, 'it is not a file');
    // A text that could not be written back unchanged is refused.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof MusterError) throw error;
    throw unreadable(path, error instanceof TypeError ? 'it is not UTF-8' : `${codeOf(error)}`, error);
  }
}

const unreadable = (path: string, why: string, cause?: unknown): MusterError =>
  new MusterError('config-invalid', `${path} cannot be read: ${why}`, 'Fix it, or use `muster mcp --print` and add the lines yourself.', {
    cause,
  });

const recordAt = (home: Home): string => join(home.root, 'clients.json');

async function kept(home: Home): Promise<Written[]> {
  const text = await textAt(recordAt(home));
  if (text === undefined) return [];
  try {
    return z.array(Written).parse(JSON.parse(text));
  } catch (cause) {
    const hint = 'Move it away; what it recorded has to be taken out of the settings by hand.';
    throw new MusterError('config-invalid', `${recordAt(home)} cannot be read`, hint, { cause });
  }
}

async function keep(home: Home, records: readonly Written[]): Promise<void> {
  await privateFolder(home.root);
  if (records.length === 0) await rm(recordAt(home), { force: true });
  else await writeDurably(recordAt(home), `${JSON.stringify(records, null, 1)}\n`);
}
