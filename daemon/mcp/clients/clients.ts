// The clients whose settings we know: where the settings are, and how each client configures a server.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderIn, userFolder } from '../../../runtime/user-folder.ts';
import { applied, type Edit } from './edit.ts';
import { adding, entryIn, without } from './json-entry.ts';
import { addingTable, hasTable, tableText, tomlText, withoutTable } from './toml-entry.ts';

/** How to start our server; `env` only if the home is not the default one. */
export type Start = { argv: readonly [string, ...string[]]; env: Readonly<Record<string, string>> };

export type ClientKind = {
  /** The user's settings file of the client. */
  path(env: NodeJS.ProcessEnv): string;
  /** The content of a new file. */
  empty: string;
  has(text: string, path: string): boolean;
  /** Whether the entry with our name starts `muster mcp`; it may be somebody else's. */
  isOurs(text: string, path: string): boolean;
  add(text: string, start: Start, path: string): Edit[];
  remove(text: string, path: string): string;
};

const NAME = 'muster';

function json(path: ClientKind['path'], at: string, value: (start: Start) => unknown): ClientKind {
  return {
    path,
    empty: '{}\n',
    has: (text, file) => entryIn(text, [at, NAME], file) !== undefined,
    isOurs: (text, file) => startsUs(JSON.stringify(entryIn(text, [at, NAME], file) ?? null)),
    add: (text, start, file) => adding(text, [at, NAME], value(start), file),
    remove: (text, file) => without(text, [at, NAME], file),
  };
}

const startsUs = (entry: string): boolean => /muster(\.cjs)?"/.test(entry) && /"mcp"/.test(entry);

/** An empty variable counts as unset, as it does for the clients. */
const folderOf = (variable: string | undefined, usual: string): string => (variable ? variable : usual);
const homeOf = (env: NodeJS.ProcessEnv): string => folderIn(env.HOME, userFolder);
const standard = ({ argv: [command, ...args], env }: Start) => ({ command, args, ...(Object.keys(env).length === 0 ? {} : { env }) });
const TABLE = `mcp_servers.${NAME}`;

export const CLIENTS = {
  claude: json(
    (env) => join(folderOf(env.CLAUDE_CONFIG_DIR, homeOf(env)), '.claude.json'),
    'mcpServers',
    (start) => ({ type: 'stdio', ...standard(start) }),
  ),
  codex: {
    path: (env) => join(folderOf(env.CODEX_HOME, join(homeOf(env), '.codex')), 'config.toml'),
    empty: '',
    has: (text) => hasTable(text, TABLE),
    isOurs: (text) => startsUs(tableText(text, TABLE)),
    add: (text, { argv: [command, ...args], env }, path) =>
      addingTable(text, TABLE, path, [
        `[${TABLE}]`,
        `command = ${tomlText(command)}`,
        `args = [${args.map(tomlText).join(', ')}]`,
        ...(Object.keys(env).length === 0
          ? []
          : [
              `env = { ${Object.entries(env)
                .map(([name, it]) => `${name} = ${tomlText(it)}`)
                .join(', ')} }`,
            ]),
      ]),
    remove: (text) => withoutTable(text, TABLE),
  },
  gemini: json((env) => join(homeOf(env), '.gemini', 'settings.json'), 'mcpServers', standard),
  opencode: json(
    (env) => {
      const folder = join(folderOf(env.XDG_CONFIG_HOME, join(homeOf(env), '.config')), 'opencode');
      const other = join(folder, 'opencode.jsonc');
      return existsSync(other) ? other : join(folder, 'opencode.json');
    },
    'mcp',
    ({ argv, env }) => ({ type: 'local', command: argv, enabled: true, ...(Object.keys(env).length === 0 ? {} : { environment: env }) }),
  ),
} as const satisfies Record<string, ClientKind>;

export type ClientName = keyof typeof CLIENTS;
export const CLIENT_NAMES: readonly ClientName[] = ['claude', 'codex', 'gemini', 'opencode'];

/** The client's settings with nothing but our entry. */
export function printed(name: ClientName, start: Start): string {
  const { empty, add, path }: ClientKind = CLIENTS[name];
  return applied(empty, add(empty, start, path(process.env)));
}
