// A program that is run to its end: how long it may take, and how long it may say nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../../../runtime/processes/run-program.ts';

const test = suite('a program that is run to its end');
/** Prints a dot, and the next one only after that was heard. */
const SPEAKS = 'for n in 1 2 3 4 5; do printf .; while [ ! -e "$0/$n" ]; do sleep 0.02; done; done';
const run = (code: string, limits: { atMost?: number; silentAtMost?: number }) =>
  runProgram(process.execPath, ['-e', code], { env: {}, maxBytes: 1024, ...limits });

test('is ended when it takes too long, and when it is silent too long', async () => {
  const never = 'setInterval(() => {}, 1e6)';
  assert.is((await run(never, { atMost: 20 })).stopped, 'too-long');
  assert.is((await run(never, { silentAtMost: 20 })).stopped, 'silent');
});

/** Timers of this process whose time passes only when the test says so, however slow the machine is. */
function heldTimers(): { pass(ms: number): void } & Disposable {
  const real = globalThis.setTimeout;
  const set = new Set<{ due: number; tell(): void }>();
  let now = 0;
  globalThis.setTimeout = ((tell: () => void, ms: number) => {
    const timer = { due: now + ms, tell, refresh: () => Object.assign(timer, { due: now + ms }) };
    set.add(timer);
    return timer;
  }) as unknown as typeof setTimeout;
  return {
    pass(ms) {
      now += ms;
      for (const it of set) if (it.due <= now && set.delete(it)) it.tell();
    },
    [Symbol.dispose]() {
      globalThis.setTimeout = real;
    },
  };
}

test('may take as long as it likes while it prints something', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'speaks-'));
  using timers = heldTimers();
  let heard = 0;
  const { stopped, stdout } = await runProgram('sh', ['-c', SPEAKS, folder], {
    env: { PATH: process.env.PATH },
    maxBytes: 1024,
    silentAtMost: 1_000,
    heard() {
      timers.pass(900);
      writeFileSync(join(folder, `${++heard}`), '');
    },
  });
  rmSync(folder, { recursive: true });
  assert.equal([stopped, stdout.toString(), heard], [undefined, '.....', 5]);
});

test.run();
