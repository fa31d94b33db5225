// The daemon as a process: `node daemon/main.ts --home <folder> --mode up|on-demand`; `start-daemon.ts` starts it in the
// background. What Node has compiled is asked for here, before the rest is loaded.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keepCompiledIn } from '../runtime/compile-cache.ts';
import { defaultHome, homeAt } from '../runtime/home.ts';
import { launchAhead } from '../runtime/sessions/client/launch.ts';

process.umask(0o077);

const { values } = parseArgs({ options: { home: { type: 'string' }, mode: { type: 'string' } } });
const home = values.home ?? defaultHome(process.env);
keepCompiledIn(homeAt(home));
// A command that starts a daemon has work for it, and work needs the session host: both load at the same time.
if (values.mode === 'on-demand' && existsSync(home)) launchAhead(home);

const { beginDaemon } = await import('./process/begin.ts');
await beginDaemon(home, values.mode === 'on-demand' ? 'on-demand' : 'up');
