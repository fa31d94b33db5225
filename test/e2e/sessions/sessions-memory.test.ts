// When the session host collects garbage: its collector gets a clock and a timer that this test moves, so nothing here depends on time.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from './sessions-fixture.ts';
import { hostMain, on } from './sessions-host-fixture.ts';

const hosts = suite('the memory of the session host');

/** Loaded before the host. SIGUSR2: its clock stands just before the next look of the collector; SIGWINCH: that look. */
const preload = (log: string): string => `
import { appendFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
const say = (it) => appendFileSync(${JSON.stringify(log)}, it + '\\n');
const own = globalThis.setTimeout;
let [now, due, look] = [0, 0, () => undefined];
globalThis.setTimeout = (then, after, ...more) => {
  if (!new Error().stack.includes('collect-when-idle')) return own(then, after, ...more);
  [due, look] = [now + after, then];
  say('looks after ' + after);
  return { unref() {} };
};
performance.now = () => now;
performance.eventLoopUtilization = () => ({ idle: 1, active: 0, utilization: 0 });
Session.prototype.post = async () => say('collects');
process.on('SIGUSR2', () => { now = due - 1; say('just before'); });
process.on('SIGWINCH', () => { now = due; look(); say('looked'); });
`;

hosts(
  'garbage is collected only when the daemon has asked nothing for a while: each question puts the collection off',
  on(async (fixture) => {
    const [log, program] = [join(fixture.home, '..', 'collector.log'), join(fixture.home, '..', 'collector.mjs')];
    writeFileSync(program, preload(log));
    const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
    const host = await fixture.connect({ launch: { argv: [process.execPath, '--import', program, hostMain] } });
    const asks = () => host.list();
    await asks();
    const pid = host.hostPid() ?? 0;
    const tell = async (signal: NodeJS.Signals, answer: string): Promise<void> => {
      const before = lines().filter((it) => it === answer).length;
      process.kill(pid, signal);
      await until(() => lines().filter((it) => it === answer).length > before, answer);
    };
    for (const _ of [1, 2, 3]) {
      await tell('SIGUSR2', 'just before');
      await asks();
      await tell('SIGWINCH', 'looked');
      assert.not(lines().includes('collects'), lines().join('\n'));
      assert.match(lines().at(-2) ?? '', /^looks after [1-9]/);
    }
    await tell('SIGWINCH', 'looked');
    await until(() => lines().includes('collects'), 'the collection');
  }),
);

hosts.run();
