// How a real agent program is started as a client of `muster mcp`: without a screen, and allowed to use the tools of that one
// server, and its own shell where a test says so.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Cli } from './install.ts';

export const LAUNCHER = fileURLToPath(new URL('../../bin/muster.cjs', import.meta.url));

/** What it may use besides the tools of muster: its shell, and a folder outside of the project in which it may write. */
export type Allowed = { shell: true; writesIn: string };

export function headless(cli: Cli, prompt: string, more?: Allowed): readonly string[] {
  switch (cli) {
    case 'claude':
      return [
        'claude',
        '-p',
        prompt,
        '--allowedTools',
        more ? 'mcp__muster,Bash' : 'mcp__muster',
        ...(more ? ['--add-dir', more.writesIn] : []),
      ];
    case 'codex':
      return [
        'codex',
        'exec',
        '--skip-git-repo-check',
        '-s',
        'workspace-write',
        '-c',
        'mcp_servers.muster.default_tools_approval_mode="approve"',
        ...(more ? ['--add-dir', more.writesIn] : []),
        prompt,
      ];
    case 'gemini':
      return ['gemini', '--skip-trust', '--allowed-mcp-server-names', 'muster', '--approval-mode', 'yolo', '-p', prompt];
    case 'opencode':
      return ['opencode', 'run', '--model', 'scripted/good', ...(more ? ['--auto'] : []), prompt];
  }
}

export function ended(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 240_000 });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}
