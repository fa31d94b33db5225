// The daemon's process: `node daemon/main.ts --home <folder> --mode up|on-demand`, started in the
// background by `start-daemon.ts`. The compile cache is set up here, before the rest is loaded.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { postponeOptimizing } from '../runtime/resident/optimizing.ts';

process.umask(0o077);
// Module resolution repeats so often that V8 would otherwise optimise it.
postponeOptimizing();
const { useCompileCache } = await import('../runtime/compile-cache.ts');
const { defaultHome, homeAt } = await import('../runtime/home.ts');

const { values } = parseArgs({ options: { home: { type: 'string' }, mode: { type: 'string' } } });
const home = values.home ?? defaultHome(process.env);
useCompileCache(homeAt(home));
// A command that starts a daemon has work for it, which needs the session host, so both load at the same time.
if (values.mode === 'on-demand' && existsSync(home)) {
  const { prelaunchHost } = await import('../runtime/sessions/client/launch.ts');
  prelaunchHost(home);
}

const { beginDaemon } = await import('./process/begin.ts');
await beginDaemon(home, values.mode === 'on-demand' ? 'on-demand' : 'up');
