// Runs a daemon in this process, in the foreground, until it is told to stop.

import { writeSync } from 'node:fs';
import { failureOf } from '../../contracts/errors.ts';
import { refuseOddHome } from '../../runtime/home.ts';
import { collectGarbageWhenIdle } from '../../runtime/resident/collect-when-idle.ts';
import { optimizeNow } from '../../runtime/resident/optimizing.ts';
import { onLongComputation } from '../../runtime/slices.ts';
import { startDaemon } from './daemon.ts';

export async function beginDaemon(home: string, mode: 'up' | 'on-demand'): Promise<void> {
  process.title = 'musterd';
  // If the size of files is limited (ulimit -f), a write beyond it fails as on a full disk instead of killing the process.
  process.on('SIGXFSZ', () => undefined);
  onLongComputation(optimizeNow);
  const memory = collectGarbageWhenIdle();
  try {
    refuseOddHome(home);
    const daemon = await startDaemon({
      home,
      mode,
      env: process.env,
      onWork: memory.worked,
      onEnd: () => {
        process.exitCode = 0;
        // Only a library's timer can still be pending; everything of ours is closed and on disk.
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
}
