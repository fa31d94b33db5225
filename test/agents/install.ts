// The real agent programs, as the npm registry has them, each in a folder of its own below .cache/agents
// and with no script of theirs run. Pinned: what a newer version prints is looked at before it is trusted.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CACHE = fileURLToPath(new URL('../../.cache/agents', import.meta.url));

const HERE = `${process.platform}-${process.arch}`;

const PACKAGES = {
  /** Where the program is in the package; some packages would move it by a script, which is not run. */
  claude: { spec: '@anthropic-ai/claude-code@2.1.329', program: `@anthropic-ai/claude-code-${HERE}/claude` },
  codex: { spec: '@openai/codex@0.169.0', program: '.bin/codex' },
  gemini: { spec: '@google/gemini-cli@0.61.0', program: '.bin/gemini' },
  opencode: { spec: 'opencode-ai@1.18.33', program: `opencode-${HERE}/bin/opencode` },
} as const;

export type Cli = keyof typeof PACKAGES;
export const CLIS = Object.keys(PACKAGES) as Cli[];

/** What others have written to try a server of the Model Context Protocol; each is a script for Node. */
const PROBES = {
  conformance: { spec: '@modelcontextprotocol/conformance@0.2.0-alpha.12', program: '.bin/conformance' },
  inspector: { spec: '@modelcontextprotocol/inspector@2.12.0', program: '.bin/mcp-inspector' },
} as const;

/** Returns a folder that has the program under its own name; throws npm's message if it cannot be installed. */
export const install = (cli: Cli): string => fetched(cli, PACKAGES[cli]);

/** The path of its script. */
export const installProbe = (name: keyof typeof PROBES): string => join(fetched(name, PROBES[name]), name);

function fetched(name: string, { spec, program }: { spec: string; program: string }): string {
  const folder = join(CACHE, `${name}-${spec.slice(spec.lastIndexOf('@') + 1)}`);
  const bin = join(folder, 'bin');
  if (existsSync(join(bin, name))) return bin;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, spec], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 300_000,
  });
  const place = join(folder, 'node_modules', program);
  if (!existsSync(place)) throw new Error(`${spec} has no program for ${HERE}`);
  symlinkSync(place, join(bin, name));
  return bin;
}
