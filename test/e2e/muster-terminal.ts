// `muster` on a real terminal, as a person uses it: what it shows, and what is typed.

import { openPty, type Pty } from '../../runtime/sessions/host/session/pty.ts';
import type { CliFixture } from './cli/cli-fixture.ts';
import { until } from './daemon-fixture.ts';
import { LAUNCHER } from './program.ts';

export type MusterTerminal = {
  pty: Pty;
  seen: () => string;
  sees(text: string): Promise<void>;
  ended: Promise<{ code: number | null; signal: string | null }>;
};

export function openTerminal(
  fixture: CliFixture,
  args: readonly string[],
  more: Record<string, string> = {},
  cols = 80,
  cwd = fixture.folder,
): MusterTerminal {
  let seen = '';
  const over = Promise.withResolvers<void>();
  const exit = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  const env = Object.fromEntries(
    Object.entries({ ...fixture.env, TERM: 'xterm-256color', ...more }).filter((it): it is [string, string] => it[1] !== undefined),
  );
  const pty = openPty(
    { program: process.execPath, args: [LAUNCHER, ...args], env, cwd, cols, rows: 24 },
    {
      onOutput: (bytes) => {
        seen += bytes.toString('utf8');
      },
      onExit: (it) => {
        exit.resolve(it);
        pty.release();
      },
      onOver: () => over.resolve(),
    },
  );
  const ended = exit.promise.then(async (it) => {
    await over.promise;
    pty.close();
    return it;
  });
  const sees = (text: string) =>
    until(`\`${text}\` on the terminal`, () => seen.includes(text)).catch((error: unknown) => {
      throw new Error(`${String(error)}\nIt showed:\n${seen}`);
    });
  return { pty, seen: () => seen, sees, ended };
}
