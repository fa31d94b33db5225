// Keeps the machine from going to sleep while workers run. The program that does so watches this
// daemon and ends with it, however the daemon ends.

import { systemClock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { periodicTimer } from '../../../runtime/watch/periodic-timer.ts';
import { type SideProgram, startSideProgram } from './side-program.ts';

type Context = { busy(): boolean; env: NodeJS.ProcessEnv; log: Log };

const LOOK_EVERY = 3_000;

/** Ends by itself when this process is gone. */
export function awakeArgv(pid: number, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['caffeinate', '-i', '-w', String(pid)];
  return ['systemd-inhibit', '--what=sleep:idle', '--who=Muster', '--why=workers are running', 'tail', `--pid=${pid}`, '-f', '/dev/null'];
}

export function keepAwake({ busy, env, log }: Context): { close(): void } {
  let holding: SideProgram | undefined;
  let useless = false;

  function hold(): void {
    const started = startSideProgram(awakeArgv(process.pid, process.platform), env, {});
    holding = started;
    void started.ended.then((why) => {
      // Ended by us.
      if (holding !== started) return;
      holding = undefined;
      useless = true;
      log.warn('the machine cannot be kept awake', { why });
    });
  }

  function look(): void {
    if (busy()) {
      if (!holding && !useless) hold();
    } else if (holding) {
      const done = holding;
      holding = undefined;
      done.end();
    }
  }

  const stop = periodicTimer(systemClock).every(LOOK_EVERY, look);
  look();
  return {
    close() {
      stop();
      const done = holding;
      holding = undefined;
      done?.end();
    },
  };
}
