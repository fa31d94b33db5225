// What `setup` and `service` have written outside the home and to its settings. It is recorded in `setup.json`
// before it is written, so that `uninstall` removes exactly that. What was changed since is left alone and reported.

import { lstat, readFile, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Config } from '../../../contracts/config.ts';
import * as z from '../../../contracts/schema.ts';
import { codeOf, exists, privateFolder, writeDurably } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import type { Home } from '../../../runtime/home.ts';
import { readSettings } from '../../../runtime/text/read-settings.ts';
import { withSetting } from '../../intake/edit-settings.ts';
import { loadSettings } from '../../intake/settings.ts';

export const Piece = z.discriminatedUnion('kind', [
  /** A file of ours. */
  z.strictObject({ kind: z.literal('file'), path: z.string(), text: z.string() }),
  /** Lines of ours in a file of the user's. */
  z.strictObject({ kind: z.literal('lines'), path: z.string(), text: z.string() }),
  z.strictObject({ kind: z.literal('setting'), key: z.string(), value: z.unknown() }),
  /** A folder that we made; it is removed when it is empty. */
  z.strictObject({ kind: z.literal('folder'), path: z.string() }),
]);
export type Piece = z.infer<typeof Piece>;
export type PieceToWrite = Exclude<Piece, { kind: 'folder' }>;

const Record = z.strictObject({ version: z.literal(1), pieces: z.array(Piece) });

const recordPath = ({ root }: Pick<Home, 'root'>): string => join(root, 'setup.json');

export async function writtenBefore(home: Home): Promise<Piece[]> {
  const text = await readFile(recordPath(home), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? [] : Record.parse(JSON.parse(text)).pieces;
}

async function keep(pieces: readonly Piece[], home: Home): Promise<void> {
  if (pieces.length === 0) return rm(recordPath(home), { force: true });
  await privateFolder(home.root);
  await writeDurably(recordPath(home), `${JSON.stringify({ version: 1, pieces }, null, 1)}\n`);
}

const sameThing = (a: Piece, b: Piece): boolean =>
  a.kind === b.kind && (a.kind === 'setting' ? a.key === (b as typeof a).key : a.path === (b as Exclude<Piece, { kind: 'setting' }>).path);

/** Writes each piece and returns what was written. An existing file that is not ours is left alone. */
export async function writeAll(wanted: readonly PieceToWrite[], home: Home): Promise<{ written: PieceToWrite[]; left: string[] }> {
  let pieces = await writtenBefore(home);
  const written: PieceToWrite[] = [];
  const left: string[] = [];
  for (const it of wanted) {
    const why = await whyNot(it, pieces, home);
    if (why !== undefined) {
      left.push(why);
      continue;
    }
    const folders = it.kind === 'setting' ? [] : await missingFolders(dirname(it.path));
    const fresh = folders.filter((path) => !pieces.some((one) => one.kind === 'folder' && one.path === path));
    pieces = [...pieces.filter((one) => !sameThing(one, it)), ...fresh.map((path): Piece => ({ kind: 'folder', path })), it];
    await keep(pieces, home);
    await write(it, home);
    written.push(it);
  }
  return { written, left };
}

async function whyNot(it: PieceToWrite, pieces: readonly Piece[], home: Home): Promise<string | undefined> {
  if (it.kind === 'file') {
    const there = await textIn(it.path);
    const ours = pieces.some((one) => sameThing(one, it));
    return there === undefined || there === it.text || ours ? undefined : `${it.path} is there already and is not ours`;
  }
  if (it.kind !== 'setting' || pieces.some((one) => sameThing(one, it))) return undefined;
  const { all } = await loadSettings({ home: home.config });
  const now = all.find(({ key }) => key === it.key || key.startsWith(`${it.key}.`));
  return now && now.from !== 'default' ? `${it.key} is set in ${home.config} already` : undefined;
}

async function write(it: PieceToWrite, home: Home): Promise<void> {
  switch (it.kind) {
    case 'file':
      await makeFolders(dirname(it.path));
      return writeDurably(it.path, it.text, 0o644);
    case 'lines': {
      await makeFolders(dirname(it.path));
      const before = (await textIn(it.path)) ?? '';
      if (before.includes(it.text)) return;
      return rewrite(it.path, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${it.text}`);
    }
    case 'setting': {
      const before = (await readSettings(home.config, 'config-invalid')) ?? '';
      await privateFolder(home.root);
      return rewrite(home.config, withSetting(before, home.config, it.key, it.value, Config), 0o600);
    }
  }
}

/** Outermost first. */
async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = folder; (await lstat(at).catch(() => undefined)) === undefined; at = dirname(at)) missing.unshift(at);
  return missing;
}

/** Writes through links, because users keep such files under version control. */
async function rewrite(path: string, text: string, mode?: number): Promise<void> {
  const real = await realpath(path).catch(() => path);
  const there = await lstat(real).catch(() => undefined);
  await writeDurably(real, text, there ? there.mode & 0o777 : (mode ?? 0o644));
}

const textIn = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  });

/** Removes the chosen pieces, newest first; what was changed meanwhile is left and reported. */
export async function removeWritten(chosen: (it: Piece) => boolean, home: Home): Promise<{ removed: string[]; left: string[] }> {
  let pieces = await writtenBefore(home);
  const removed: string[] = [];
  const left: string[] = [];
  for (const it of pieces.filter(chosen).reverse()) {
    const outcome = await remove(it, home);
    if (outcome.kind === 'removed') removed.push(outcome.what);
    if (outcome.kind === 'left') left.push(outcome.what);
    // A folder with other files in it stays on record, to be tried again later.
    if (it.kind !== 'folder' || outcome.kind === 'removed' || !(await exists(it.path))) pieces = pieces.filter((one) => one !== it);
    await keep(pieces, home);
  }
  return { removed, left };
}

type Outcome = { kind: 'removed' | 'left'; what: string } | { kind: 'nothing' };

async function remove(it: Piece, home: Home): Promise<Outcome> {
  switch (it.kind) {
    case 'file': {
      const there = await textIn(it.path);
      if (there === undefined) return { kind: 'nothing' };
      if (there !== it.text) return { kind: 'left', what: `${it.path}, which was changed since` };
      await rm(it.path);
      return { kind: 'removed', what: it.path };
    }
    case 'lines': {
      const there = await textIn(it.path);
      if (there === undefined) return { kind: 'nothing' };
      if (!there.includes(it.text)) return { kind: 'left', what: `the lines in ${it.path}, which were changed since` };
      const rest = there.replace(it.text, () => '');
      if (rest === '') await rm(it.path);
      else await rewrite(it.path, rest);
      return { kind: 'removed', what: rest === '' ? it.path : `lines in ${it.path}` };
    }
    case 'setting': {
      const { all } = await loadSettings({ home: home.config });
      const now = Object.fromEntries(all.map(({ key, value }) => [key, value]));
      if (JSON.stringify(settingOf(it.key, now)) !== JSON.stringify(it.value))
        return { kind: 'left', what: `the setting ${it.key}, which was changed since` };
      const before = (await readSettings(home.config, 'config-invalid')) ?? '';
      const rest = withSetting(before, home.config, it.key, undefined, Config);
      if (rest.trim() === '' || rest.trim() === '{}') await rm(home.config, { force: true });
      else await rewrite(home.config, rest);
      return { kind: 'removed', what: `the setting ${it.key}` };
    }
    case 'folder':
      return rmdir(it.path).then(
        (): Outcome => ({ kind: 'removed', what: it.path }),
        (): Outcome => ({ kind: 'nothing' }),
      );
  }
}

/** Puts a setting that consists of parts together again. */
function settingOf(key: string, all: Readonly<{ [key: string]: unknown }>): unknown {
  if (Object.hasOwn(all, key)) return all[key];
  const parts = Object.entries(all).filter(([name]) => name.startsWith(`${key}.`));
  return Object.fromEntries(parts.map(([name, value]) => [name.slice(key.length + 1), value]));
}
