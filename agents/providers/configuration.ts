// Where the user of each program configures it: standing instructions and settings. Only files that influence its answers; others
// may contain things like a counter of its starts.

import { join } from 'node:path';

type Env = Record<string, string>;

const inHome = ({ HOME = '' }: Env, ...path: string[]): string => join(HOME, ...path);
const all = (folder: string, ...names: string[]): string[] => names.map((name) => join(folder, name));

/** No server of the user's is loaded: `--strict-mcp-config`. */
export const claudeFiles = (env: Env): string[] => all(env.CLAUDE_CONFIG_DIR ?? inHome(env, '.claude'), 'CLAUDE.md', 'settings.json');

export const codexFiles = (env: Env): string[] =>
  all(env.CODEX_HOME ?? inHome(env, '.codex'), 'AGENTS.md', 'AGENTS.override.md', 'config.toml');

export const geminiFiles = (env: Env): string[] => all(join(env.GEMINI_CLI_HOME ?? inHome(env), '.gemini'), 'GEMINI.md', 'settings.json');

export function opencodeFiles(env: Env): string[] {
  const folder = env.OPENCODE_CONFIG_DIR ?? join(env.XDG_CONFIG_HOME ?? inHome(env, '.config'), 'opencode');
  return [...all(folder, 'AGENTS.md', 'opencode.json', 'opencode.jsonc'), ...(env.OPENCODE_CONFIG ? [env.OPENCODE_CONFIG] : [])];
}
