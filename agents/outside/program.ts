// The worker process that stands for an outside client that carries out a stage: it sends heartbeats while the client lives, and
// ends when the client's result is there or the client is gone. When the client's time is up, the daemon ends it.
//
//   node program.ts     with MUSTER_PROMPT, MUSTER_RESULT and MUSTER_HEARTBEAT

import { appendFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { Holder } from '../../contracts/plan/holder.ts';
import { beatLine } from '../../contracts/work/beat-line.ts';
import { hideCompileCacheFromChildren } from '../../runtime/compile-cache.ts';
import { isAlive } from '../../runtime/processes/processes.ts';
import { readPrompt } from '../builtin/prompt.ts';

const BEAT_EVERY = 20_000;
const LOOK_EVERY = 500;

hideCompileCacheFromChildren();
await main().catch((error: unknown) => {
  const { message, hint } = failureOf(error);
  process.stderr.write(`${message}${hint === '' ? '' : `\n${hint}`}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { inputs } = readPrompt(await readFile(variable('MUSTER_PROMPT'), 'utf8'));
  const holder = Holder.parse(inputs.holder);
  const path = variable('MUSTER_HEARTBEAT');
  const result = variable('MUSTER_RESULT');
  const beat = () => appendFileSync(path, beatLine({ stage: 'held from outside', at: new Date().toISOString() }));
  const timer = setInterval(beat, BEAT_EVERY);
  beat();
  try {
    process.stdout.write(`held from outside by ${holder.name.replace(/\p{Cc}+/gu, ' ')}\n`);
    for (;;) {
      const gone = whyGone(holder);
      // A result that came before the client went counts.
      if (existsSync(result)) return;
      if (gone !== undefined) {
        process.stdout.write(`MUSTER-INTERRUPTED ${gone}\n`);
        process.exitCode = 3;
        return;
      }
      await sleep(LOOK_EVERY);
    }
  } finally {
    clearInterval(timer);
  }
}

function whyGone({ name, pid, start }: Holder): string | undefined {
  return isAlive(pid, start) ? undefined : `${name.replace(/\p{Cc}+/gu, ' ')}, which carried it out from outside, has ended`;
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new MusterError('usage', `the variable ${name} is not set`, 'This program is started by the daemon, for one dispatch.');
  return value;
}
