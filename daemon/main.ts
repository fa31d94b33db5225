// The daemon as a process: `node daemon/main.ts --home <folder> --mode up|on-demand`. It stays in the
// foreground of its own process; `start-daemon.ts` starts it in the background.

import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { failureOf } from '../contracts/errors.ts';
import { defaultHome } from '../runtime/home.ts';
import { startDaemon } from './process/daemon.ts';

process.umask(0o077);
process.title = 'musterd';
// If the size of files is limited (ulimit -f), a write beyond it fails like one on a full disk, and ends no process.
process.on('SIGXFSZ', () => undefined);

const { values } = parseArgs({ options: { home: { type: 'string' }, mode: { type: 'string' } } });

try {
  const daemon = await startDaemon({
    home: values.home ?? defaultHome(process.env),
    mode: values.mode === 'on-demand' ? 'on-demand' : 'up',
    env: process.env,
    onEnd: () => {
      process.exitCode = 0;
      // What is left may be a timer of a library; everything of ours is closed and on disk.
      setTimeout(() => process.exit(0), 1_000).unref();
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void daemon.down('leave'));
} catch (error) {
  const { code, message, hint } = failureOf(error);
  writeSync(2, `musterd: ${message.replace(/\.$/, '')}. ${hint}\n`);
  // Handles opened before it failed would keep it alive, holding the lock and answering no one.
  process.exit(code === 'daemon-running' ? 17 : 1);
}
